// Time as the screen has it. A change made in an animation frame is on the screen with the next one:
// the onset of a stimulus is the time stamp of the frame after the one that drew it. Frames are
// counted, the interval is measured and not assumed (screens run at 60, 90, 120 or 144 Hz), and a
// frame that came more than half an interval late is a dropped one.

const LATE = 1.5;
const MEASURED_FRAMES = 40;
const USUAL_INTERVAL_MS = 1000 / 60;

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const high = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 ? high : ((sorted[middle - 1] ?? high) + high) / 2;
}

interface Drop {
  readonly at: number;
  readonly span: number;
  readonly count: number;
}

export class FrameClock {
  intervalMs = USUAL_INTERVAL_MS;
  frames = 0;
  #last = 0;
  #handle = 0;
  #drops: Drop[] = [];
  #waiting: ((at: number) => void)[] = [];

  constructor(
    private readonly request: (run: FrameRequestCallback) => number = (run) => requestAnimationFrame(run),
    private readonly cancel: (handle: number) => void = (handle) => cancelAnimationFrame(handle),
  ) {}

  start(): void {
    if (this.#handle === 0) this.#handle = this.request(this.#frame);
  }

  stop(): void {
    this.cancel(this.#handle);
    this.#handle = 0;
    this.#last = 0;
  }

  /** A hidden page has no frames: what passed meanwhile was not dropped. */
  forgetLast(): void {
    this.#last = 0;
  }

  #frame = (at: number): void => {
    this.#handle = this.request(this.#frame);
    const span = at - this.#last;
    if (this.#last > 0) {
      this.frames += 1;
      if (span > LATE * this.intervalMs) {
        this.#drops.push({ at, span, count: Math.max(1, Math.round(span / this.intervalMs) - 1) });
      }
    }
    this.#last = at;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const settle of waiting) settle(at);
  };

  /** The time stamp of the next frame. What follows the `await` still belongs to that frame. */
  next(): Promise<number> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Learns the screen's interval from its own frames; drops before are forgotten. */
  async measure(frames = MEASURED_FRAMES): Promise<void> {
    const spans: number[] = [];
    let before = await this.next();
    while (spans.length < frames) {
      const at = await this.next();
      spans.push(at - before);
      before = at;
    }
    this.intervalMs = median(spans);
    this.#drops = [];
    this.frames = 0;
  }

  /** Settles in the frame in which a change has to be made to be seen at `target`. */
  async before(target: number): Promise<number> {
    let at = await this.next();
    while (at + this.intervalMs < target - this.intervalMs / 2) at = await this.next();
    return at;
  }

  /** Makes a change in this frame; its onset is the time stamp of the next one. */
  async draw(change: () => void): Promise<number> {
    change();
    return this.next();
  }

  /** A change that is seen at the frame nearest to `target`, and its onset. */
  async drawAt(target: number, change: () => void): Promise<number> {
    await this.before(target);
    return this.draw(change);
  }

  /** The first frame at or after `target`. */
  async until(target: number): Promise<number> {
    let at = await this.next();
    while (at < target) at = await this.next();
    return at;
  }

  /** How many frames were dropped after `from` up to `to`, in gaps longer than `gapMs`. */
  droppedBetween(from: number, to: number, gapMs = 0): number {
    return this.#drops
      .filter(({ at, span }) => at > from && at <= to && span > gapMs)
      .reduce((sum, { count }) => sum + count, 0);
  }

  get droppedFrames(): number {
    return this.droppedBetween(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
  }

  get refreshHz(): number {
    return 1000 / this.intervalMs;
  }
}

import { _ } from "../words";
import { element, type Player, type Recorded, type Stage } from "./base";
import { rounded } from "./paced";

// Put in where the page was left or paused: the server counts that round neither way.
const LEFT = "left";

/** Time that counts: what passes while the activity is paused does not. */
class ActiveTime {
  #paused = 0;
  #responses: [string, number][] = [];

  constructor(
    private readonly stage: Stage,
    private readonly start: number,
  ) {}

  passed(at: number): number {
    return at - this.start - this.#paused;
  }

  add(action: string, at: number): void {
    this.#responses.push([action, rounded(Math.max(0, this.passed(at)))]);
  }

  async pause(at: number): Promise<void> {
    this.add(LEFT, at);
    await this.stage.resumed();
    this.#paused += (await this.stage.clock.next()) - at;
  }

  get responses(): Recorded["responses"] {
    return this.#responses;
  }
}

export const player: Player = {
  async play(stage, plan) {
    const planned = plan[0];
    if (!planned) return [];
    const ring = element("div", "count-ring");
    const line = element("p", "breath-line", _("Count your breaths. You may close your eyes."));
    stage.picture.replaceChildren(ring, line);
    const start = await stage.clock.next();
    const time = new ActiveTime(stage, start);
    stage.presses.subscribe(({ action, at }) => {
      if (!stage.isPaused) time.add(action, at);
      // Shows that the press was taken, never how many there were.
      ring.dataset["beat"] = ring.dataset["beat"] === "a" ? "b" : "a";
    }, stage.stopped);
    const length = planned.duration_ms ?? 0;
    let at = start;
    while (time.passed(at) < length && !stage.stopped.aborted) {
      at = await stage.clock.next();
      if (stage.isPaused && !stage.stopped.aborted) await time.pause(at);
      stage.progress(time.passed(at) / length);
    }
    const shown = Math.min(length, Math.max(0, time.passed(at)));
    return [
      {
        position: planned.position,
        responses: time.responses.filter(([, rt]) => rt <= shown),
        onset_ms: 0,
        shown_ms: rounded(shown),
        dropped_frames: stage.clock.droppedBetween(start, at),
        is_blurred: stage.wasLeft(start, at),
      },
    ];
  },
};

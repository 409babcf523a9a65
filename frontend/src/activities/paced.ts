// Trials at an even pace: drawn to the frame, answered at the event's own time, marked where the page
// was left or a frame was dropped at a change. While nothing changes a dropped frame shows what the
// one before it showed, and answers have their own time stamps: it spoils nothing.

import type { Planned, Recorded, Stage } from "./base";

export interface PacedView {
  /** Puts the stimulus on the stage; called inside an animation frame. */
  show(planned: Planned): void;
  /** A second change within the trial: after so many ms, do that. */
  readonly then?: (planned: Planned) => { afterMs: number; change: () => void };
  /** In practice: what to say about what was done, if anything. */
  hint?(planned: Planned, responses: Recorded["responses"]): string;
}

interface Shown {
  readonly planned: Planned;
  readonly onset: number;
  end: number;
  /** Frames dropped between drawing a change and its being on the screen. */
  dropped: number;
}

export async function playPaced(
  stage: Stage,
  plan: readonly Planned[],
  view: PacedView,
): Promise<Recorded[]> {
  const { clock } = stage;
  const shown: Shown[] = [];
  let target: number | null = null;
  for (const [at, planned] of plan.entries()) {
    let drawn = target === null ? await clock.next() : await clock.before(target);
    if (stage.isPaused) {
      await stage.resumed();
      target = null;
      drawn = await clock.next();
    }
    if (stage.stopped.aborted) break;
    const onset: number = await clock.draw(() => view.show(planned));
    // The trial before lasted until this one was there, unless there was a pause in between.
    const previous = shown.at(-1);
    if (previous && target !== null) previous.end = onset;
    const length = planned.duration_ms ?? 0;
    const trial = { planned, onset, end: onset + length, dropped: clock.droppedBetween(drawn, onset) };
    shown.push(trial);
    target = onset + length;
    const second = view.then?.(planned);
    if (second) {
      const seen = await clock.drawAt(onset + second.afterMs, second.change);
      // From the frame before the one that had to draw: how long the first picture stood is spoiled too.
      trial.dropped += clock.droppedBetween(onset + second.afterMs - 1.5 * clock.intervalMs, seen);
    }
    if (stage.isPractice && view.hint) await hintAtEnd(stage, view, trial);
    stage.progress((at + 1) / plan.length);
  }
  if (target !== null && !stage.stopped.aborted) await clock.until(target);
  return recorded(stage, shown);
}

async function hintAtEnd(stage: Stage, view: PacedView, { planned, onset, end }: Shown): Promise<void> {
  await stage.clock.before(end - 3 * stage.clock.intervalMs);
  stage.say(view.hint?.(planned, stage.presses.within(onset, end)) ?? "");
}

function recorded(stage: Stage, shown: readonly Shown[]): Recorded[] {
  const origin = shown[0]?.onset ?? 0;
  return shown.map(({ planned, onset, end, dropped }) => ({
    position: planned.position,
    responses: stage.presses.within(onset, end),
    onset_ms: rounded(onset - origin),
    shown_ms: rounded(end - onset),
    dropped_frames: dropped,
    is_blurred: stage.wasLeft(onset, end),
  }));
}

export function rounded(ms: number): number {
  return Math.round(ms * 100) / 100;
}

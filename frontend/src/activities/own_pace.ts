// One thing at a time, for as long as the learner likes: puzzles and games.

import type { Planned, Recorded, Stage } from "./base";
import { rounded } from "./paced";

export interface Game {
  /** Settles when it is solved; the stage's `stopped` ends it before. */
  readonly solved: Promise<void>;
}

type Note = (action: string, at: number) => void;

/** Shows each planned thing until it is solved or the learner has had enough. */
export async function playAtOwnPace(
  stage: Stage,
  plan: readonly Planned[],
  set: (planned: Planned, note: Note) => Game,
): Promise<Recorded[]> {
  const trials: Recorded[] = [];
  let origin: number | null = null;
  const stopped = new Promise<void>((resolve) => {
    stage.stopped.addEventListener("abort", () => resolve(), { once: true });
  });
  for (const planned of plan) {
    if (stage.stopped.aborted) break;
    const responses: [string, number][] = [];
    let onset = 0;
    const note: Note = (action, at) => responses.push([action, rounded(Math.max(0, at - onset))]);
    let game: Game | null = null;
    onset = await stage.clock.draw(() => {
      game = set(planned, note);
    });
    origin ??= onset;
    await Promise.race([(game as unknown as Game).solved, stopped]);
    const end = await stage.clock.next();
    trials.push({
      position: planned.position,
      responses,
      onset_ms: rounded(onset - origin),
      shown_ms: rounded(end - onset),
      dropped_frames: stage.clock.droppedBetween(onset, end),
      is_blurred: stage.wasLeft(onset, end),
    });
    stage.progress(trials.length / plan.length);
  }
  return trials;
}

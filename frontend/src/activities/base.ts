// What every activity's player is: it shows a plan on a stage and says what was done. One file an
// activity, by the server's names (`tutor/domain/activities`); the server plans and scores.

import type { FrameClock } from "./clock";
import type { Presses } from "./presses";

export interface Planned {
  readonly position: number;
  readonly kind: string;
  readonly stimulus: Readonly<Record<string, unknown>>;
  /** Null where the learner sets the pace. */
  readonly duration_ms: number | null;
}

/** Times are in ms: `onset_ms` from the start of the block, those of responses from the onset. */
export interface Recorded {
  readonly position: number;
  readonly responses: readonly (readonly [action: string, rtMs: number])[];
  readonly onset_ms: number;
  readonly shown_ms: number;
  /** Where a picture had to change, or throughout where it changes all the time. */
  readonly dropped_frames: number;
  readonly is_blurred: boolean;
}

/** The place where a block is played. */
export interface Stage {
  readonly picture: HTMLElement;
  readonly clock: FrameClock;
  readonly presses: Presses;
  readonly form: string;
  readonly isPractice: boolean;
  /** The reader asked for less motion. */
  readonly isStill: boolean;
  readonly isPaused: boolean;
  /** Aborted when the learner has had enough. */
  readonly stopped: AbortSignal;
  /** Settles when the pause is over; at once when there is none. */
  resumed(): Promise<void>;
  /** Whether the page was left, or the activity paused, in this span of the clock. */
  wasLeft(fromMs: number, toMs: number): boolean;
  /** A line under the picture; screen readers hear it too. */
  say(text: string): void;
  /** How far the block is, from 0 to 1. */
  progress(share: number): void;
}

export interface Player {
  /** Every trial that was shown, also when the learner stopped before the end. */
  play(stage: Stage, plan: readonly Planned[]): Promise<Recorded[]>;
  /** What the next block is about, where blocks differ. */
  heading?(plan: readonly Planned[]): string;
}

/** A stimulus as its activity knows it; the server's plan has exactly these fields. */
export function stimulusOf<T>(planned: Planned): T {
  return planned.stimulus as unknown as T;
}

export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className: string,
  text = "",
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

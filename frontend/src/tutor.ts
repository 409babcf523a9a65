// What the parts of the page may ask of the player; each part knows this and nothing else of it.

import type { AttemptView } from "./boot";
import type { ExerciseType, Response } from "./exercises/base";

export interface Answer {
  item: number;
  hint: number | null;
  type: ExerciseType;
  response: Response;
  attempt: number;
  latency_ms: number;
  first_act_ms: number;
}

export type Checked =
  | { kind: "checked"; attempt: AttemptView }
  | { kind: "waiting" }
  | { kind: "refused"; why: string };

export interface HintView {
  readonly id: number;
  readonly ordinal: number;
  readonly title: string;
  readonly html: string;
  readonly is_bottom_out: boolean;
}

export type Hinted =
  | { kind: "shown"; hint: HintView; remaining: number }
  | { kind: "none" }
  | { kind: "unreachable" };

export interface Tutor {
  /** Checks an answer. `later` is called when one that had to wait is checked after all. */
  check(answer: Answer, later: (attempt: AttemptView) => void): Promise<Checked>;
  hint(item: number): Promise<Hinted>;
  /** From an exercise that is solved, or waits to be checked, to what comes next. */
  goOn(from: HTMLElement): void;
  announce(text: string): void;
}

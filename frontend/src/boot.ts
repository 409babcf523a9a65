// What the server wrote into the page; the player reads nothing else to begin.

import type { DecisionMessage, SignalKind } from "./protocol.gen";
import type { SegmentKind } from "./signals";

export interface SegmentLine {
  readonly id: number;
  readonly kind: SegmentKind;
  readonly title: string;
  readonly words: number;
  readonly is_finished: boolean;
}

/** One checked answer, as it is shown. `hint` is set where a scaffold's question was answered. */
export interface AttemptView {
  readonly item: number;
  readonly hint: number | null;
  readonly ordinal: number;
  readonly response: Readonly<Record<string, string>>;
  /** The answer as it reads. */
  readonly response_html: string;
  readonly outcome: "right" | "almost" | "not_yet";
  readonly feedback_html: string;
}

export interface Boot {
  readonly session: string;
  readonly learner: string;
  readonly lesson: number;
  readonly segments: readonly SegmentLine[];
  readonly current: number;
  readonly segment_url: string;
  readonly frame_url: string;
  readonly socket_path: string;
  readonly signals: readonly SignalKind[];
  readonly away_ms: number;
  readonly decisions: readonly DecisionMessage[];
  /** The segment on whose page each change belongs. */
  readonly homes: Readonly<Record<string, number>>;
  /** Which segment holds a check question, by the question's id. */
  readonly checks: Readonly<Record<string, number>>;
  readonly attempts: Readonly<Record<string, readonly AttemptView[]>>;
}

export function readBoot(): Boot {
  const element = document.getElementById("attune-session");
  if (!element?.textContent) throw new Error("The page has no #attune-session to begin from.");
  return JSON.parse(element.textContent) as Boot;
}

export function csrfToken(): string {
  return /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? "";
}

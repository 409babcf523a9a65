// Between the page and its preview. The preview has an origin of its own and can reach nothing, so it
// asks, by messages, for what a learner's page would ask the server.

import type { AttemptView } from "../boot";
import type { HintView } from "../tutor";

export type Asked =
  | { kind: "ready" }
  | { kind: "check"; id: number; item: number; hint: number | null; response: Record<string, string> }
  | { kind: "hint"; id: number; item: number; shown: number }
  | { kind: "picture"; id: number; name: string };

export type CheckAnswer = { attempt: AttemptView } | { refused: string };
export type HintAnswer = { hint: HintView | null; remaining: number } | null;

export type Told =
  | { kind: "listening" }
  | { kind: "draw"; html: string; isFresh: boolean }
  | { kind: "answer"; id: number; content: CheckAnswer | HintAnswer | Blob | null };

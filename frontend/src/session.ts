// The state of the open lesson: a fold over the server's messages, and what the learner did here.

import type { Boot } from "./boot";
import type { DecisionMessage, EstimateMessage, Nudge, ProbeMessage, ServerMessage } from "./protocol.gen";
import type { ConnectionState } from "./socket";

export interface State {
  readonly connection: ConnectionState;
  /** What the browser says; the socket notices later. */
  readonly isOffline: boolean;
  /** Where the learner is: a segment's id. */
  readonly current: number;
  readonly finished: ReadonlySet<number>;
  /** Changes that are in force or wait for a word from the learner, oldest first. */
  readonly decisions: readonly DecisionMessage[];
  readonly estimate: EstimateMessage | null;
  readonly probe: ProbeMessage | null;
  readonly notice: string;
  /** The last thing that came from the teacher; what it is, `nudges.ts` asks for. */
  readonly nudge?: Nudge;
  /** Answers that are saved on this device only. */
  readonly waiting: number;
  readonly isSignedOut: boolean;
  readonly isPaused: boolean;
  /** Consent was withdrawn while the page was open: nothing more is collected. */
  readonly isWithdrawn: boolean;
}

/** What the page has to show. A break that was taken is over, and leaves nothing behind. */
export function isInForce(decision: DecisionMessage): boolean {
  if (decision.resolution === "open") return true;
  return decision.resolution === "kept" && decision.action !== "offer_break";
}

export function firstState(boot: Boot): State {
  return {
    connection: "connecting",
    isOffline: !navigator.onLine,
    current: boot.current,
    finished: new Set(boot.segments.filter((line) => line.is_finished).map((line) => line.id)),
    decisions: boot.decisions.filter(isInForce),
    estimate: null,
    probe: null,
    notice: "",
    waiting: 0,
    isSignedOut: false,
    isPaused: false,
    isWithdrawn: false,
  };
}

/** Pure: the same messages in the same order give the same state. */
export function reduce(state: State, message: ServerMessage): State {
  switch (message.type) {
    case "estimate":
      return { ...state, estimate: message };
    case "decision":
      return { ...state, decisions: withDecision(state.decisions, message) };
    case "probe":
      return { ...state, probe: message };
    case "notice":
      return { ...state, notice: message.text };
    case "nudge":
      return { ...state, nudge: message };
    case "nack":
      return message.code === "no_consent" ? { ...state, isWithdrawn: true } : state;
    case "refused":
      return { ...state, isSignedOut: message.code === "signed_out", notice: message.detail };
    default:
      // Welcome, acks and the like are the connection's business; live rows are the teacher's.
      return state;
  }
}

function withDecision(
  decisions: readonly DecisionMessage[],
  message: DecisionMessage,
): readonly DecisionMessage[] {
  const others = decisions.filter((decision) => decision.decision !== message.decision);
  if (!isInForce(message)) return others;
  const place = decisions.findIndex((decision) => decision.decision === message.decision);
  return place < 0 ? [...others, message] : others.toSpliced(place, 0, message);
}

export type Listener = (state: State, before: State) => void;

export class SessionStore {
  #state: State;
  #listeners = new Set<Listener>();

  constructor(boot: Boot) {
    this.#state = firstState(boot);
  }

  get state(): State {
    return this.#state;
  }

  dispatch(message: ServerMessage): void {
    this.#become(reduce(this.#state, message));
  }

  change(part: Partial<State>): void {
    this.#become({ ...this.#state, ...part });
  }

  /** The whole list as the server has it: after an answer, or after a decision was resolved. */
  replaceDecisions(decisions: readonly DecisionMessage[]): void {
    this.change({ decisions: decisions.filter(isInForce) });
  }

  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #become(next: State): void {
    const before = this.#state;
    if (next === before) return;
    this.#state = next;
    for (const listener of this.#listeners) listener(next, before);
  }
}

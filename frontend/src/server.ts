// What the player says to the server: answers, hints, where the learner is, what became of a change.

import { post, SignedOut, Unreachable } from "./api";
import type { AttemptView, Boot } from "./boot";
import type { Resolution } from "./components/decision";
import type { Deliveries, Sent } from "./deliveries";
import type { DecisionMessage } from "./protocol.gen";
import type { Answer, Hinted, HintView } from "./tutor";

export interface AnswerReply {
  readonly attempt: AttemptView & { readonly expected_p: number };
  readonly decisions: readonly DecisionMessage[];
  readonly next: { readonly item: number | null };
}

export interface PlaceReply {
  readonly decisions: readonly DecisionMessage[];
}

export class Server {
  readonly #session: string;

  constructor(
    boot: Pick<Boot, "session">,
    private readonly deliveries: Deliveries,
  ) {
    this.#session = `/api/sessions/${boot.session}/`;
  }

  answer(answer: Answer, later: (reply: AnswerReply) => void): Promise<Sent<AnswerReply>> {
    const { item, hint, response, latency_ms } = answer;
    const idempotency_key = crypto.randomUUID();
    const body = { idempotency_key, item, response, latency_ms, ...(hint === null ? {} : { hint }) };
    return this.deliveries.deliver(idempotency_key, { url: `${this.#session}answers/`, body, later });
  }

  finish(segment: number, later: (reply: PlaceReply) => void): Promise<Sent<PlaceReply>> {
    const url = `${this.#session}segments/${segment}/finish/`;
    return this.deliveries.deliver(url, { url, body: {}, later });
  }

  /** The place to come back to: one key for all segments, since only the last one counts. */
  open(segment: number, later: (reply: PlaceReply) => void): Promise<Sent<PlaceReply>> {
    const url = `${this.#session}segments/${segment}/open/`;
    return this.deliveries.deliver(`${this.#session}open`, { url, body: {}, later });
  }

  async hint(item: number): Promise<Hinted> {
    try {
      const url = `${this.#session}hints/`;
      const reply = await post<{ hint: HintView | null; remaining: number }>(url, { item });
      if (!reply.hint) return { kind: "none" };
      return { kind: "shown", hint: reply.hint, remaining: reply.remaining };
    } catch (error) {
      if (error instanceof Unreachable || error instanceof SignedOut) return { kind: "unreachable" };
      throw error;
    }
  }

  resolve(decision: DecisionMessage, resolution: Resolution): Promise<PlaceReply> {
    return post(`/api/decisions/${decision.decision}/`, { resolution });
  }
}

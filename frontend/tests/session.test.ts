import { describe, expect, it } from "vitest";
import type { Boot } from "../src/boot";
import type { DecisionMessage, ServerMessage } from "../src/protocol.gen";
import { firstState, reduce, SessionStore } from "../src/session";

const boot: Boot = {
  session: "s",
  learner: "bo",
  lesson: 1,
  segments: [
    { id: 1, kind: "reading", title: "One", words: 100, is_finished: true },
    { id: 2, kind: "practice", title: "Two", words: 10, is_finished: false },
  ],
  current: 2,
  segment_url: "/learn/c/l/segments/0/",
  frame_url: "/api/sessions/{session}/frames/",
  socket_path: "/ws/learn/s/",
  signals: ["dwell"],
  away_ms: 90_000,
  decisions: [],
  homes: {},
  checks: {},
  attempts: {},
};

function decision(part: Partial<DecisionMessage> = {}): DecisionMessage {
  return {
    type: "decision",
    decision: "d1",
    ordinal: 1,
    action: "worked_example",
    target: { segment: 1 },
    title: "The worked example again",
    why: "You were in another tab for 2 min.",
    html: "<p>x</p>",
    resolution: "open",
    decided_at_ms: 1,
    ...part,
  };
}

const folded = (messages: ServerMessage[]) => messages.reduce(reduce, firstState(boot));

describe("the session's state", () => {
  it("begins where the server says the learner is", () => {
    const state = firstState(boot);
    expect(state.current).toBe(2);
    expect([...state.finished]).toEqual([1]);
  });

  it("shows a change until it is undone, and then nothing is left of it", () => {
    expect(folded([decision()]).decisions).toHaveLength(1);
    expect(folded([decision(), decision({ resolution: "kept" })]).decisions).toHaveLength(1);
    expect(folded([decision(), decision({ resolution: "undone" })])).toEqual(firstState(boot));
  });

  it("keeps changes in their order when one of them is kept", () => {
    const second = decision({ decision: "d2" });
    const state = folded([decision(), second, decision({ resolution: "kept" })]);
    expect(state.decisions.map((one) => one.decision)).toEqual(["d1", "d2"]);
  });

  it("shows nothing of a break that was taken", () => {
    const taken = decision({ action: "offer_break", resolution: "kept" });
    expect(folded([decision({ action: "offer_break" }), taken]).decisions).toEqual([]);
  });

  it("takes the same message twice as once", () => {
    expect(folded([decision(), decision()])).toEqual(folded([decision()]));
  });

  it("stops sensing when the server says that consent was withdrawn", () => {
    const nack = { type: "nack", stream: "s", seq: 1, index: 0, detail: "" } as const;
    expect(folded([{ ...nack, code: "no_consent" }]).isWithdrawn).toBe(true);
    expect(folded([{ ...nack, code: "bad_value" }]).isWithdrawn).toBe(false);
  });

  it("tells its listeners only of what changed", () => {
    const store = new SessionStore(boot);
    const seen: number[] = [];
    const stop = store.subscribe((state) => seen.push(state.decisions.length));
    store.dispatch({ type: "ack", stream: "s", seqs: [1] });
    store.dispatch(decision());
    stop();
    store.dispatch(decision({ resolution: "undone" }));
    expect(seen).toEqual([1]);
  });
});

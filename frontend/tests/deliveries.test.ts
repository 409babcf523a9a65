import { describe, expect, it } from "vitest";
import { Refusal, SignedOut, Unreachable } from "../src/api";
import { Deliveries, inMemory } from "../src/deliveries";

type Outcome = Error | object;

/** A server that answers with the next of `outcomes`, and remembers what it was sent. */
function server(outcomes: Outcome[]) {
  const sent: string[] = [];
  const send = async <T>(url: string): Promise<T> => {
    sent.push(url);
    const outcome = outcomes.shift() ?? {};
    if (outcome instanceof Error) throw outcome;
    return outcome as T;
  };
  return { sent, send };
}

function waiting(outcomes: Outcome[]) {
  const store = inMemory();
  const states: { waiting: number; isSignedOut: boolean }[] = [];
  const { sent, send } = server(outcomes);
  const deliveries = new Deliveries(store, "bo", (state) => states.push(state), send);
  const later: unknown[] = [];
  const deliver = (key: string) =>
    deliveries.deliver(key, { url: key, body: {}, later: (content) => later.push(content) });
  return { store, states, sent, deliveries, deliver, later };
}

describe("deliveries", () => {
  it("hand over the server's answer and forget it", async () => {
    const { store, deliver } = waiting([{ right: true }]);
    expect(await deliver("a")).toEqual({ kind: "delivered", content: { right: true } });
    expect(await store.all("bo")).toEqual([]);
  });

  it("keep an answer that cannot be sent, and deliver it later, once", async () => {
    const { store, deliver, deliveries, later, states } = waiting([new Unreachable(), { n: 1 }]);
    expect(await deliver("a")).toEqual({ kind: "waiting" });
    expect(await store.all("bo")).toHaveLength(1);
    expect(states.at(-1)).toEqual({ waiting: 1, isSignedOut: false });
    await deliveries.flush();
    await deliveries.flush();
    expect(later).toEqual([{ n: 1 }]);
    expect(states.at(-1)).toEqual({ waiting: 0, isSignedOut: false });
  });

  it("say that the sign-in ran out, and lose nothing by it", async () => {
    const { store, deliver, states } = waiting([new SignedOut()]);
    await deliver("a");
    expect(states.at(-1)).toEqual({ waiting: 1, isSignedOut: true });
    expect(await store.all("bo")).toHaveLength(1);
  });

  it("let one that is refused for good block no other", async () => {
    const outcomes = [new Unreachable(), new Unreachable(), new Refusal("gone"), { n: 2 }];
    const { store, deliver, deliveries, later } = waiting(outcomes);
    await deliver("a");
    await deliver("b");
    await deliveries.flush();
    expect(later).toEqual([{ n: 2 }]);
    expect(await store.all("bo")).toEqual([]);
  });

  it("stop at the first that cannot be sent, so that the order stays", async () => {
    const outcomes = [new Unreachable(), new Unreachable(), new Unreachable()];
    const { deliver, deliveries, sent } = waiting(outcomes);
    await deliver("a");
    await deliver("b");
    await deliveries.flush();
    expect(sent).toEqual(["a", "b", "a"]);
  });

  it("take up what an earlier page of the same person left, and nobody else's", async () => {
    const store = inMemory();
    const left = { url: "/left/", body: {}, written_at_ms: 1 };
    await store.put({ ...left, key: "a", person: "bo" });
    await store.put({ ...left, key: "b", person: "cy" });
    const { sent, send } = server([]);
    await new Deliveries(store, "bo", () => undefined, send).start();
    expect(sent).toEqual(["/left/"]);
    expect(await store.all("cy")).toHaveLength(1);
  });
});

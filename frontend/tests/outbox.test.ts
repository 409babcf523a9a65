import { describe, expect, it } from "vitest";
import { inMemory, Outbox } from "../src/outbox";
import type { SignalEvent } from "../src/protocol.gen";

const drifted = (at_ms: number): SignalEvent => ({ kind: "drifted", at_ms });
const nobodyElse = (): boolean => false;

describe("the outbox", () => {
  it("keeps a frame until it is acknowledged", async () => {
    const store = inMemory();
    const outbox = new Outbox(store, "bo", "session");
    outbox.add(drifted(1));
    const frame = await outbox.seal();
    expect(frame?.seq).toBe(1);
    expect(await store.all("bo")).toHaveLength(1);
    await outbox.acked([1]);
    expect(outbox.waiting()).toEqual([]);
    expect(await store.all("bo")).toEqual([]);
  });

  it("never changes a frame once it has a number", async () => {
    const outbox = new Outbox(inMemory(), "bo", "session");
    outbox.add(drifted(1));
    const first = await outbox.seal();
    outbox.add(drifted(2));
    await outbox.seal();
    expect(first?.events).toEqual([drifted(1)]);
    expect(outbox.waiting().map((frame) => frame.seq)).toEqual([1, 2]);
  });

  it("has nothing to seal where nothing was observed", async () => {
    expect(await new Outbox(inMemory(), "bo", "session").seal()).toBeNull();
  });

  it("closes a frame at a hundred events, so that the server takes it", async () => {
    const outbox = new Outbox(inMemory(), "bo", "session");
    for (let at = 0; at < 250; at += 1) outbox.add(drifted(at));
    await outbox.seal();
    expect(outbox.waiting().map((frame) => frame.events.length)).toEqual([100, 100, 50]);
  });

  it("hands what an earlier page left behind to the same person, and to nobody else", async () => {
    const store = inMemory();
    const earlier = new Outbox(store, "bo", "first session");
    earlier.add(drifted(1));
    await earlier.seal();
    expect(await new Outbox(store, "cy", "another").leftBehind(nobodyElse)).toEqual([]);
    const [frame] = await new Outbox(store, "bo", "second session").leftBehind(nobodyElse);
    expect(frame).toMatchObject({ session: "first session", stream: earlier.stream, seq: 1 });
  });

  it("leaves the frames of a tab that is still open to that tab", async () => {
    const store = inMemory();
    const other = new Outbox(store, "bo", "session");
    other.add(drifted(1));
    await other.seal();
    const mine = new Outbox(store, "bo", "session");
    expect(await mine.leftBehind((stream) => stream === other.stream)).toEqual([]);
  });

  it("drops frames after a week, and counts what it dropped", async () => {
    const store = inMemory();
    const earlier = new Outbox(store, "bo", "session", () => 0);
    earlier.add(drifted(1));
    await earlier.seal();
    const later = new Outbox(store, "bo", "session", () => 8 * 24 * 3_600_000);
    expect(await later.leftBehind(nobodyElse)).toEqual([]);
    expect(later.takeDropped()).toBe(1);
    expect(later.takeDropped()).toBe(0);
    expect(await store.all("bo")).toEqual([]);
  });

  it("sets a refused event aside without blocking its frame", async () => {
    const buried: string[] = [];
    const store = { ...inMemory(), bury: async ({ code }: { code: string }) => void buried.push(code) };
    const outbox = new Outbox(store, "bo", "session");
    outbox.add(drifted(1));
    const frame = await outbox.seal();
    const stream = outbox.stream;
    await outbox.nacked({ type: "nack", stream, seq: 1, index: 0, code: "invalid", detail: "" });
    expect(buried).toEqual(["invalid"]);
    await outbox.acked([frame?.seq ?? 0]);
    expect(outbox.waiting()).toEqual([]);
  });
});

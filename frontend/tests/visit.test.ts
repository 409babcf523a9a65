import { expect, it } from "vitest";
import type { SignalEvent } from "../src/protocol.gen";
import { Presence } from "../src/signals/presence";
import { Visit } from "../src/signals/visit";

it("a visit's totals are the sum of what it reported", () => {
  const events: SignalEvent[] = [];
  const presence = new Presence(0, true, true);
  const visit = new Visit(7, "reading", 238, presence, (event) => void events.push(event));
  visit.start(0);
  presence.input(3_000);
  visit.reached(0.4);
  visit.report(5_000);
  presence.input(6_000);
  visit.reached(0.9);
  visit.end(8_000);

  expect(events.map((event) => event.kind)).toEqual(["segment_view", "dwell", "dwell", "segment_leave"]);
  expect(events[0]).toMatchObject({ segment: 7, words: 238, expected_ms: 60_000 });
  expect(events[1]).toMatchObject({ open_ms: 5_000, depth_p: 0.4 });
  expect(events[2]).toMatchObject({ open_ms: 3_000, depth_p: 0.9 });
  expect(events[3]).toMatchObject({ open_ms: 8_000, active_ms: 8_000, depth_p: 0.9 });
});

it("what passed before a segment was shown is not booked to it", () => {
  const events: SignalEvent[] = [];
  const presence = new Presence(0, true, true);
  const visit = new Visit(1, "practice", 0, presence, (event) => void events.push(event));
  presence.book(60_000);
  visit.start(60_000);
  visit.end(61_000);
  expect(events.at(-1)).toMatchObject({ kind: "segment_leave", open_ms: 1_000 });
});

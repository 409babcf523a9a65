import { describe, expect, it } from "vitest";
import { IDLE_AFTER_MS, Presence } from "../src/signals/presence";

describe("the three clocks", () => {
  it("count a page that is watched and used on all three", () => {
    const presence = new Presence(0, true, true);
    for (let at = 1_000; at <= 10_000; at += 1_000) presence.input(at);
    expect(presence.take(10_000)).toEqual({ open_ms: 10_000, visible_ms: 10_000, active_ms: 10_000 });
  });

  it("stop the visible clock while another tab is in front", () => {
    const presence = new Presence(0, true, true);
    presence.visible(2_000, false);
    presence.visible(62_000, true);
    expect(presence.take(63_000)).toMatchObject({ open_ms: 63_000, visible_ms: 3_000 });
  });

  it("stop the active clock fifteen seconds after the last input, and not before", () => {
    const presence = new Presence(0, true, true);
    for (let at = 1_000; at <= 40_000; at += 1_000) presence.book(at);
    expect(presence.take(40_000)).toEqual({
      open_ms: 40_000,
      visible_ms: 40_000,
      active_ms: IDLE_AFTER_MS,
    });
  });

  it("stop the active clock while another window has the keyboard", () => {
    const presence = new Presence(0, true, true);
    presence.focused(4_000, false);
    presence.focused(9_000, true);
    expect(presence.take(9_000)).toMatchObject({ visible_ms: 9_000, active_ms: 4_000 });
  });

  it("do not count the hours in which the machine slept as seen", () => {
    const presence = new Presence(0, true, true);
    presence.book(1_000);
    presence.book(8 * 3_600_000);
    expect(presence.take(8 * 3_600_000)).toMatchObject({ visible_ms: 1_000, active_ms: 1_000 });
  });

  it("hand out every millisecond once", () => {
    const presence = new Presence(0, true, true);
    const first = presence.take(5_000).open_ms;
    expect(first + presence.take(7_500).open_ms).toBe(7_500);
  });

  it("ignore a clock that was set back", () => {
    const presence = new Presence(10_000, true, true);
    presence.book(4_000);
    expect(presence.take(4_000).open_ms).toBe(0);
  });
});

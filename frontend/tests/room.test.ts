import { describe, expect, it } from "vitest";
import type { Live, LiveRow } from "../src/protocol.gen";
import { apply, counts, emptyRoom, everyone, inParts, needingHelp, publicCounts } from "../src/teach/room";

function row(name: string, changes: Partial<LiveRow> = {}): LiveRow {
  return {
    learner: name,
    name,
    lesson: "",
    segment: "",
    progress_p: 0,
    state: "working",
    state_words: "Working",
    observed: [],
    tutor_did: "",
    teacher_did: "",
    alerts: [],
    need: 0,
    need_rule: "",
    need_since_ms: null,
    focus_low: null,
    focus_high: null,
    focus_words: "",
    last_seen_ms: 0,
    ...changes,
  };
}

function live(rows: LiveRow[], changes: Partial<Live> = {}): Live {
  return { type: "live", is_whole: false, rows, sent_at_ms: 1, ...changes };
}

describe("the class as the page knows it", () => {
  const start = apply(emptyRoom, live([row("Bo"), row("Abe"), row("Zoe")], { is_whole: true }));

  it("keeps everyone by name, whoever changes", () => {
    const later = apply(start, live([row("Zoe", { need: 80 })], { sent_at_ms: 2 }));
    expect(everyone(later).map((one) => one.name)).toEqual(["Abe", "Bo", "Zoe"]);
  });

  it("puts the stronger rule first, then who waits longest", () => {
    const later = apply(
      start,
      live([
        row("Abe", { need: 40, need_since_ms: 1 }),
        row("Bo", { need: 80, need_since_ms: 9 }),
        row("Zoe", { need: 80, need_since_ms: 5 }),
      ]),
    );
    expect(needingHelp(later).map((one) => one.name)).toEqual(["Zoe", "Bo", "Abe"]);
  });

  it("forgets who left only when it is told the whole class", () => {
    expect(apply(start, live([], { sent_at_ms: 2 })).rows.size).toBe(3);
    expect(apply(start, live([row("Bo")], { is_whole: true, sent_at_ms: 2 })).rows.size).toBe(1);
  });

  it("keeps the row that is shown where it is told the same again", () => {
    const later = apply(start, live([row("Bo"), row("Zoe", { state: "stuck" })], { sent_at_ms: 2 }));
    expect(later.rows.get("Bo")).toBe(start.rows.get("Bo"));
    expect(later.rows.get("Zoe")).not.toBe(start.rows.get("Zoe"));
  });

  it("takes a long message in parts, and the whole class at once", () => {
    const message = live([row("Abe"), row("Bo"), row("Zoe")]);
    expect(inParts(message, 2).map((part) => part.rows.length)).toEqual([2, 1]);
    expect(inParts({ ...message, is_whole: true }, 2)).toHaveLength(1);
  });

  it("does not go back to an older moment", () => {
    const later = apply(start, live([row("Bo", { state: "stuck" })], { sent_at_ms: 5 }));
    const late = apply(later, live([row("Bo")], { sent_at_ms: 4 }));
    expect(late.rows.get("Bo")?.state).toBe("stuck");
  });

  it("counts states in one order, and for a projector without pointing at anyone", () => {
    const later = apply(
      start,
      live([row("Bo", { state: "stuck", state_words: "Stuck" }), row("Zoe", { state: "finished" })]),
    );
    expect(counts(later).map((one) => [one.state, one.count])).toEqual([
      ["working", 1],
      ["stuck", 1],
      ["finished", 1],
    ]);
    expect(publicCounts(later).map((one) => one.count)).toEqual([2, 1, 0]);
  });
});

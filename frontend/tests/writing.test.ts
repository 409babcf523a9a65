import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Manuscript, type Reply, type Saving } from "../src/writing/manuscript";
import { merged } from "../src/writing/merge";
import { Parts } from "../src/writing/parts";
import { type Files, ordered, type Standing, titleOf } from "../src/writing/shapes";

const LESSON = "---\ntitle: 'Ada''s scale'\n---\n";
const FILES = { "lesson.md": LESSON, "02-two.md": "two", "01-one.md": "one" };

function standing(files: Files, revision: number): Standing {
  return { files, revision, version: 1, by: "Dee", at: null };
}

describe("two who write the same lesson", () => {
  it("keeps both changes where they are to different parts", () => {
    const base = { a: "1", b: "1", c: "1" };
    const { files, both } = merged(base, { a: "2", b: "1" }, { a: "1", b: "2", c: "1", d: "new" });
    expect(files).toEqual({ a: "2", b: "2", d: "new" });
    expect(both).toEqual([]);
  });

  it("names the parts that both changed, and keeps mine of them", () => {
    const { files, both } = merged({ a: "1", b: "1" }, { a: "2" }, { a: "3", b: "2" });
    expect(both).toEqual(["a", "b"]);
    expect(files).toEqual({ a: "2" });
  });

  it("has nothing to ask where both wrote the same", () => {
    expect(merged({ a: "1" }, { a: "2" }, { a: "2" })).toEqual({ files: { a: "2" }, both: [] });
  });
});

describe("a manuscript", () => {
  const sent: { files: Files; revision: number }[] = [];
  let replies: Reply[] = [];
  let states: Saving["kind"][] = [];
  let replaced: string[] = [];

  function manuscript(): Manuscript {
    return new Manuscript({
      standing: standing(FILES, 3),
      key: "kept",
      send: async (files, revision) => {
        sent.push({ files, revision });
        return replies.shift() ?? { kind: "saved", revision: revision + 1 };
      },
      drew: (saving) => states.push(saving.kind),
      replaced: (why) => replaced.push(why),
    });
  }

  beforeEach(() => {
    vi.useFakeTimers();
    localStorage.clear();
    sent.length = 0;
    replies = [];
    states = [];
    replaced = [];
  });
  afterEach(() => vi.useRealTimers());

  it("is saved once the writer pauses, from the revision that it was changed from", async () => {
    const mine = manuscript();
    mine.change({ ...FILES, "01-one.md": "o" });
    mine.change({ ...FILES, "01-one.md": "once" });
    await vi.runAllTimersAsync();
    expect(sent).toEqual([{ files: { ...FILES, "01-one.md": "once" }, revision: 3 }]);
    expect(mine.revision).toBe(4);
    expect(states.at(-1)).toBe("saved");
    expect(localStorage.getItem("kept")).toBeNull();
  });

  it("is as it was saved when a change is taken back before it was sent", async () => {
    const mine = manuscript();
    mine.change({ ...FILES, "01-one.md": "o" });
    mine.change(FILES);
    await vi.runAllTimersAsync();
    expect(sent).toEqual([]);
    expect(states).toEqual(["writing", "writing", "saved"]);
  });

  it("sends one after another what is written while it is sent", async () => {
    const mine = manuscript();
    mine.change({ ...FILES, "01-one.md": "o" });
    void mine.flush();
    mine.change({ ...FILES, "01-one.md": "on" });
    await Promise.all([mine.flush(), mine.flush()]);
    await vi.runAllTimersAsync();
    expect(sent.map((one) => [one.files["01-one.md"], one.revision])).toEqual([["o", 3], ["on", 4]]);
  });

  it("keeps on this device what cannot be sent, and sends it again", async () => {
    replies = [{ kind: "failed", why: "No connection" }];
    const mine = manuscript();
    mine.change({ ...FILES, "01-one.md": "offline" });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(states.at(-1)).toBe("unsent");
    expect(localStorage.getItem("kept")).toContain("offline");
    await vi.runAllTimersAsync();
    expect(mine.isSaved).toBe(true);
    expect(localStorage.getItem("kept")).toBeNull();
  });

  it("brings back after a reload what this device kept", async () => {
    localStorage.setItem("kept", JSON.stringify({ base: FILES, files: { ...FILES, "01-one.md": "kept" } }));
    const mine = manuscript();
    mine.recover();
    await vi.runAllTimersAsync();
    expect(sent[0]?.files["01-one.md"]).toBe("kept");
    expect(replaced).toHaveLength(1);
  });

  it("merges what somebody else saved in another part, and saves both", async () => {
    const theirs = standing({ ...FILES, "02-two.md": "Dee's" }, 4);
    replies = [{ kind: "conflict", theirs }];
    const mine = manuscript();
    mine.change({ ...FILES, "01-one.md": "mine" });
    await vi.runAllTimersAsync();
    expect(sent[1]).toEqual({ files: { ...FILES, "01-one.md": "mine", "02-two.md": "Dee's" }, revision: 4 });
    expect(replaced[0]).toContain("Dee changed other parts");
  });

  it.each(["mine", "theirs"] as const)("asks about a part that both changed: %s", async (choice) => {
    const theirs = standing({ ...FILES, "01-one.md": "Dee's", "03-new.md": "Dee's" }, 4);
    replies = [{ kind: "conflict", theirs }];
    const mine = manuscript();
    mine.change({ ...FILES, "01-one.md": "mine" });
    await vi.runAllTimersAsync();
    expect(states.at(-1)).toBe("conflict");
    mine.change({ ...FILES, "01-one.md": "mine still", "02-two.md": "mine" });
    await vi.runAllTimersAsync();
    expect(sent).toHaveLength(1);
    mine.settle(choice);
    await vi.runAllTimersAsync();
    expect(mine.files["01-one.md"]).toBe(choice === "mine" ? "mine still" : "Dee's");
    expect([mine.files["02-two.md"], mine.files["03-new.md"]]).toEqual(["mine", "Dee's"]);
    expect(mine.isSaved).toBe(true);
  });
});

describe("the parts of a lesson", () => {
  let files: Files = FILES;
  let shown = "";

  function parts(): Parts {
    const place = document.createElement("ol");
    document.body.replaceChildren(place);
    return new Parts({
      place,
      files: () => files,
      kinds: [],
      open: () => {},
      change: (next, file) => {
        files = next;
        shown = file;
      },
      announce: () => {},
    });
  }

  beforeEach(() => {
    files = FILES;
  });

  it("stand in the order of their numbers, under their titles", () => {
    expect(ordered(FILES)).toEqual(["lesson.md", "01-one.md", "02-two.md"]);
    expect(titleOf("lesson.md", LESSON)).toBe("Ada's scale");
    expect(titleOf("01-cut-a-cake.md", "")).toBe("cut a cake");
  });

  it("are added after the one that is shown, under a name of their own", () => {
    const list = parts();
    list.draw("01-one.md");
    list.add("practice", "Two");
    expect(ordered(files)).toEqual(["lesson.md", "01-one.md", "02-two-2.md", "03-two.md"]);
    expect(files["02-two-2.md"]).toContain("kind: practice\ntitle: 'Two'");
    expect(shown).toBe("02-two-2.md");
  });

  it("change places and keep their words, which answers hang on", () => {
    const list = parts();
    list.draw("02-two.md");
    list.move(-1);
    expect(files).toEqual({ "lesson.md": LESSON, "01-two.md": "two", "02-one.md": "one" });
    expect(shown).toBe("01-two.md");
    list.draw("01-two.md");
    list.move(-1);
    expect(shown).toBe("01-two.md");
  });
});

import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { AttemptView } from "../src/boot";
import { ExerciseElement } from "../src/components/exercise";
import type { Answer, Checked, Hinted, Tutor } from "../src/tutor";

const FORM = `<at-exercise data-item="5" data-type="numeric">
  <form><input name="text"><div data-feedback></div>
    <button data-check><span data-words>Check</span></button>
    <button type="button" data-hint-button><span data-words>Hint</span></button></form>
  <div class="hints"><ol></ol></div>
  <details class="past" hidden><summary>(<span data-count>0</span>)</summary><ol></ol>
    <template><li><span data-response></span> <span data-outcome></span></li></template></details>
</at-exercise>`;

function attempt(outcome: AttemptView["outcome"], text: string): AttemptView {
  const feedback_html = outcome === "right" ? "Yes." : "Check the sign.";
  const response = { text };
  return { item: 5, hint: null, ordinal: 1, response, response_html: text, outcome, feedback_html };
}

class FakeTutor implements Tutor {
  answers: Answer[] = [];
  said: string[] = [];
  goOn = vi.fn();
  reply: Checked = { kind: "checked", attempt: attempt("not_yet", "-4") };
  hinted: Hinted = { kind: "none" };
  later: ((attempt: AttemptView) => void) | null = null;

  async check(answer: Answer, later: (attempt: AttemptView) => void): Promise<Checked> {
    this.answers.push(answer);
    this.later = later;
    return this.reply;
  }
  async hint(): Promise<Hinted> {
    return this.hinted;
  }
  announce(text: string): void {
    this.said.push(text);
  }
}

let exercise: ExerciseElement;
let tutor: FakeTutor;

function find<T extends Element = HTMLElement>(selector: string): T {
  return exercise.querySelector<T>(selector) as T;
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  await exercise.updateComplete;
}

async function write(text: string): Promise<void> {
  find<HTMLInputElement>("input").value = text;
  find("input").dispatchEvent(new Event("input", { bubbles: true }));
  await exercise.updateComplete;
}

async function check(): Promise<void> {
  find("form").dispatchEvent(new Event("submit", { cancelable: true }));
  await settled();
}

beforeAll(() => customElements.define("at-exercise", ExerciseElement));

beforeEach(async () => {
  // Written whole and then shown, as a browser does with a fragment.
  const holder = document.createElement("div");
  holder.innerHTML = FORM;
  document.body.append(holder);
  exercise = document.querySelector("at-exercise") as ExerciseElement;
  tutor = new FakeTutor();
  exercise.tutor = tutor;
  exercise.resume([], null);
  await exercise.updateComplete;
});

afterEach(() => document.body.replaceChildren());

describe("an exercise", () => {
  it("says what is missing instead of checking nothing", async () => {
    await check();
    expect(tutor.answers).toEqual([]);
    expect(find("[data-feedback]").textContent).toContain("Write a number first");
  });

  it("shows the feedback in place, announces it, and leaves the focus where it is", async () => {
    find("input").focus();
    await write("-4");
    await check();
    expect(find("[data-feedback]").textContent).toContain("Not yet.");
    expect(tutor.said.at(-1)).toBe("Not yet. Check the sign.");
    expect(document.activeElement).toBe(find("input"));
    expect(find("[data-check]").textContent).toBe("Check again");
  });

  it("can be tried again at once, and counts the attempts", async () => {
    await write("-4");
    await check();
    await write("4");
    expect(find("[data-feedback]").textContent?.trim()).toBe("");
    tutor.reply = { kind: "checked", attempt: attempt("right", "4") };
    await check();
    expect(tutor.answers.map((answer) => answer.attempt)).toEqual([1, 2]);
    expect(find(".past ol").children).toHaveLength(2);
    expect(find(".past ol").lastElementChild?.textContent).toBe("4 Right");
    expect(find<HTMLDetailsElement>(".past").hidden).toBe(false);
  });

  it("goes on with a second Enter when the answer is right, without checking it again", async () => {
    tutor.reply = { kind: "checked", attempt: attempt("right", "4") };
    await write("4");
    await check();
    await check();
    expect(tutor.answers).toHaveLength(1);
    expect(tutor.goOn).toHaveBeenCalledOnce();
  });

  it("is saved where there is no connection, and settles when it is checked later", async () => {
    tutor.reply = { kind: "waiting" };
    await write("4");
    await check();
    expect(find("[data-feedback]").textContent).toContain("Saved on this device");
    expect(exercise.isDone).toBe(true);
    tutor.later?.(attempt("not_yet", "4"));
    await settled();
    expect(exercise.isDone).toBe(false);
    expect(find("[data-feedback]").textContent).toContain("Not yet.");
  });

  it("takes up the last answer and its feedback after a reload", async () => {
    exercise.resume([attempt("not_yet", "-4")], null);
    await exercise.updateComplete;
    expect(find<HTMLInputElement>("input").value).toBe("-4");
    expect(find("[data-feedback]").textContent).toContain("Check the sign.");
    expect(tutor.said).toEqual([]);
  });

  it("takes up what was written and not yet checked", async () => {
    exercise.resume([attempt("not_yet", "-4")], { text: "12" });
    await exercise.updateComplete;
    expect(find<HTMLInputElement>("input").value).toBe("12");
    expect(find("[data-feedback]").textContent?.trim()).toBe("");
  });

  it("takes what is chosen by number before its type has come", async () => {
    const holder = document.createElement("div");
    const boxes = ["a", "b"].map((name) => `<input type="checkbox" name="chosen" value="${name}">`);
    holder.innerHTML = FORM.replace("numeric", "multiple_response").replace('<input name="text">', boxes.join(""));
    document.body.append(holder);
    const asked = holder.querySelector("at-exercise") as ExerciseElement;
    expect([asked.choose(1), asked.choose(2)]).toEqual([true, true]);
    const chosen = () => [...asked.querySelectorAll<HTMLInputElement>(":checked")].map((box) => box.value);
    await vi.waitFor(() => expect(chosen()).toEqual(["a", "b"]));
  });

  it("adds a hint below, and says how many are left", async () => {
    const hint = { id: 9, ordinal: 1, title: "", html: "<p>What was added?</p>", is_bottom_out: false };
    tutor.hinted = { kind: "shown", hint, remaining: 2 };
    const heard: unknown[] = [];
    exercise.addEventListener("attune-hint", (event) => heard.push((event as CustomEvent).detail));
    find("[data-hint-button]").click();
    await settled();
    expect(find(".hints ol").textContent).toContain("What was added?");
    expect(find("[data-hint-button]").textContent).toContain("2 left");
    expect(heard).toEqual([
      { item: 5, ordinal: 1, is_bottom_out: false, since_previous_ms: expect.any(Number) },
    ]);
  });
});

import { afterEach, describe, expect, it } from "vitest";
import { EXERCISE_TYPES, exerciseType } from "../src/exercises";
import type { ExerciseType, Response } from "../src/exercises/base";
import { insert } from "../src/exercises/maths_keys";
import { MORE_TYPES, moreType } from "../src/exercises/more";

const BOX = (value: string): string => `<input type="checkbox" name="chosen" value="${value}">`;
const ROW = (id: string): string => `<li data-element="${id}" data-speech="line ${id}">
  <span class="place"></span><button type="button" data-move="-1"></button>
  <button type="button" data-move="1"></button></li>`;
const MENU = (attribute: string): string =>
  `<select data-${attribute}><option value=""></option><option value="x">x</option></select>`;
const PLACES = (id: string): string => `<div data-element="${id}">
  <input type="radio" name="${id}" value="one"><input type="radio" name="${id}" value="zero"></div>`;
const TOKEN = (place: number): string =>
  `<button type="button" data-token="${place}" aria-pressed="false">t${place}</button>`;

const FORMS: Record<string, { html: string; response: Response; part?: Response }> = {
  multiple_choice: {
    html: `<label><input type="radio" name="choice" value="a"> one</label>
           <label><input type="radio" name="choice" value="b"> two</label>`,
    response: { choice: "b" },
  },
  numeric: { html: `<input name="text">`, response: { text: "3/4" } },
  short_text: { html: `<input name="text">`, response: { text: "equation" } },
  algebraic: { html: `<input name="text">`, response: { text: "2x + 3" } },
  multiple_response: {
    html: ["b", "a", "c", "none"].map(BOX).join(""),
    response: { chosen: "a c" },
  },
  ordering: {
    html: `<ol data-order>${["a", "b", "c"].map(ROW).join("")}</ol>`,
    response: { order: "c a b" },
  },
  matching: {
    html: MENU(`prompt="a"`) + MENU(`prompt="b"`),
    response: { a: "x", b: "x" },
    part: { b: "x" },
  },
  cloze: {
    html: `<input data-gap="a">${MENU(`gap="b"`)}`,
    response: { a: "3", b: "x" },
    part: { a: "3" },
  },
  highlight: {
    html: `<div class="tokens">${[0, 1, 2, 3].map(TOKEN).join("")}</div>`,
    response: { tokens: "1 3" },
  },
  categorise: {
    html: PLACES("b") + PLACES("a"),
    response: { a: "zero", b: "one" },
    part: { b: "one" },
  },
};

function form(html: string): HTMLFormElement {
  document.body.innerHTML = `<form>${html}</form>`;
  return document.body.querySelector("form") as HTMLFormElement;
}

/** A form as the page has it, and what was said to who listens. */
function prepared(type: ExerciseType): { shown: HTMLFormElement; said: string[] } {
  const shown = form(FORMS[type.name]?.html ?? "");
  const said: string[] = [];
  type.prepare?.(shown, (text) => said.push(text));
  return { shown, said };
}

function find(shown: HTMLFormElement, selector: string): HTMLElement {
  return shown.querySelector<HTMLElement>(selector) as HTMLElement;
}

function press(target: HTMLElement, key: string, options: KeyboardEventInit = {}): void {
  target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, ...options }));
}

afterEach(() => document.body.replaceChildren());

describe.each([...EXERCISE_TYPES, ...MORE_TYPES])("the exercise type $name", (type) => {
  const sample = FORMS[type.name] as (typeof FORMS)[string];

  it("has nothing to check in an empty form, and says what is missing", () => {
    const { shown } = prepared(type);
    expect(type.read(shown)).toBeNull();
    expect(type.missing()).toMatch(/\w+\.$/);
  });

  it("gives back exactly what was answered", () => {
    const { shown } = prepared(type);
    type.restore(shown, sample.response);
    expect(type.read(shown)).toEqual(sample.response);
    expect(Object.keys(type.read(shown) ?? {})).toEqual(Object.keys(sample.response));
    expect(type.isComplete?.(shown)).not.toBe(false);
  });

  it.runIf(sample.part)("keeps a part of an answer, and knows that it is one", () => {
    const { shown } = prepared(type);
    type.restore(shown, sample.part as Response);
    expect(type.read(shown)).toEqual(sample.part);
    expect(type.isComplete?.(shown)).toBe(false);
  });
});

describe("choosing by number", () => {
  it("chooses, says so to the form, and refuses a number that is not there", () => {
    const type = exerciseType("multiple_choice") as ExerciseType;
    const shown = form(FORMS["multiple_choice"]?.html ?? "");
    let heard = 0;
    shown.addEventListener("input", () => (heard += 1));
    expect(type.choose?.(shown, 1)).toBe(true);
    expect(type.read(shown)).toEqual({ choice: "a" });
    expect(heard).toBe(1);
    expect(type.choose?.(shown, 7)).toBe(false);
  });

  it("ticks and unticks, and none of these excludes the others", () => {
    const type = moreType("multiple_response");
    const { shown } = prepared(type);
    type.choose?.(shown, 1);
    type.choose?.(shown, 2);
    expect(type.read(shown)).toEqual({ chosen: "a b" });
    type.choose?.(shown, 1);
    expect(type.read(shown)).toEqual({ chosen: "a" });
    type.choose?.(shown, 4);
    expect(type.read(shown)).toEqual({ chosen: "none" });
    type.choose?.(shown, 3);
    expect(type.read(shown)).toEqual({ chosen: "c" });
  });

  it("names a type that the page does not know", () => {
    expect(exerciseType("essay")).toBeUndefined();
    expect(() => moreType("essay")).toThrow(/"essay"/);
  });
});

describe("putting in order", () => {
  it("moves by buttons, keeps the focus there, and says the new place", () => {
    const type = moreType("ordering");
    const { shown, said } = prepared(type);
    const down = find(shown, "[data-element=a] [data-move='1']");
    down.click();
    expect(type.read(shown)).toEqual({ order: "b a c" });
    expect(document.activeElement).toBe(down);
    expect(said).toEqual(["line a: place 2 of 3"]);
    expect(find(shown, "[data-element=a] .place").textContent).toBe("2");
  });

  it("has no further to go at the ends, and loses no focus there", () => {
    const type = moreType("ordering");
    const { shown, said } = prepared(type);
    const up = find(shown, "[data-element=a] [data-move='-1']");
    expect(up.ariaDisabled).toBe("true");
    up.click();
    expect(type.read(shown)).toBeNull();
    expect(said).toEqual(["line a: place 1 of 3"]);
    expect(find(shown, "[data-element=c] [data-move='1']").ariaDisabled).toBe("true");
    expect(find(shown, "[data-element=b] [data-move='1']").ariaDisabled).not.toBe("true");
  });
});

describe("highlighting", () => {
  it("is one stop of the Tab key, and arrows move inside", () => {
    const { shown } = prepared(moreType("highlight"));
    const first = find(shown, "[data-token='0']");
    expect([...shown.querySelectorAll("[tabindex='0']")]).toEqual([first]);
    first.focus();
    press(first, "ArrowRight");
    const second = find(shown, "[data-token='1']");
    expect(document.activeElement).toBe(second);
    expect([...shown.querySelectorAll("[tabindex='0']")]).toEqual([second]);
  });

  it("marks a run with Shift and an arrow, takes it back, and spares what was marked", () => {
    const type = moreType("highlight");
    const { shown } = prepared(type);
    const token = (place: number): HTMLElement => find(shown, `[data-token='${place}']`);
    token(3).click();
    token(1).focus();
    press(token(1), "ArrowRight", { shiftKey: true });
    expect(type.read(shown)).toEqual({ tokens: "1 2 3" });
    press(token(2), "ArrowLeft", { shiftKey: true });
    expect(type.read(shown)).toEqual({ tokens: "1 3" });
  });

  it("marks from the last click to a click with Shift", () => {
    const type = moreType("highlight");
    const { shown } = prepared(type);
    find(shown, "[data-token='0']").click();
    const end = find(shown, "[data-token='2']");
    end.dispatchEvent(new MouseEvent("click", { bubbles: true, shiftKey: true }));
    expect(type.read(shown)).toEqual({ tokens: "0 1 2" });
  });
});

describe("maths keys", () => {
  const WITH_KEYS = `<input data-maths data-gap="a"><div data-maths-keys hidden>
    <button type="button" data-insert="^"></button>
    <button type="button" data-insert="(|)/(|)"></button></div>`;

  it("are shown where there is a field for them, and never take its focus", () => {
    const shown = form(WITH_KEYS);
    moreType("cloze").prepare?.(shown, () => {});
    expect(find(shown, "[data-maths-keys]").hidden).toBe(false);
    const event = new MouseEvent("mousedown", { bubbles: true, cancelable: true });
    find(shown, "[data-insert='^']").dispatchEvent(event);
    expect(event.defaultPrevented).toBe(true);
  });

  it("write into the field, and say what stands there to who came by Tab", () => {
    const shown = form(WITH_KEYS);
    const said: string[] = [];
    moreType("cloze").prepare?.(shown, (text) => said.push(text));
    const field = find(shown, "input") as HTMLInputElement;
    field.value = "x";
    field.setSelectionRange(1, 1);
    const power = find(shown, "[data-insert='^']");
    power.focus();
    power.click();
    expect(field.value).toBe("x^");
    expect(said).toEqual(["Answer: x^"]);
  });

  it.each([
    ["2x", 2, 2, "(|)/(|)", "2x()/()", 3],
    ["2x", 0, 2, "(|)/(|)", "(2x)/()", 6],
    ["9", 0, 1, "sqrt(|)", "sqrt(9)", 6],
    ["", 0, 0, "sqrt(|)", "sqrt()", 5],
    ["ab", 1, 1, "=", "a=b", 2],
  ])("put %j (%i to %i) into %j", (value, start, end, pattern, text, caret) => {
    const field = find(form("<input>"), "input") as HTMLInputElement;
    field.value = value;
    field.setSelectionRange(start, end);
    insert(field, pattern);
    expect([field.value, field.selectionStart]).toEqual([text, caret]);
  });
});

import { afterEach, describe, expect, it } from "vitest";
import { EXERCISE_TYPES, exerciseType } from "../src/exercises";
import type { Response } from "../src/exercises/base";

const FORMS: Record<string, { html: string; response: Response }> = {
  multiple_choice: {
    html: `<label><input type="radio" name="choice" value="a"> one</label>
           <label><input type="radio" name="choice" value="b"> two</label>`,
    response: { choice: "b" },
  },
  numeric: { html: `<input name="text">`, response: { text: "3/4" } },
  short_text: { html: `<input name="text">`, response: { text: "equation" } },
  algebraic: { html: `<input name="text">`, response: { text: "2x + 3" } },
};

function form(html: string): HTMLFormElement {
  document.body.innerHTML = `<form>${html}</form>`;
  return document.body.querySelector("form") as HTMLFormElement;
}

afterEach(() => document.body.replaceChildren());

describe.each(EXERCISE_TYPES)("the exercise type $name", (type) => {
  const sample = FORMS[type.name] as { html: string; response: Response };

  it("has nothing to check in an empty form, and says what is missing", () => {
    expect(type.read(form(sample.html))).toBeNull();
    expect(type.missing()).toMatch(/\w+\.$/);
  });

  it("gives back exactly what was answered", () => {
    const shown = form(sample.html);
    type.restore(shown, sample.response);
    expect(type.read(shown)).toEqual(sample.response);
  });
});

describe("choosing by number", () => {
  it("chooses, says so to the form, and refuses a number that is not there", () => {
    const type = exerciseType("multiple_choice");
    const shown = form(FORMS["multiple_choice"]?.html ?? "");
    let heard = 0;
    shown.addEventListener("input", () => (heard += 1));
    expect(type.choose?.(shown, 1)).toBe(true);
    expect(type.read(shown)).toEqual({ choice: "a" });
    expect(heard).toBe(1);
    expect(type.choose?.(shown, 7)).toBe(false);
  });

  it("names a type that the page does not know", () => {
    expect(() => exerciseType("essay")).toThrow(/"essay"/);
  });
});

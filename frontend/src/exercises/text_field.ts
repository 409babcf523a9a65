// The part that all types with one text field share.

import type { ExerciseType } from "./base";

function fieldOf(form: HTMLFormElement): HTMLInputElement {
  const field = form.elements.namedItem("text");
  if (!(field instanceof HTMLInputElement)) throw new Error("The form has no field named text.");
  return field;
}

export function textField(name: string, missing: () => string): ExerciseType {
  return {
    name,
    missing,
    read(form) {
      const text = fieldOf(form).value.trim();
      return text ? { text } : null;
    },
    restore(form, response) {
      fieldOf(form).value = response["text"] ?? "";
    },
  };
}

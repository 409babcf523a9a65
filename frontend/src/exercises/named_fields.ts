// The part that all types with a field or a menu for each part share.

import type { ExerciseType } from "./base";

type Field = HTMLInputElement | HTMLSelectElement;

/** Fields are found by their `data-<attribute>`, whose value is the key in the response. */
export function namedFields(name: string, attribute: string, missing: () => string): ExerciseType {
  const fields = (form: HTMLFormElement): Field[] => [
    ...form.querySelectorAll<Field>(`[data-${attribute}]`),
  ];
  const key = (field: Field): string => field.dataset[attribute] ?? "";
  return {
    name,
    missing,
    read(form) {
      const filled = fields(form).filter((field) => field.value.trim());
      if (filled.length === 0) return null;
      return Object.fromEntries(filled.map((field) => [key(field), field.value.trim()]));
    },
    restore(form, response) {
      for (const field of fields(form)) field.value = response[key(field)] ?? "";
    },
    isComplete: (form) => fields(form).every((field) => field.value.trim()),
  };
}

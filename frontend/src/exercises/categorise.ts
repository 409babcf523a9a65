import { _ } from "../words";
import type { ExerciseType } from "./base";

function groups(form: HTMLFormElement): HTMLElement[] {
  return [...form.querySelectorAll<HTMLElement>("[data-element]")];
}

function chosen(group: HTMLElement): string {
  return group.querySelector<HTMLInputElement>("input:checked")?.value ?? "";
}

export const categorise: ExerciseType = {
  name: "categorise",
  missing: () => _("Choose a place for each of them first, then check."),
  read(form) {
    const placed = groups(form).filter(chosen);
    // By name: the order on the page differs from session to session.
    const pairs = placed.map((group) => [group.dataset["element"] ?? "", chosen(group)] as const);
    return pairs.length > 0 ? Object.fromEntries(pairs.sort()) : null;
  },
  restore(form, response) {
    for (const group of groups(form)) {
      const place = response[group.dataset["element"] ?? ""];
      for (const radio of group.querySelectorAll("input")) radio.checked = radio.value === place;
    }
  },
  isComplete: (form) => groups(form).every(chosen),
};

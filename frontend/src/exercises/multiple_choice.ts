import { _ } from "../words";
import type { ExerciseType } from "./base";

function choices(form: HTMLFormElement): HTMLInputElement[] {
  return [...form.querySelectorAll<HTMLInputElement>("input[name=choice]")];
}

export const multipleChoice: ExerciseType = {
  name: "multiple_choice",
  missing: () => _("Choose one of the answers first, then check it."),
  read(form) {
    const chosen = choices(form).find((choice) => choice.checked);
    return chosen ? { choice: chosen.value } : null;
  },
  restore(form, response) {
    for (const choice of choices(form)) choice.checked = choice.value === response["choice"];
  },
  choose(form, number) {
    const choice = choices(form)[number - 1];
    if (!choice) return false;
    choice.checked = true;
    choice.focus();
    choice.dispatchEvent(new Event("input", { bubbles: true }));
    return true;
  },
};

import { _ } from "../words";
import { changed, type ExerciseType } from "./base";

const NONE = "none";

function boxes(form: HTMLFormElement): HTMLInputElement[] {
  return [...form.querySelectorAll<HTMLInputElement>("input[name=chosen]")];
}

/** "None of these" and the others exclude each other. */
function settle(form: HTMLFormElement, last: HTMLInputElement): void {
  if (!last.checked) return;
  for (const box of boxes(form)) {
    if (box !== last && (last.value === NONE || box.value === NONE)) box.checked = false;
  }
}

export const multipleResponse: ExerciseType = {
  name: "multiple_response",
  missing: () => _("Choose all that fit first, then check them."),
  read(form) {
    const chosen = boxes(form).filter((box) => box.checked);
    // In the order of their names: the order on the page differs from session to session.
    const names = chosen.map((box) => box.value).sort();
    return names.length > 0 ? { chosen: names.join(" ") } : null;
  },
  restore(form, response) {
    const names = new Set((response["chosen"] ?? "").split(" "));
    for (const box of boxes(form)) box.checked = names.has(box.value);
  },
  choose(form, number) {
    const box = boxes(form)[number - 1];
    if (!box) return false;
    box.checked = !box.checked;
    box.focus();
    settle(form, box);
    changed(form);
    return true;
  },
  prepare(form) {
    form.addEventListener("change", ({ target }) => {
      if (target instanceof HTMLInputElement && target.name === "chosen") settle(form, target);
    });
  },
};

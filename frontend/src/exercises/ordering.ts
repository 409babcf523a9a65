// Things in a row that change places: by their buttons, or dragged by who likes that better.

import { _, fill } from "../words";
import { changed, type ExerciseType } from "./base";

function list(form: HTMLFormElement): HTMLElement {
  const found = form.querySelector<HTMLElement>("[data-order]");
  if (!found) throw new Error("The form has no list to put in order.");
  return found;
}

function rows(form: HTMLFormElement): HTMLElement[] {
  return [...list(form).querySelectorAll<HTMLElement>("[data-element]")];
}

function order(form: HTMLFormElement): string {
  return rows(form)
    .map((row) => row.dataset["element"])
    .join(" ");
}

/** Numbers the places; the first cannot go up, nor the last down. */
function number(form: HTMLFormElement): void {
  const all = rows(form);
  all.forEach((row, index) => {
    row.querySelector(".place")?.replaceChildren(String(index + 1));
    for (const button of row.querySelectorAll<HTMLElement>("[data-move]")) {
      const isEnd = index === (button.dataset["move"] === "1" ? all.length - 1 : 0);
      // Not `disabled`, which would throw the focus out of the list.
      button.ariaDisabled = isEnd ? "true" : null;
    }
  });
}

function place(form: HTMLFormElement, row: HTMLElement): string {
  const all = rows(form);
  const words = { what: row.dataset["speech"] ?? "", n: all.indexOf(row) + 1, of: all.length };
  return fill(_("{what}: place {n} of {of}"), words);
}

function onButton(form: HTMLFormElement, event: Event, say: (text: string) => void): void {
  const button = (event.target as Element).closest<HTMLElement>("[data-move]");
  const row = button?.closest<HTMLElement>("[data-element]");
  if (!button || !row) return;
  const isDown = button.dataset["move"] === "1";
  const other = isDown ? row.nextElementSibling : row.previousElementSibling;
  if (isDown) other?.after(row);
  else other?.before(row);
  number(form);
  button.focus();
  say(place(form, row));
  if (other) changed(form);
}

function listenToDrags(form: HTMLFormElement, say: (text: string) => void): void {
  let dragged: HTMLElement | null = null;
  const rowOf = (target: EventTarget | null): HTMLElement | null =>
    target instanceof Element ? target.closest<HTMLElement>("[data-element]") : null;
  const home = list(form);
  for (const row of rows(form)) row.draggable = true;
  home.addEventListener("dragstart", (event) => {
    dragged = rowOf(event.target);
    dragged?.classList.add("is-dragged");
  });
  home.addEventListener("dragover", (event) => {
    const row = rowOf(event.target);
    if (!dragged || !row) return;
    event.preventDefault();
    const { top, height } = row.getBoundingClientRect();
    if (row === dragged) return;
    if (event.clientY > top + height / 2) row.after(dragged);
    else row.before(dragged);
  });
  home.addEventListener("drop", (event) => event.preventDefault());
  home.addEventListener("dragend", () => {
    dragged?.classList.remove("is-dragged");
    number(form);
    if (dragged) say(place(form, dragged));
    dragged = null;
    changed(form);
  });
}

export const ordering: ExerciseType = {
  name: "ordering",
  missing: () => _("Put them in order first: move at least one. Then check."),
  read(form) {
    const now = order(form);
    return now === list(form).dataset["order"] ? null : { order: now };
  },
  restore(form, response) {
    const byName = new Map(rows(form).map((row) => [row.dataset["element"], row]));
    for (const name of (response["order"] ?? "").split(" ")) {
      const row = byName.get(name);
      if (row) list(form).append(row);
    }
    number(form);
  },
  prepare(form, say) {
    list(form).dataset["order"] = order(form);
    number(form);
    list(form).addEventListener("click", (event) => onButton(form, event, say));
    listenToDrags(form, say);
  },
};

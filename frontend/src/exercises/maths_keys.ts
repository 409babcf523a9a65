// Signs that a keyboard hides, for fields that take mathematics. Pressing one never takes the focus
// out of the field: a phone's keyboard stays where it is.

import { _, fill } from "../words";
import { changed } from "./base";
import { roving } from "./roving";

export function mathsKeys(form: HTMLFormElement, say: (text: string) => void): void {
  const keys = form.querySelector<HTMLElement>("[data-maths-keys]");
  const fields = [...form.querySelectorAll<HTMLInputElement>("[data-maths]")];
  let field = fields[0];
  if (!keys || !field) return;
  keys.hidden = false;
  roving(keys, [...keys.querySelectorAll<HTMLElement>("[data-insert]")]);
  form.addEventListener("focusin", ({ target }) => {
    if (fields.includes(target as HTMLInputElement)) field = target as HTMLInputElement;
  });
  keys.addEventListener("mousedown", (event) => event.preventDefault());
  keys.addEventListener("click", (event) => {
    const key = (event.target as Element).closest<HTMLElement>("[data-insert]");
    if (!key || !field) return;
    insert(field, key.dataset["insert"] ?? "");
    changed(form);
    // Whoever came to the key by Tab hears what stands in the field now.
    if (document.activeElement === key) say(fill(_("Answer: {text}"), { text: field.value }));
  });
}

/** `|` is where one goes on writing. What was selected goes to the first, the caret to the next. */
export function insert(field: HTMLInputElement, pattern: string): void {
  const start = field.selectionStart ?? field.value.length;
  const end = field.selectionEnd ?? start;
  const selected = field.value.slice(start, end);
  const [head = "", middle, tail = ""] = pattern.split("|");
  const hasPlace = middle !== undefined;
  field.setRangeText(hasPlace ? head + selected + middle + tail : head, start, end);
  const inside = start + head.length + (hasPlace ? selected.length : 0);
  const caret = selected && tail ? inside + (middle ?? "").length : inside;
  field.setSelectionRange(caret, caret);
}

// Parts of a text as toggle buttons. Shift with an arrow or a click marks a whole run.

import { _ } from "../words";
import { changed, type ExerciseType } from "./base";
import { roving } from "./roving";

function tokens(form: HTMLFormElement): HTMLElement[] {
  return [...form.querySelectorAll<HTMLElement>("[data-token]")];
}

function isMarked(token: HTMLElement): boolean {
  return token.ariaPressed === "true";
}

function mark(token: HTMLElement, isOn: boolean): void {
  token.ariaPressed = String(isOn);
}

/** Marks every part from one to another, and leaves the others as they were before the run. */
class Run {
  #anchor: number | null = null;
  #before: boolean[] = [];
  #last = 0;

  constructor(private readonly all: readonly HTMLElement[]) {}

  to(token: HTMLElement, from: HTMLElement | null): void {
    if (this.#anchor === null) {
      this.#anchor = from ? this.all.indexOf(from) : this.#last;
      this.#before = this.all.map(isMarked);
    }
    const end = this.all.indexOf(token);
    const [first, last] = [Math.min(this.#anchor, end), Math.max(this.#anchor, end)];
    this.all.forEach((one, index) => {
      mark(one, (index >= first && index <= last) || (this.#before[index] ?? false));
    });
  }

  end(at: HTMLElement): void {
    this.#anchor = null;
    this.#last = this.all.indexOf(at);
  }
}

export const highlight: ExerciseType = {
  name: "highlight",
  missing: () => _("Mark at least one part of the text first, then check."),
  read(form) {
    const marked = tokens(form).filter(isMarked);
    const places = marked.map((token) => token.dataset["token"]);
    return places.length > 0 ? { tokens: places.join(" ") } : null;
  },
  restore(form, response) {
    const places = new Set((response["tokens"] ?? "").split(" "));
    for (const token of tokens(form)) mark(token, places.has(token.dataset["token"] ?? ""));
  },
  prepare(form) {
    const toolbar = form.querySelector<HTMLElement>(".tokens");
    if (!toolbar) return;
    const run = new Run(tokens(form));
    roving(toolbar, tokens(form), (to, from, event) => {
      if (!event.shiftKey) return run.end(to);
      run.to(to, from);
      changed(form);
    });
    toolbar.addEventListener("click", (event) => {
      const token = (event.target as Element).closest<HTMLElement>("[data-token]");
      if (!token) return;
      if (event.shiftKey) run.to(token, null);
      else {
        mark(token, !isMarked(token));
        run.end(token);
      }
      changed(form);
    });
  },
};

// The way on at the foot of a segment: the one primary action, unless an exercise still has it.

import { _ } from "./words";

export interface Way {
  openExercises: number;
  /** Parts of a reading are still folded away: showing them is the next thing to do. */
  isCut: boolean;
  isFirst: boolean;
  isLast: boolean;
}

export class Onwards {
  constructor(
    private readonly row: HTMLElement,
    private readonly last: HTMLElement,
  ) {}

  listen(commands: { goOn(): void; skip(): void; back(): void; toOpen(): void }): void {
    this.#stillOpen.querySelector("button")?.addEventListener("click", commands.toOpen);
    this.#button("go-on").addEventListener("click", commands.goOn);
    this.#button("skip").addEventListener("click", commands.skip);
    this.#button("back").addEventListener("click", commands.back);
  }

  draw({ openExercises, isCut, isFirst, isLast }: Way): void {
    const goOn = this.#button("go-on");
    goOn.classList.toggle("is-quiet", openExercises > 0 || isCut);
    goOn.querySelector("[data-words]")?.replaceChildren(words(openExercises, isLast));
    this.#button("skip").hidden = openExercises < 2;
    this.#button("back").hidden = isFirst;
  }

  /** The lesson's last word; what is still open comes first in it. */
  end(isComplete: boolean): void {
    this.row.hidden = true;
    this.last.hidden = false;
    this.#stillOpen.hidden = isComplete;
    this.last.querySelector("[data-next]")?.classList.toggle("is-quiet", !isComplete);
    this.last.querySelector<HTMLElement>("h2")?.focus();
  }

  reopen(): void {
    this.row.hidden = false;
    this.last.hidden = true;
  }

  get #stillOpen(): HTMLElement {
    return this.#find(this.last, "[data-still-open]");
  }

  #button(name: string): HTMLElement {
    return this.#find(this.row, `[data-${name}]`);
  }

  #find(place: HTMLElement, selector: string): HTMLElement {
    const found = place.querySelector<HTMLElement>(selector);
    if (!found) throw new Error(`#${place.id} has no ${selector}.`);
    return found;
  }
}

function words(openExercises: number, isLast: boolean): string {
  if (isLast) return openExercises > 0 ? _("Finish without the rest") : _("Finish the lesson");
  if (openExercises === 0) return _("Go on");
  return openExercises === 1 ? _("Leave it for later") : _("Leave the rest for later");
}

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
  constructor(private readonly row: HTMLElement) {}

  listen(commands: { goOn(): void; skip(): void; back(): void }): void {
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

  end(place: HTMLElement, isComplete: boolean): void {
    this.row.hidden = true;
    place.hidden = false;
    const open = place.querySelector<HTMLElement>("[data-still-open]");
    if (open) open.hidden = isComplete;
    place.querySelector<HTMLElement>("h2")?.focus();
  }

  #button(name: string): HTMLElement {
    const button = this.row.querySelector<HTMLElement>(`[data-${name}]`);
    if (!button) throw new Error(`The way on has no button [data-${name}].`);
    return button;
  }
}

function words(openExercises: number, isLast: boolean): string {
  if (isLast) return openExercises > 0 ? _("Finish without the rest") : _("Finish the lesson");
  if (openExercises === 0) return _("Go on");
  return openExercises === 1 ? _("Leave it for later") : _("Leave the rest for later");
}

// The exercises of one segment, one at a time: solved ones above, the one to do, the others to come.

import type { ExerciseElement } from "./components/exercise";

export class Sequence {
  #skipped = new Set<number>();
  #active: ExerciseElement | null = null;

  constructor(private readonly segment: HTMLElement) {}

  /** The segment's own exercises, without the questions inside hints. */
  get exercises(): ExerciseElement[] {
    return [...this.segment.querySelectorAll<ExerciseElement>("at-exercise:not([data-hint])")];
  }

  get active(): ExerciseElement | null {
    return this.#active;
  }

  get isDone(): boolean {
    return this.exercises.every((exercise) => exercise.isDone);
  }

  byItem(item: number): ExerciseElement | null {
    return this.exercises.find((exercise) => exercise.item === item) ?? null;
  }

  /** The next one to do: the one asked for if it is open, else the first open one. */
  choose(wanted: number | null): ExerciseElement | null {
    const open = this.exercises.filter((exercise) => !exercise.isDone);
    const fresh = open.filter((exercise) => !this.#skipped.has(exercise.item));
    const next = fresh.find((exercise) => exercise.item === wanted) ?? fresh[0] ?? open[0] ?? null;
    this.show(next);
    return next;
  }

  skip(): void {
    if (this.#active) this.#skipped.add(this.#active.item);
  }

  show(active: ExerciseElement | null): void {
    this.#active = active;
    if (active) this.#bringUp(active);
    let number = 0;
    for (const exercise of this.exercises) {
      const isShown = exercise === active || exercise.isDone;
      exercise.hidden = !isShown;
      exercise.dataset["place"] = exercise === active ? "now" : isShown ? "done" : "later";
      if (isShown) number += 1;
      const { length } = this.exercises;
      const words = isShown && length > 1 ? `${number} / ${length}` : "";
      exercise.querySelector(":scope > form [data-number]")?.replaceChildren(words);
    }
    active?.shown();
  }

  /** Below all that is done, whatever the author's order: what comes next is read next. */
  #bringUp(active: ExerciseElement): void {
    const done = this.exercises.filter((exercise) => exercise.isDone && exercise !== active);
    const last = done.at(-1);
    const first = this.exercises[0];
    if (last && last.nextElementSibling !== active) last.after(active);
    else if (!last && first && first !== active) first.before(active);
  }
}

// The tutor's place above a segment: each change in force, with its reason, where it was made.

import type { DecisionElement, Resolution } from "./components/decision";
import type { ExerciseElement } from "./components/exercise";
import type { DecisionMessage } from "./protocol.gen";
import type { Segments } from "./segments";

export interface NotesOptions {
  segments: Segments;
  homes: Readonly<Record<string, number>>;
  /** Which segment holds a check question. */
  checks: Readonly<Record<string, number>>;
  adopt(exercise: ExerciseElement): void;
  resolve(decision: DecisionMessage, resolution: Resolution): Promise<void>;
  /** A change came into view. */
  seen(ordinal: number): void;
  redraw(): void;
}

export class Notes {
  /** The segment on which a change was first shown; it stays there when the learner goes on. */
  readonly #home: Map<string, number>;

  constructor(
    readonly place: HTMLElement,
    private readonly options: NotesOptions,
  ) {
    this.#home = new Map(Object.entries(options.homes));
  }

  draw(decisions: readonly DecisionMessage[], current: number): void {
    const shown = decisions.filter((decision) => this.#isHere(decision, current));
    const known = new Map(this.#elements.map((note) => [note.decision.decision, note]));
    for (const [id, note] of known) {
      if (!shown.some((decision) => decision.decision === id)) note.remove();
    }
    for (const decision of shown) {
      const note = known.get(decision.decision);
      const whole = decision.html ? decision : { ...decision, html: this.#insertFor(decision) };
      if (note) note.decision = whole;
      else this.#add(whole);
    }
  }

  /** The newest change on the page, where there is one. */
  get first(): DecisionElement | null {
    return this.#elements[0] ?? null;
  }

  get #elements(): DecisionElement[] {
    return [...this.place.querySelectorAll<DecisionElement>("at-decision")];
  }

  #isHere(decision: DecisionMessage, current: number): boolean {
    const id = decision.decision;
    if (!this.#home.has(id)) this.#home.set(id, current);
    const isItsTarget = decision.action === "shorten_next" && targetOf(decision) === current;
    return this.#home.get(id) === current || isItsTarget;
  }

  #add(decision: DecisionMessage): void {
    const note = document.createElement("at-decision") as DecisionElement;
    note.decision = decision;
    note.resolve = (resolution) => this.options.resolve(decision, resolution);
    note.adopt = (exercise) => this.options.adopt(exercise);
    this.place.prepend(note);
    this.#watch(note);
  }

  #watch(note: DecisionElement): void {
    const observer = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      this.options.seen(note.decision.ordinal);
      observer.disconnect();
    });
    observer.observe(note);
  }

  /** A part that this page already has need not travel again. */
  #insertFor(decision: DecisionMessage): string {
    const { segments } = this.options;
    if (decision.action === "check_question") return this.#question(decision.target["item"] ?? 0);
    const source = segments.kept(targetOf(decision));
    if (decision.action === "reread") return source?.querySelector(".key")?.outerHTML ?? "";
    if (decision.action === "worked_example") return source?.querySelector(".chunks")?.innerHTML ?? "";
    return "";
  }

  /** The check question out of its segment, which is fetched first where it is not here yet. */
  #question(item: number | string): string {
    const { checks, segments, redraw } = this.options;
    const found = segments.find(`template[data-check-item="${item}"]`);
    const home = checks[item];
    if (found || home === undefined) return found?.innerHTML ?? "";
    // Without a connection the note stands alone until the segment has come.
    void segments.get(home).then(redraw, () => undefined);
    return "";
  }
}

export function targetOf(decision: DecisionMessage): number {
  return Number(decision.target["segment"] ?? 0);
}

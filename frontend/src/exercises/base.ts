// What the page has to know of an exercise type; its form is written by the server.

export type Response = Readonly<Record<string, string>>;

export interface ExerciseType {
  readonly name: string;
  /** What the learner wrote or chose; null while there is nothing to check. */
  read(form: HTMLFormElement): Response | null;
  /** Puts an earlier response back, exactly. */
  restore(form: HTMLFormElement, response: Response): void;
  /** What to say when Check is pressed on nothing, or on a part. */
  missing(): string;
  /** Keys 1 to 9: true where this type has such a choice. */
  choose?(form: HTMLFormElement, number: number): boolean;
  /** False while a part is still open, which is no reason to forget the others on a reload. */
  isComplete?(form: HTMLFormElement): boolean;
  /** Called once when the form is on the page. `say` speaks to who listens. */
  prepare?(form: HTMLFormElement, say: (text: string) => void): void;
}

/** The form changed by other means than typing. */
export function changed(form: HTMLFormElement): void {
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

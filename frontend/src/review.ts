// A review: questions of several lessons, one after another. Each is answered in a session of its
// own lesson; what cannot be sent now is kept on this device, as in a lesson.

import { identify } from "./api";
import type { AttemptView } from "./boot";
import { ExerciseElement } from "./components/exercise";
import { Deliveries, openDeliveryStore } from "./deliveries";
import { areLettersOn, onKey, switchLetters } from "./keys";
import { all, byId } from "./page";
import { Server } from "./server";
import type { Answer, Checked, Hinted, Tutor } from "./tutor";
import { _, fill } from "./words";

interface Boot {
  readonly learner: string;
  /** The session of each question, by the item's id. */
  readonly sessions: Readonly<Record<string, string>>;
}

export class Review implements Tutor {
  readonly #questions = all("[data-question]");
  readonly #firstTries = new Map<number, boolean>();
  #at = 0;

  constructor(
    private readonly boot: Boot,
    private readonly deliveries: Deliveries,
  ) {}

  start(): void {
    for (const exercise of all<ExerciseElement>("at-exercise")) this.#adopt(exercise);
    document.addEventListener("keydown", (event) =>
      onKey(event, {
        choose: (number) => this.#exercise?.choose(number) ?? false,
        hint: () => void this.#exercise?.takeHint(),
        help: () => this.#keys.showModal(),
        onward: () => this.#exercise?.focusFirst(),
        drifted: () => undefined,
        pause: () => undefined,
        step: () => undefined,
      }),
    );
    byId("show-keys").addEventListener("click", () => this.#keys.showModal());
    const letters = byId("letters") as HTMLInputElement;
    letters.checked = areLettersOn();
    letters.addEventListener("change", () => switchLetters(letters.checked));
    byId("skip").addEventListener("click", () => this.#next());
    this.#show();
  }

  get #keys(): HTMLDialogElement {
    return byId("keys") as HTMLDialogElement;
  }

  get #exercise(): ExerciseElement | null {
    return this.#questions[this.#at]?.querySelector<ExerciseElement>("at-exercise") ?? null;
  }

  #adopt(exercise: ExerciseElement): void {
    exercise.tutor = this;
    exercise.resume([], null);
  }

  #server(item: number): Server {
    return new Server({ session: this.boot.sessions[item] ?? "" }, this.deliveries);
  }

  async check(answer: Answer, later: (attempt: AttemptView) => void): Promise<Checked> {
    const note = (attempt: AttemptView): void => this.#note(answer, attempt);
    const sent = await this.#server(answer.item).answer(answer, ({ attempt }) => {
      note(attempt);
      later(attempt);
    });
    if (sent.kind !== "delivered") return sent;
    note(sent.content.attempt);
    return { kind: "checked", attempt: sent.content.attempt };
  }

  #note(answer: Answer, attempt: AttemptView): void {
    if (answer.hint !== null || attempt.outcome === "almost") return;
    const isFirst = !this.#firstTries.has(answer.item);
    if (isFirst) this.#firstTries.set(answer.item, attempt.outcome === "right");
  }

  hint = (item: number): Promise<Hinted> => this.#server(item).hint(item);

  goOn(from: HTMLElement): void {
    const around = from.parentElement?.closest<ExerciseElement>("at-exercise");
    if (around) around.focusFirst();
    else this.#next();
  }

  /** Said by screen readers, politely; the same sentence twice is said twice. */
  announce(text: string): void {
    const region = byId("status");
    region.replaceChildren();
    setTimeout(() => region.replaceChildren(text), 50);
  }

  #next(): void {
    this.#at += 1;
    this.#show();
    const question = this.#questions[this.#at];
    if (!question) {
      byId("end").querySelector("h2")?.focus();
      return;
    }
    question.scrollIntoView({ block: "nearest" });
    this.#exercise?.focusFirst();
  }

  #show(): void {
    this.#questions.forEach((question, index) => {
      question.hidden = index !== this.#at;
      const exercise = question.querySelector<ExerciseElement>("at-exercise");
      if (exercise) exercise.dataset["place"] = index === this.#at ? "now" : "later";
    });
    const count = this.#questions.length;
    const isOver = this.#at >= count;
    byId("skip").hidden = isOver;
    byId("place").hidden = isOver;
    byId("end").hidden = !isOver;
    byId("place").textContent = fill(_("Question {n} of {of}"), { n: this.#at + 1, of: count });
    if (isOver) this.#sum();
    else this.#exercise?.shown();
  }

  /** What came of it, against nobody and nothing: how many sat at the first try. */
  #sum(): void {
    const tries = [...this.#firstTries.values()];
    const values = { right: tries.filter(Boolean).length, n: tries.length };
    const words = tries.length
      ? fill(_("{right} of {n} were right at the first try."), values)
      : _("Nothing was checked this time.");
    byId("sum").textContent = words;
  }
}

function drawConnection(waiting: number): void {
  const line = byId("connection");
  const isOffline = !navigator.onLine;
  line.hidden = waiting === 0 && !isOffline;
  const waits = fill(_("{n} saved on this device"), { n: waiting });
  const words = isOffline ? _("Working offline, nothing is lost") : _("Sending");
  line.querySelector("[data-words]")?.replaceChildren(waiting ? `${words} · ${waits}` : words);
}

export async function startReview(): Promise<void> {
  const boot = JSON.parse(byId("attune-review").textContent ?? "{}") as Boot;
  identify(boot.learner);
  let waiting = 0;
  const deliveries = new Deliveries(await openDeliveryStore(), boot.learner, (state) => {
    waiting = state.waiting;
    byId("signed-out").hidden = !state.isSignedOut;
    drawConnection(waiting);
  });
  addEventListener("offline", () => drawConnection(waiting));
  addEventListener("online", () => drawConnection(waiting));
  new Review(boot, deliveries).start();
  await deliveries.start();
}

// The lesson on the page: which segment is shown, and how one goes on.

import { SignedOut, Unreachable } from "./api";
import type { AttemptView, Boot } from "./boot";
import type { Resolution } from "./components/decision";
import type { ExerciseElement } from "./components/exercise";
import { onDemand } from "./demand";
import type { Drafts } from "./drafts";
import { Notes, targetOf } from "./notes";
import { Onwards } from "./onwards";
import { byId } from "./page";
import type { Parts } from "./parts";
import type { DecisionMessage } from "./protocol.gen";
import { Segments } from "./segments";
import { Sequence } from "./sequence";
import type { SessionStore } from "./session";
import type { Sensing } from "./signals";
import type { Tutor } from "./tutor";
import { _ } from "./words";

export interface LessonOptions {
  boot: Boot;
  store: SessionStore;
  tutor: Tutor;
  drafts: Drafts;
  sensing: Sensing;
  opened(segment: number): void;
  finished(segment: number): void;
  resolve(decision: DecisionMessage, resolution: Resolution): Promise<void>;
}

export class Lesson {
  readonly #stage = byId("stage");
  readonly #segments: Segments;
  readonly #notes: Notes;
  readonly #onwards = new Onwards(byId("onwards"), byId("end"));
  readonly #attempts = new Map<number, AttemptView[]>();
  #segment: HTMLElement;
  #sequence: Sequence;
  #cut: { parts: Parts; decision: string } | null = null;
  /** The item that the tutor would take next, by the server's last answer. */
  nextItem: number | null = null;

  constructor(private readonly options: LessonOptions) {
    const { boot, resolve } = options;
    const shown = this.#stage.querySelector<HTMLElement>("[data-segment]");
    if (!shown) throw new Error("The lesson page came without a segment.");
    for (const [item, attempts] of Object.entries(boot.attempts)) {
      this.#attempts.set(Number(item), [...attempts]);
    }
    this.#segment = shown;
    this.#segments = new Segments(boot, shown);
    this.#sequence = new Sequence(shown);
    const adopt = (exercise: ExerciseElement): void => this.#adopt(exercise);
    this.#notes = new Notes(byId("notes"), {
      segments: this.#segments,
      homes: boot.homes,
      checks: boot.checks,
      adopt,
      resolve,
      seen: (ordinal) => options.sensing.adaptationSeen(ordinal),
      redraw: () => this.drawDecisions(),
    });
  }

  start(): void {
    history.replaceState({ segment: this.current }, "");
    addEventListener("popstate", (event: PopStateEvent) => {
      const segment = Number((event.state as { segment?: number } | null)?.segment ?? 0);
      if (segment) void this.show(segment, { isFromHistory: true });
    });
    addEventListener("pagehide", () => this.#keepDraft());
    this.#onwards.listen({
      goOn: () => this.finish(),
      skip: () => this.skip(),
      back: () => this.step(-1),
      toOpen: () => this.#toOpen(),
    });
    this.#enter();
    this.#segments.prefetch(this.current);
  }

  get current(): number {
    return Number(this.#segment.dataset["segment"]);
  }

  get title(): string {
    return this.#segments.line(this.current).title;
  }

  get exercise(): ExerciseElement | null {
    const focused = document.activeElement?.closest<ExerciseElement>("at-exercise");
    return focused ?? this.#sequence.active;
  }

  get notes(): Notes {
    return this.#notes;
  }

  async show(id: number, { isFromHistory = false } = {}): Promise<void> {
    if (id === this.current) return;
    const segment = await this.#fetch(id);
    if (!segment) return;
    this.#leave();
    this.#segment.replaceWith(segment);
    this.#segment = segment;
    this.#sequence = new Sequence(segment);
    if (!isFromHistory) history.pushState({ segment: id }, "");
    this.options.store.change({ current: id });
    this.options.opened(id);
    this.#enter();
    scrollTo({ top: 0 });
    segment.querySelector<HTMLElement>("h2")?.focus({ preventScroll: true });
  }

  async #fetch(id: number): Promise<HTMLElement | null> {
    const { store } = this.options;
    this.#stage.ariaBusy = "true";
    try {
      return await this.#segments.get(id);
    } catch (error) {
      if (error instanceof SignedOut) store.change({ isSignedOut: true });
      else if (error instanceof Unreachable) {
        store.change({ notice: _("This part is not on this device yet. It can be opened when you are online.") });
      } else store.change({ notice: _("This part could not be opened. Reload the page to try again.") });
      return null;
    } finally {
      this.#stage.ariaBusy = null;
    }
  }

  #leave(): void {
    this.#keepDraft();
    this.#cut?.parts.undo();
    this.#cut = null;
  }

  #enter(): void {
    const line = this.#segments.line(this.current);
    this.options.sensing.segmentShown(line.id, line.kind, line.words);
    for (const exercise of this.#segment.querySelectorAll<ExerciseElement>("at-exercise")) {
      this.#adopt(exercise);
    }
    this.#onwards.reopen();
    this.#activate();
    this.drawDecisions();
  }

  /** Connects an exercise to the tutor, and gives it what was answered and written before. */
  #adopt(exercise: ExerciseElement): void {
    if (exercise.tutor) return;
    exercise.tutor = this.options.tutor;
    const all = this.#attempts.get(exercise.item) ?? [];
    const own = all.filter((attempt) => attempt.hint === exercise.hintId);
    const isScaffold = exercise.hintId !== null;
    exercise.resume(own, isScaffold ? null : this.options.drafts.get(exercise.item));
  }

  #activate(): ExerciseElement | null {
    const next = this.#sequence.choose(this.nextItem);
    if (next) this.options.sensing.itemShown(next.item, next.typeName);
    this.drawOnwards();
    return next;
  }

  remember(attempt: AttemptView): void {
    this.#attempts.set(attempt.item, [...(this.#attempts.get(attempt.item) ?? []), attempt]);
    if (attempt.hint === null) this.options.drafts.set(attempt.item, null);
  }

  #keepDraft(): void {
    const active = this.#sequence.active;
    if (active) this.options.drafts.set(active.item, active.draft);
  }

  /** To the next exercise of this segment; after its last one, to the next segment. */
  goOn(from: HTMLElement | null): void {
    const around = from?.parentElement?.closest<ExerciseElement>("at-exercise");
    if (around) {
      around.focusFirst();
      return;
    }
    this.#keepDraft();
    const next = this.#activate();
    if (next) {
      next.focusFirst();
      next.scrollIntoView({ block: "nearest" });
    } else this.finish();
  }

  skip(): void {
    this.#sequence.skip();
    this.goOn(null);
  }

  /** Onwards from this segment. It counts as finished only when nothing in it is left open. */
  finish(): void {
    const { boot, store } = this.options;
    const id = this.current;
    if (this.#sequence.isDone) {
      store.change({ finished: new Set([...store.state.finished, id]) });
      this.options.finished(id);
    }
    const next = this.#segments.beside(id, 1);
    if (next) void this.show(next.id);
    else this.#onwards.end(store.state.finished.size === boot.segments.length);
  }

  #toOpen(): void {
    const { boot, store } = this.options;
    const open = boot.segments.find((line) => !store.state.finished.has(line.id));
    if (open?.id === this.current) this.#enter();
    else if (open) void this.show(open.id);
  }

  /** Enter outside of any control: to what there is to do, or on where there is nothing. */
  onward(): void {
    const { active } = this.#sequence;
    if (active) active.focusFirst();
    else this.finish();
  }

  step(by: 1 | -1): void {
    const line = this.#segments.beside(this.current, by);
    if (line) void this.show(line.id);
  }

  drawOnwards(): void {
    this.#onwards.draw({
      openExercises: this.#sequence.exercises.filter((exercise) => !exercise.isDone).length,
      isCut: this.#cut !== null && !this.#cut.parts.isWhole,
      isFirst: this.#segments.beside(this.current, -1) === null,
      isLast: this.#segments.beside(this.current, 1) === null,
    });
  }

  /** Draws the changes in force: the notes with their reasons, and what they do to this page. */
  drawDecisions(): void {
    const { decisions } = this.options.store.state;
    void this.#drawParts();
    this.#notes.draw(decisions, this.current);
  }

  get #wantedCut(): DecisionMessage | undefined {
    return this.options.store.state.decisions.find(
      (decision) => decision.action === "shorten_next" && targetOf(decision) === this.current,
    );
  }

  async #drawParts(): Promise<void> {
    if (this.#wantedCut?.decision === this.#cut?.decision) return;
    this.#cut?.parts.undo();
    this.#cut = null;
    this.drawOnwards();
    if (!this.#wantedCut) return;
    const { Parts } = await onDemand();
    // Meanwhile the learner may have gone on or undone it, or another call was quicker.
    const { decision } = this.#wantedCut ?? {};
    const container = this.#segment.querySelector<HTMLElement>(":scope > .chunks");
    if (!decision || this.#cut || !container || !Parts.canSplit(container)) return;
    const parts = new Parts(container, {
      announce: (text) => this.options.tutor.announce(text),
      changed: () => queueMicrotask(() => this.drawOnwards()),
    });
    this.#cut = { parts, decision };
  }
}

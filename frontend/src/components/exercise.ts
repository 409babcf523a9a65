// One exercise: the server wrote its form, this checks it in place, keeps the focus where it is,
// and goes on when the answer is right and the learner says so.

import { html, LitElement, nothing, type TemplateResult } from "lit";
import type { AttemptView } from "../boot";
import { onDemand } from "../demand";
import { exerciseType } from "../exercises";
import type { ExerciseType, Response } from "../exercises/base";
import type { Checked, Tutor } from "../tutor";
import { _, fill, spoken } from "../words";
import { icon } from "./icon";

type Standing = "open" | "checking" | "waiting" | "missing" | "refused" | AttemptView["outcome"];

const ICONS: Partial<Record<Standing, string>> = {
  right: "check",
  almost: "almost",
  not_yet: "retry",
  waiting: "offline",
};

function heading(standing: Standing): string {
  switch (standing) {
    case "right":
      return _("Right.");
    case "almost":
      return _("Almost.");
    case "not_yet":
      return _("Not yet.");
    case "waiting":
      return _("Saved on this device.");
    default:
      return "";
  }
}

export class ExerciseElement extends LitElement {
  static override properties = { standing: { state: true }, feedback: { state: true } };
  declare standing: Standing;
  declare feedback: string;
  tutor: Tutor | null = null;

  #type: ExerciseType | null = null;
  #resumed: [readonly AttemptView[], Response | null] | null = null;
  #shownAt = 0;
  #firstActAt = 0;
  #attempts = 0;
  #hintAt = 0;
  #checked: Response | null = null;
  #sentence = "";

  constructor() {
    super();
    this.standing = "open";
    this.feedback = "";
  }

  get item(): number {
    return Number(this.dataset["item"]);
  }

  get typeName(): string {
    return this.dataset["type"] ?? "";
  }

  get hintId(): number | null {
    return this.dataset["hint"] ? Number(this.dataset["hint"]) : null;
  }

  get isSolved(): boolean {
    return this.standing === "right";
  }

  /** Solved, or written down to be checked later: nothing here holds the learner up. */
  get isDone(): boolean {
    return this.isSolved || this.standing === "waiting";
  }

  get form(): HTMLFormElement {
    const form = this.querySelector<HTMLFormElement>(":scope > form");
    if (!form) throw new Error(`Exercise ${this.item} has no form.`);
    return form;
  }

  // Light DOM: Lit draws only into the place that the server left for feedback.
  protected override createRenderRoot(): HTMLElement {
    const place = this.form.querySelector<HTMLElement>("[data-feedback]");
    if (!place) throw new Error(`Exercise ${this.item} has no place for feedback.`);
    place.replaceChildren();
    return place;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.form.addEventListener("submit", this.#onSubmit);
    this.form.addEventListener("input", this.#onInput);
    this.addEventListener("click", this.#onClick);
    void this.#find();
  }

  /** The type, at once or when it has come; a second Check asks for it again. */
  async #find(): Promise<void> {
    this.#take(exerciseType(this.typeName) ?? (await onDemand()).moreType(this.typeName));
  }

  #take(type: ExerciseType): void {
    if (this.#type) return;
    this.#type = type;
    type.prepare?.(this.form, (text) => this.tutor?.announce(text));
    if (this.#resumed) this.resume(...this.#resumed);
  }

  /** Takes up where the learner was: the last answer, its feedback, or what was being written. */
  resume(attempts: readonly AttemptView[], draft: Response | null): void {
    const last = attempts.at(-1);
    this.#resumed = [attempts, draft];
    this.#attempts = attempts.length;
    if (last) {
      this.#type?.restore(this.form, last.response);
      this.#settle(last, this.#read() ?? last.response);
    }
    if (draft && !this.isSolved) {
      this.#type?.restore(this.form, draft);
      this.#onInput();
    }
    this.#shownAt = performance.now();
  }

  /** The clock of the first attempt starts when the item comes into view. */
  shown(): void {
    this.#shownAt = performance.now();
  }

  choose(number: number): boolean {
    if (this.#type) return this.#type.choose?.(this.form, number) ?? false;
    void this.#find().then(() => this.choose(number));
    return true;
  }

  focusFirst(): void {
    const chosen = this.form.querySelector<HTMLElement>("input:checked");
    (chosen ?? this.form.querySelector<HTMLElement>("input, select, button"))?.focus();
  }

  /** What was written and not checked, for a reload. */
  get draft(): Response | null {
    return this.standing === "open" ? this.#read() : null;
  }

  #read(): Response | null {
    return this.#type?.read(this.form) ?? null;
  }

  #onInput = (): void => {
    this.#firstActAt ||= performance.now();
    if (this.standing === "checking") return;
    // A changed answer is a new one; what was said about the old one would only confuse.
    if (this.standing !== "open" && !same(this.#read(), this.#checked)) this.standing = "open";
  };

  #onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (this.standing === "checking") return;
    const response = this.#read();
    if (this.isDone && same(response, this.#checked)) this.tutor?.goOn(this);
    else if (response && this.#type?.isComplete?.(this.form) !== false) void this.#check(response);
    else if (this.#type) this.#say("missing", this.#type.missing());
    else void this.#find();
  };

  #onClick = (event: Event): void => {
    const button = (event.target as Element).closest<HTMLElement>("[data-hint-button]");
    if (button?.closest("at-exercise") === this) void this.takeHint();
  };

  async #check(response: Response): Promise<void> {
    if (!this.tutor || !this.#type) return;
    const now = performance.now();
    const latency_ms = Math.round(now - this.#shownAt);
    const first_act_ms = Math.round((this.#firstActAt || now) - this.#shownAt);
    this.standing = "checking";
    this.#checked = response;
    const checked = await this.tutor.check(
      {
        item: this.item,
        hint: this.hintId,
        type: this.#type,
        response,
        attempt: (this.#attempts += 1),
        latency_ms,
        first_act_ms: Math.max(0, first_act_ms),
      },
      (attempt) => this.#settle(attempt, response, true),
    );
    this.#show(checked, response);
    this.#shownAt = performance.now();
    this.#firstActAt = 0;
  }

  #show(checked: Checked, response: Response): void {
    if (checked.kind === "checked") this.#settle(checked.attempt, response, true);
    else if (checked.kind === "refused") this.#say("refused", checked.why);
    else this.#say("waiting", _("It will be checked when you are online. You can go on."));
  }

  #settle(attempt: AttemptView, response: Response, isNew = false): void {
    this.#checked = response;
    this.standing = attempt.outcome;
    this.feedback = attempt.feedback_html;
    if (!isNew) return;
    this.#remember(attempt);
    void this.updateComplete.then(() => this.#announce());
    this.dispatchEvent(new CustomEvent("attune-settled", { bubbles: true }));
  }

  #say(standing: Standing, sentence: string): void {
    this.standing = standing;
    this.feedback = "";
    this.#sentence = sentence;
    this.requestUpdate();
    void this.updateComplete.then(() => this.#announce());
  }

  #announce(): void {
    this.tutor?.announce(spoken(this.renderRoot as HTMLElement));
  }

  /** Adds the answer to the list of past answers that the server began. */
  #remember(attempt: AttemptView): void {
    const past = this.querySelector<HTMLElement>(":scope > .past");
    const list = past?.querySelector("ol");
    const pattern = past?.querySelector<HTMLTemplateElement>("template");
    if (!past || !list || !pattern) return;
    const line = pattern.content.firstElementChild?.cloneNode(true) as HTMLElement;
    const answer = line.querySelector("[data-response]");
    if (answer) answer.innerHTML = attempt.response_html;
    line.querySelector("[data-outcome]")?.replaceChildren(heading(attempt.outcome).slice(0, -1));
    list.append(line);
    past.hidden = false;
    past.querySelector("[data-count]")?.replaceChildren(String(list.children.length));
  }

  async takeHint(): Promise<void> {
    const list = this.querySelector<HTMLElement>(":scope > .hints > ol");
    const button = this.querySelector<HTMLElement>(":scope > form [data-hint-button]");
    if (!this.tutor || !list || !button || button.ariaDisabled === "true") return;
    button.ariaDisabled = "true";
    const hinted = await this.tutor.hint(this.item);
    button.ariaDisabled = null;
    if (hinted.kind === "unreachable") {
      this.tutor.announce(_("Hints need a connection. Try again when you are online."));
      this.#noteHint(button, _("Hints need a connection"));
      return;
    }
    if (hinted.kind === "none" || hinted.remaining === 0) this.#noteHint(button, _("No more hints"));
    else this.#noteHint(button, fill(_("Hint · {n} left"), { n: hinted.remaining }));
    if (hinted.kind === "none") return;
    const line = document.createElement("li");
    line.innerHTML = hinted.hint.html;
    list.append(line);
    for (const inner of line.querySelectorAll<ExerciseElement>("at-exercise")) {
      inner.tutor = this.tutor;
      inner.resume([], null);
    }
    this.tutor.announce(spoken(line));
    const since = this.#hintAt ? performance.now() - this.#hintAt : performance.now() - this.#shownAt;
    this.#hintAt = performance.now();
    const { ordinal, is_bottom_out } = hinted.hint;
    const detail = { item: this.item, ordinal, is_bottom_out, since_previous_ms: Math.round(since) };
    this.dispatchEvent(new CustomEvent("attune-hint", { bubbles: true, detail }));
  }

  #noteHint(button: HTMLElement, words: string): void {
    button.querySelector("[data-words]")?.replaceChildren(words);
  }

  protected override updated(): void {
    this.dataset["standing"] = this.standing;
    const button = this.form.querySelector<HTMLElement>("[data-check]");
    if (!button) return;
    button.ariaDisabled = this.standing === "checking" ? "true" : null;
    button.querySelector("[data-words]")?.replaceChildren(this.#buttonWords());
  }

  #buttonWords(): string {
    if (this.isDone) return this.hintId === null ? _("Go on") : _("Back to the question");
    if (this.standing === "checking") return _("Checking…");
    if (this.standing === "not_yet" || this.standing === "almost") return _("Check again");
    return _("Check");
  }

  protected override render(): TemplateResult | typeof nothing {
    if (this.standing === "open" || this.standing === "checking") return nothing;
    // The server rendered and sanitised the feedback; our own sentences are plain text.
    const words = this.feedback
      ? html`<span .innerHTML=${this.feedback}></span>`
      : html`<span>${this.#sentence}</span>`;
    const title = heading(this.standing);
    const state = this.standing === "waiting" ? "info" : this.standing;
    return html`<div class="feedback" data-state=${state}>
      ${icon(ICONS[this.standing] ?? "info")}
      <div>${title ? html`<strong>${title}</strong> ` : nothing}${words}</div>
    </div>`;
  }
}

function same(a: Response | null, b: Response | null): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

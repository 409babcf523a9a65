// A change of the lesson, with its reason and what the learner may do about it.

import { html, LitElement, nothing, type TemplateResult } from "lit";
import type { DecisionMessage } from "../protocol.gen";
import { _ } from "../words";
import type { ExerciseElement } from "./exercise";
import { icon } from "./icon";

export type Resolution = "kept" | "undone" | "not_now" | "turned_off";

const ICONS: Record<string, string> = {
  shorten_next: "reading",
  check_question: "practice",
  reread: "reading",
  worked_example: "worked_example",
  offer_break: "breath",
};

export class DecisionElement extends LitElement {
  // All inputs are declared, so that what was set before this class was loaded is taken over.
  static override properties = {
    decision: { attribute: false },
    resolve: { attribute: false },
    adopt: { attribute: false },
    isBusy: { state: true },
  };
  declare decision: DecisionMessage;
  declare resolve: (resolution: Resolution) => Promise<void>;
  /** Connects an inserted exercise to the tutor. */
  declare adopt: (exercise: ExerciseElement) => void;
  declare isBusy: boolean;

  constructor() {
    super();
    this.isBusy = false;
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override updated(): void {
    for (const exercise of this.querySelectorAll<ExerciseElement>("at-exercise")) {
      this.adopt(exercise);
    }
  }

  get isOffer(): boolean {
    return this.decision.action === "offer_break";
  }

  async #choose(resolution: Resolution): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    try {
      await this.resolve(resolution);
    } finally {
      this.isBusy = false;
    }
  }

  #button(resolution: Resolution, words: string, name: string, look: string): TemplateResult {
    return html`<button type="button" class="button ${look}" data-resolution=${resolution}
      aria-disabled=${this.isBusy ? "true" : nothing} @click=${() => this.#choose(resolution)}>
      ${icon(name)}${words}</button>`;
  }

  protected override render(): TemplateResult {
    const { action, title, why, resolution } = this.decision;
    return html`<section class="note" data-decision=${this.decision.decision} data-action=${action}
      data-resolution=${resolution} aria-labelledby="why-${this.decision.decision}">
      <p class="eyebrow">${icon(ICONS[action] ?? "info")}${_("Why this changed")}</p>
      <h2 id="why-${this.decision.decision}" tabindex="-1">${title}</h2>
      <p>${why}</p>
      ${this.#insert()}
      <div class="row">${resolution === "open" ? this.#open() : this.#kept()}</div>
    </section>`;
  }

  #insert(): TemplateResult | typeof nothing {
    if (!this.decision.html) return nothing;
    // Rendered and sanitised by the server when the course was saved.
    return html`<div class="insert prose" .innerHTML=${this.decision.html}></div>`;
  }

  #open(): TemplateResult {
    return html`${this.#button("kept", this.isOffer ? _("Take the break") : _("Keep"), "check", "is-second")}
      ${this.isOffer ? nothing : this.#button("undone", _("Undo"), "undo", "is-quiet")}
      ${this.#button("not_now", _("Not now"), "later", "is-quiet")}
      ${this.#button("turned_off", _("Don’t do this again"), "off", "is-bare")}`;
  }

  #kept(): TemplateResult {
    return html`<span class="badge">${icon("check")}${_("Kept")}</span>
      ${this.#button("undone", _("Undo"), "undo", "is-quiet")}`;
  }
}

/** What a screen reader hears of it. */
export function said(resolution: Resolution): string {
  switch (resolution) {
    case "kept":
      return _("Kept.");
    case "undone":
      return _("Put back as it was.");
    case "not_now":
      return _("Left for now.");
    case "turned_off":
      return _("This kind of change is turned off for you.");
  }
}

// A calm minute, offered and never imposed: it can be skipped at once, and it ends by itself.

import { html, LitElement, nothing, type TemplateResult } from "lit";
import { _, fill } from "../words";
import { icon } from "./icon";

const BREAK_S = 60;
const IN_S = 4;
const OUT_S = 6;

export class BreathElement extends LitElement {
  static override properties = { elapsedS: { state: true } };
  declare elapsedS: number;
  /** Where the learner was, said again at the end. */
  place = "";
  done: () => void = () => undefined;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super();
    this.elapsedS = 0;
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#timer = setInterval(() => (this.elapsedS += 1), 1_000);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  protected override firstUpdated(): void {
    this.querySelector("button")?.focus();
  }

  protected override render(): TemplateResult {
    const isOver = this.elapsedS >= BREAK_S;
    if (isOver) clearInterval(this.#timer);
    const isIn = this.elapsedS % (IN_S + OUT_S) < IN_S;
    const words = isOver ? _("Welcome back.") : isIn ? _("Breathe in") : _("Breathe out");
    return html`<section class="note breath" aria-label=${_("A calm minute")}>
      <svg class="breath-picture ${isOver ? "" : "is-moving"}" viewBox="0 0 200 200" aria-hidden="true">
        <circle cx="100" cy="100" r="88"></circle><circle cx="100" cy="100" r="60"></circle>
        <circle class="core" cx="100" cy="100" r="34"></circle>
      </svg>
      <p class="breath-words">${words}</p>
      <p class="soft">${isOver ? fill(_("You were at: {place}"), { place: this.place }) : this.#left()}</p>
      ${isOver ? nothing : this.#others()}
      <button type="button" class="button ${isOver ? "" : "is-quiet"}" @click=${() => this.done()}>
        ${icon(isOver ? "next" : "close")}${isOver ? _("Back to the lesson") : _("Skip the rest")}
      </button>
    </section>`;
  }

  /** The lesson keeps its place; the activities' pages lead back to it. */
  #others(): TemplateResult {
    return html`<p class="row">
      <a class="button is-bare" href="/activities/breath_counting/">${_("Count breaths instead")}</a>
      <a class="button is-bare" href="/activities/">${_("Other short activities")}</a>
    </p>`;
  }

  #left(): string {
    const left = BREAK_S - this.elapsedS;
    if (left > 40) return _("About a minute. Look away from the screen, if you like.");
    return left > 15 ? _("About half a minute more.") : _("Almost over.");
  }
}

// The thought probe: one line, four taps and skip, always in the same place, never in the way.

import { html, LitElement, nothing, type TemplateResult } from "lit";
import type { ProbeMessage } from "../protocol.gen";
import type { ProbeOption } from "../signals";
import { _ } from "../words";

function words(option: string): string {
  switch (option) {
    case "on_task":
      return _("On this");
    case "stuck":
      return _("On this, but stuck");
    case "elsewhere":
      return _("On something else");
    case "surroundings":
      return _("Pulled away by something around me");
    default:
      return _("Skip");
  }
}

export class ProbeElement extends LitElement {
  // All inputs are declared, so that what was set before this class was loaded is taken over.
  static override properties = { probe: { attribute: false }, answered: { attribute: false } };
  declare probe: ProbeMessage | null;
  declare answered: (probe: number, answer: ProbeOption, latency_ms: number) => void;
  #askedAt = 0;

  constructor() {
    super();
    this.probe = null;
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has("probe")) this.#askedAt = performance.now();
  }

  #answer(probe: ProbeMessage, option: string): void {
    const latency_ms = Math.round(performance.now() - this.#askedAt);
    this.answered(probe.probe, option as ProbeOption, latency_ms);
  }

  protected override render(): TemplateResult | typeof nothing {
    const { probe } = this;
    if (!probe) return nothing;
    const options = [...probe.options.filter((option) => option !== "skipped"), "skipped"];
    return html`<div class="probe" role="group" aria-labelledby="probe-words">
      <p id="probe-words">${_("Just now, where was your mind?")}
        <span class="soft">${_("No right answer, never a grade.")}</span></p>
      <div class="row">${options.map(
        (option) => html`<button type="button" data-probe=${option}
          class="button ${option === "skipped" ? "is-bare" : "is-quiet"}"
          @click=${() => this.#answer(probe, option)}>${words(option)}</button>`,
      )}</div>
    </div>`;
  }
}

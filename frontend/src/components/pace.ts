// The estimate as its owner may see it: a band with words, and nothing where evidence is thin.

import { html, LitElement, svg, type TemplateResult } from "lit";
import type { EstimateMessage } from "../protocol.gen";
import { _ } from "../words";

const WIDTH = 120;
const MOSTLY_ON_P = 0.35;
const MOSTLY_OFF_P = 0.65;

function words(middle_p: number): string {
  if (middle_p < MOSTLY_ON_P) return _("It looks as if you are with the lesson.");
  if (middle_p < MOSTLY_OFF_P) return _("It could be either: with the lesson, or elsewhere.");
  return _("It looks as if your mind may be elsewhere.");
}

export class PaceElement extends LitElement {
  // All inputs are declared, so that what was set before this class was loaded is taken over.
  static override properties = { estimate: { attribute: false }, light: {} };
  declare estimate: EstimateMessage | null;
  declare light: string;

  // The server wrote what holds until there is something to say.
  protected override createRenderRoot(): HTMLElement {
    this.replaceChildren();
    return this;
  }

  protected override render(): TemplateResult {
    const { estimate, light } = this;
    if (light === "off") return html`<p>${_("The lesson is not paced, since nothing is sensed.")}</p>`;
    if (light === "paused") return html`<p>${_("Sensing is paused.")}</p>`;
    if (!estimate || estimate.low === null || estimate.high === null) {
      return html`<p>${_("Learning your pace.")} <span class="soft">${estimate?.why_not ?? ""}</span></p>`;
    }
    // The picture runs from "with the lesson" to "elsewhere"; no figure is shown, since none is known
    // that closely.
    const { low, high } = estimate;
    const reason = estimate.reasons[0]?.words ?? "";
    return html`<p>${words((low + high) / 2)} <span class="soft">${reason}</span></p>
      <svg class="band" viewBox="0 0 ${WIDTH} 10" aria-hidden="true">
        ${svg`<line x1="0" y1="5" x2=${WIDTH} y2="5"></line>
        <rect x=${low * WIDTH} y="1" width=${Math.max(4, (high - low) * WIDTH)} height="8" rx="4"></rect>`}
      </svg>`;
  }
}

// The lamp: what is sensed right now. One press, or Alt+P, pauses it.

import { html, LitElement, type TemplateResult } from "lit";
import type { SignalKind } from "../protocol.gen";
import { _ } from "../words";
import { icon } from "./icon";

export type Light = "on" | "paused" | "off";

function words(light: Light): string {
  switch (light) {
    case "on":
      return _("Sensing");
    case "paused":
      return _("Paused");
    case "off":
      return _("Nothing sensed");
  }
}

export class LampElement extends LitElement {
  static override properties = { light: {}, signals: { attribute: false } };
  declare light: Light;
  declare signals: readonly SignalKind[];
  toggle: () => void = () => undefined;

  constructor() {
    super();
    this.light = "off";
    this.signals = [];
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  #title(): string {
    if (this.light === "off") return _("You have not agreed to page activity, so nothing is sensed.");
    if (this.light === "paused") return _("Nothing is sensed until you start it again.");
    return this.signals.includes("gaze")
      ? _("Sensed now: reading time, scrolling, clicks, pauses, answers and gaze.")
      : _("Sensed now: reading time, scrolling, clicks, pauses and answers.");
  }

  protected override render(): TemplateResult {
    const isOff = this.light === "off";
    return html`<button type="button" class="lamp" data-light=${this.light}
        aria-pressed=${this.light === "on" ? "true" : "false"} aria-disabled=${isOff ? "true" : "false"}
        title=${this.#title()} aria-keyshortcuts="Alt+P" @click=${() => isOff || this.toggle()}>
      <span class="lamp-light" aria-hidden="true"></span>${icon(this.light === "on" ? "lamp" : "pause")}
      <span class="lamp-words">${words(this.light)}</span>
    </button>`;
  }
}

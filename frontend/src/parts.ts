// A reading shown in parts, one at a time: what `shorten_next` does to a page, and undoes.

import { _, fill } from "./words";

export class Parts {
  #shown = 1;
  readonly #button = document.createElement("button");
  readonly #whole = document.createElement("button");
  readonly #row = document.createElement("div");

  constructor(
    private readonly container: HTMLElement,
    private readonly options: { announce(text: string): void; changed(): void },
  ) {
    this.#button.type = this.#whole.type = "button";
    this.#button.className = "button";
    this.#whole.className = "button is-bare";
    this.#whole.textContent = _("Show all of it");
    this.#row.className = "row parts";
    this.#row.append(this.#button, this.#whole);
    this.#button.addEventListener("click", () => this.#next());
    this.#whole.addEventListener("click", () => this.#all());
    container.after(this.#row);
    this.#draw();
  }

  static canSplit(container: HTMLElement): boolean {
    return container.querySelectorAll(":scope > .chunk").length > 1;
  }

  get isWhole(): boolean {
    return this.#shown >= this.#chunks.length;
  }

  /** As it was before. */
  undo(): void {
    for (const chunk of this.#chunks) {
      chunk.hidden = false;
      chunk.removeAttribute("tabindex");
    }
    this.#row.remove();
  }

  get #chunks(): HTMLElement[] {
    return [...this.container.querySelectorAll<HTMLElement>(":scope > .chunk")];
  }

  #next(): void {
    const next = this.#chunks[this.#shown];
    this.#shown += 1;
    this.#draw();
    if (!next) return;
    next.tabIndex = -1;
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }

  #all(): void {
    this.#shown = this.#chunks.length;
    this.#draw();
    this.options.announce(_("All of it is shown."));
  }

  #draw(): void {
    const chunks = this.#chunks;
    chunks.forEach((chunk, index) => {
      chunk.hidden = index >= this.#shown;
    });
    const words = { n: this.#shown + 1, of: chunks.length };
    this.#button.textContent = fill(_("Show the next part ({n} of {of})"), words);
    this.#row.hidden = this.isWhole;
    this.options.changed();
  }
}

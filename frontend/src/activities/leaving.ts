// When the page was left: another tab, another window, or a pause.

interface Span {
  readonly from: number;
  to: number;
}

export class Leaving {
  readonly #spans: Span[] = [];

  /** Tells `left` when the page is hidden or another window has the focus, until `stopped`. */
  listen(left: (at: number) => void, stopped: AbortSignal): void {
    addEventListener("blur", (event) => left(event.timeStamp), { signal: stopped });
    document.addEventListener(
      "visibilitychange",
      (event) => {
        if (document.visibilityState === "hidden") left(event.timeStamp);
      },
      { signal: stopped },
    );
  }

  begin(at: number): void {
    if (!this.#open) this.#spans.push({ from: at, to: Number.POSITIVE_INFINITY });
  }

  end(at: number): void {
    const open = this.#open;
    if (open) open.to = at;
  }

  get #open(): Span | undefined {
    return this.#spans.find(({ to }) => to === Number.POSITIVE_INFINITY);
  }

  get count(): number {
    return this.#spans.length;
  }

  overlaps(from: number, to: number): boolean {
    return this.#spans.some((span) => span.from < to && span.to > from);
  }
}

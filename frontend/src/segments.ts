// The lesson's segments: one on the page at a time, all of them in memory, so that an opened lesson
// can be studied to its end without a connection.

import { getText } from "./api";
import type { Boot, SegmentLine } from "./boot";

const PREFETCH_PAUSE_MS = 300;

export class Segments {
  #kept = new Map<number, HTMLElement>();
  #wanted = new Map<number, Promise<HTMLElement>>();

  constructor(
    private readonly boot: Boot,
    shown: HTMLElement,
  ) {
    this.#kept.set(boot.current, shown);
  }

  line(id: number): SegmentLine {
    const line = this.boot.segments.find((segment) => segment.id === id);
    if (!line) throw new Error(`The lesson has no segment ${id}.`);
    return line;
  }

  /** The segment before or after, in the lesson's order; null at its ends. */
  beside(id: number, step: 1 | -1): SegmentLine | null {
    const place = this.boot.segments.findIndex((segment) => segment.id === id);
    return this.boot.segments[place + step] ?? null;
  }

  kept(id: number): HTMLElement | null {
    return this.#kept.get(id) ?? null;
  }

  /** The first match in any segment that is here. */
  find(selector: string): Element | null {
    for (const segment of this.#kept.values()) {
      const found = segment.querySelector(selector);
      if (found) return found;
    }
    return null;
  }

  /** The same element each time, so that what was written in it is still there. */
  async get(id: number): Promise<HTMLElement> {
    const kept = this.#kept.get(id);
    if (kept) return kept;
    let wanted = this.#wanted.get(id);
    if (!wanted) {
      wanted = this.#fetch(id).finally(() => this.#wanted.delete(id));
      this.#wanted.set(id, wanted);
    }
    return wanted;
  }

  async #fetch(id: number): Promise<HTMLElement> {
    const text = await getText(this.boot.segment_url.replace("/0/", `/${id}/`));
    const holder = document.createElement("template");
    holder.innerHTML = text;
    const element = holder.content.querySelector<HTMLElement>("[data-segment]");
    if (!element) throw new Error(`Segment ${id} came without its text.`);
    const segment = document.importNode(element, true);
    this.#kept.set(id, segment);
    return segment;
  }

  /** Fetches the others while nothing else happens, the next ones first. */
  prefetch(from: number): void {
    const place = this.boot.segments.findIndex((segment) => segment.id === from);
    const lines = [...this.boot.segments.slice(place + 1), ...this.boot.segments.slice(0, place)];
    const idle = globalThis.requestIdleCallback ?? ((run: () => void) => setTimeout(run, 1));
    const next = async (): Promise<void> => {
      const line = lines.shift();
      if (!line) return;
      try {
        await this.get(line.id);
        setTimeout(() => idle(() => void next()), PREFETCH_PAUSE_MS);
      } catch {
        // Without a connection: begin again when it is back.
        addEventListener("online", () => this.prefetch(from), { once: true });
      }
    };
    idle(() => void next());
  }
}

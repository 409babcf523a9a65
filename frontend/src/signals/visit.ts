// One stay in one segment: hands out what passed since the last report, and the totals at its end.

import type { SignalEvent } from "../protocol.gen";
import { round } from "./context";
import type { Clocks, Presence } from "./presence";

export type SegmentKind = "reading" | "worked_example" | "media" | "practice";

// Silent reading of non-fiction, adults: 238 words a minute (Brysbaert 2019).
const WORDS_A_MINUTE = 238;

export class Visit {
  #totals: Clocks = { open_ms: 0, visible_ms: 0, active_ms: 0 };
  #depth = 0;
  #deepest = 0;

  constructor(
    readonly segment: number,
    readonly kind: SegmentKind,
    readonly words: number,
    private presence: Presence,
    private emit: (event: SignalEvent) => void,
  ) {}

  start(at_ms: number): void {
    this.presence.take(at_ms);
    this.emit({
      kind: "segment_view",
      at_ms,
      segment: this.segment,
      segment_kind: this.kind,
      words: this.words,
      expected_ms: Math.round((this.words / WORDS_A_MINUTE) * 60_000),
    });
  }

  /** `depth` is how much of the content has been on screen, 0 to 1. */
  reached(depth: number): void {
    this.#depth = Math.max(this.#depth, depth);
    this.#deepest = Math.max(this.#deepest, depth);
  }

  report(at_ms: number): void {
    const passed = this.presence.take(at_ms);
    this.#totals.open_ms += passed.open_ms;
    this.#totals.visible_ms += passed.visible_ms;
    this.#totals.active_ms += passed.active_ms;
    if (passed.open_ms === 0) return;
    this.emit({ kind: "dwell", at_ms, segment: this.segment, ...passed, depth_p: round(this.#depth) });
    this.#depth = 0;
  }

  end(at_ms: number): void {
    this.report(at_ms);
    const { segment } = this;
    this.emit({ kind: "segment_leave", at_ms, segment, ...this.#totals, depth_p: round(this.#deepest) });
  }
}

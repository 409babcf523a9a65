// Starts and stops sensing. Nothing is collected that is not in `allowed`, and nothing before it.

import type { SignalEvent, SignalKind } from "../protocol.gen";
import { blur } from "./blur";
import { click } from "./click";
import { type Collectors, type Context, REPORTED } from "./context";
import { dwell } from "./dwell";
import { gaze } from "./gaze";
import { idle } from "./idle";
import { pointer } from "./pointer";
import { Presence } from "./presence";
import { scroll } from "./scroll";
import { visibility } from "./visibility";
import { type SegmentKind, Visit } from "./visit";

export type { SegmentKind } from "./visit";

const COLLECTORS = {
  segment_view: REPORTED,
  segment_leave: REPORTED,
  dwell,
  scroll,
  click,
  pointer,
  visibility,
  blur,
  idle,
  item_view: REPORTED,
  answer: REPORTED,
  hint: REPORTED,
  probe_answer: REPORTED,
  drifted: REPORTED,
  gaze,
  adaptation_seen: REPORTED,
  dropped: REPORTED,
} satisfies Collectors;

export type Outcome = "right" | "almost" | "not_yet" | "unknown";
export type ProbeOption = "on_task" | "stuck" | "elsewhere" | "surroundings" | "skipped";

export interface Answered {
  item: number;
  exercise_type: string;
  attempt: number;
  latency_ms: number;
  first_act_ms: number;
  outcome: Outcome;
  expected_p: number | null;
}

export interface HintShown {
  item: number;
  ordinal: number;
  since_previous_ms: number;
  is_bottom_out: boolean;
}

export interface SensingOptions {
  root: HTMLElement;
  /** The signals that consent and the server's welcome allow. */
  allowed: readonly SignalKind[];
  emit(event: SignalEvent): void;
  now?(): number;
}

/** What the player calls; every method is safe to call while paused or stopped. */
export class Sensing {
  #visit: Visit | null = null;
  #stops: (() => void)[] = [];
  #presence: Presence | null = null;
  #shown: { segment: number; kind: SegmentKind; words: number } | null = null;
  readonly #allowed: ReadonlySet<SignalKind>;
  readonly #now: () => number;

  constructor(private readonly options: SensingOptions) {
    this.#allowed = new Set(options.allowed);
    this.#now = options.now ?? (() => Math.round(performance.timeOrigin + performance.now()));
  }

  get isSensing(): boolean {
    return this.#stops.length > 0;
  }

  /** What is sensed at this moment, for the lamp. */
  get sensed(): readonly SignalKind[] {
    return this.isSensing ? this.options.allowed : [];
  }

  start(): void {
    if (this.isSensing || this.#allowed.size === 0) return;
    const isVisible = document.visibilityState === "visible";
    this.#presence = new Presence(this.#now(), isVisible, document.hasFocus());
    const context: Context = {
      root: this.options.root,
      presence: this.#presence,
      visit: () => this.#visit,
      now: this.#now,
      emit: (event) => this.#emit(event),
    };
    for (const [kind, collector] of Object.entries(COLLECTORS)) {
      if (collector === REPORTED || !this.#allowed.has(kind as SignalKind)) continue;
      this.#stops.push(collector(context));
    }
    if (this.#shown) this.segmentShown(this.#shown.segment, this.#shown.kind, this.#shown.words);
  }

  /** Ends the open visit and collects nothing until `start` is called again. */
  stop(): void {
    if (!this.isSensing) return;
    this.#visit?.end(this.#now());
    this.#visit = null;
    for (const stop of this.#stops) stop();
    this.#stops = [];
  }

  segmentShown(segment: number, kind: SegmentKind, words: number): void {
    this.#shown = { segment, kind, words };
    if (!this.#presence || !this.isSensing) return;
    const at_ms = this.#now();
    this.#visit?.end(at_ms);
    this.#visit = new Visit(segment, kind, words, this.#presence, (event) => this.#emit(event));
    this.#visit.start(at_ms);
  }

  itemShown(item: number, exercise_type: string): void {
    this.#emit({ kind: "item_view", at_ms: this.#now(), item, exercise_type });
  }

  answered(answer: Answered): void {
    this.#emit({ kind: "answer", at_ms: this.#now(), ...answer });
  }

  hintShown(hint: HintShown): void {
    this.#emit({ kind: "hint", at_ms: this.#now(), ...hint });
  }

  probeAnswered(probe: number, answer: ProbeOption, latency_ms: number): void {
    this.#emit({ kind: "probe_answer", at_ms: this.#now(), probe, answer, latency_ms });
  }

  drifted(): void {
    this.#emit({ kind: "drifted", at_ms: this.#now() });
  }

  adaptationSeen(decision: number): void {
    this.#emit({ kind: "adaptation_seen", at_ms: this.#now(), decision });
  }

  dropped(count: number, dropped_kind: string): void {
    this.#emit({ kind: "dropped", at_ms: this.#now(), count, dropped_kind });
  }

  #emit(event: SignalEvent): void {
    if (this.isSensing && this.#allowed.has(event.kind)) this.options.emit(event);
  }
}

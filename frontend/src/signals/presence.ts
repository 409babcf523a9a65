// Three honest clocks: how long a segment was open, visible, and actively read.
//
// Time is booked to the state that held while it passed, at the moment the state changes, so timers
// that a browser throttles cost precision of nothing.

export interface Clocks {
  open_ms: number;
  visible_ms: number;
  active_ms: number;
}

// Without any input for this long, a visible page no longer counts as actively read.
export const IDLE_AFTER_MS = 15_000;
// A visible page ticks every second. A longer gap means the machine slept: nobody saw the page.
const ASLEEP_AFTER_MS = 10_000;

export class Presence {
  #bookedUntil: number;
  #lastInput: number;
  #clocks: Clocks = { open_ms: 0, visible_ms: 0, active_ms: 0 };

  constructor(
    now: number,
    private isVisible: boolean,
    private isFocused: boolean,
  ) {
    this.#bookedUntil = now;
    this.#lastInput = now;
  }

  get lastInput(): number {
    return this.#lastInput;
  }

  input(now: number): void {
    this.book(now);
    this.#lastInput = now;
  }

  visible(now: number, isVisible: boolean): void {
    this.book(now);
    this.isVisible = isVisible;
  }

  focused(now: number, isFocused: boolean): void {
    this.book(now);
    this.isFocused = isFocused;
  }

  /** Books the time since the last call to the state that held meanwhile. */
  book(now: number): void {
    const from = this.#bookedUntil;
    const span = now - from;
    if (span <= 0) return;
    this.#bookedUntil = now;
    this.#clocks.open_ms += span;
    if (!this.isVisible || span > ASLEEP_AFTER_MS) return;
    this.#clocks.visible_ms += span;
    if (!this.isFocused) return;
    const activeUntil = Math.min(now, this.#lastInput + IDLE_AFTER_MS);
    this.#clocks.active_ms += Math.max(0, activeUntil - from);
  }

  /** What was booked since the last take, in whole milliseconds. */
  take(now: number): Clocks {
    this.book(now);
    const taken = this.#clocks;
    this.#clocks = { open_ms: 0, visible_ms: 0, active_ms: 0 };
    return {
      open_ms: Math.round(taken.open_ms),
      visible_ms: Math.round(taken.visible_ms),
      active_ms: Math.round(taken.active_ms),
    };
  }
}

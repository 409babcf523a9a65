// What every collector is given: the page, the clock, the presence clocks, and where events go.

import type { SignalEvent, SignalKind } from "../protocol.gen";
import type { Presence } from "./presence";
import type { Visit } from "./visit";

export interface Context {
  root: HTMLElement;
  presence: Presence;
  /** The stay in the segment that is open, or null between segments. */
  visit(): Visit | null;
  /** Milliseconds since the epoch on this device's clock. */
  now(): number;
  emit(event: SignalEvent): void;
}

/** Starts collecting; what it returns stops it, after handing over what it still holds. */
export type Collector = (context: Context) => () => void;

/** A signal that the player reports itself, since only it knows when it happens. */
export const REPORTED = "reported";

export type Collectors = Record<SignalKind, Collector | typeof REPORTED>;

/** The epoch time of a DOM event, by the event's own time stamp. */
export function momentOf(event: Event): number {
  return Math.round(performance.timeOrigin + event.timeStamp);
}

export const AGGREGATE_MS = 1_000;

/** Calls `flush` every second while anything was noted; used by signals that are sums. */
export function everySecond(flush: () => void): () => void {
  const timer = setInterval(flush, AGGREGATE_MS);
  return () => {
    clearInterval(timer);
    flush();
  };
}

export function round(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}

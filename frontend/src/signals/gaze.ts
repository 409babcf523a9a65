// The door for any eye tracker: `window.attune.gaze(sample)`, under a consent of its own.
//
//   window.attune.gaze({ area: "paragraph-2", fixation_ms: 310, dispersion_vh: 0.02 })
//   window.attune.gaze({ area: "", offscreen_ms: 1500, valid_p: 0.4, span_ms: 2000 })
//
// A sample is a summary, made on the device: a fixation on a named area, or a span off the screen.
// Coordinates and pictures have no field to travel in. Returns false where gaze is not allowed.

import { type Collector, round } from "./context";

export interface GazeSample {
  /** Name of the area of interest; "" for none or off screen. */
  area: string;
  fixation_ms?: number;
  /** Root mean square distance from the fixation's centre, in viewport heights. */
  dispersion_vh?: number;
  offscreen_ms?: number;
  /** Fraction of the span in which the tracker had a valid eye. */
  valid_p?: number;
  span_ms?: number;
}

declare global {
  interface Window {
    attune?: { gaze(sample: GazeSample): boolean };
  }
}

export const gaze: Collector = ({ emit, now }) => {
  const accept = (sample: GazeSample): boolean => {
    const fixation_ms = whole(sample.fixation_ms);
    const offscreen_ms = whole(sample.offscreen_ms);
    emit({
      kind: "gaze",
      at_ms: now(),
      area: sample.area.slice(0, 64),
      fixation_ms,
      dispersion_vh: round(Math.max(0, sample.dispersion_vh ?? 0)),
      offscreen_ms,
      valid_p: Math.min(1, Math.max(0, sample.valid_p ?? 1)),
      span_ms: whole(sample.span_ms ?? fixation_ms + offscreen_ms),
    });
    return true;
  };
  window.attune = { gaze: accept };
  return () => {
    window.attune = { gaze: () => false };
  };
};

function whole(value: number | undefined): number {
  return Math.round(Math.max(0, value ?? 0));
}

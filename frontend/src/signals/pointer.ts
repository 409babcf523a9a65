// Pointer activity per second: how much it moved and how often it rested. Never where it was.

import { type Collector, everySecond, momentOf, round } from "./context";

const PAUSE_MS = 2_000;

export const pointer: Collector = ({ emit, now }) => {
  let last: { x: number; y: number; at: number } | null = null;
  let since = now();
  let sum = { moves: 0, distance: 0, pauses: 0 };

  const note = (event: PointerEvent): void => {
    const at = momentOf(event);
    if (sum.moves === 0) since = at;
    sum.moves += 1;
    if (last) {
      const pixels = Math.hypot(event.clientX - last.x, event.clientY - last.y);
      sum.distance += pixels / Math.max(1, window.innerHeight);
      if (at - last.at > PAUSE_MS) sum.pauses += 1;
    }
    last = { x: event.clientX, y: event.clientY, at };
  };

  const flush = (): void => {
    if (sum.moves === 0) return;
    const at_ms = now();
    emit({
      kind: "pointer",
      at_ms,
      moves: sum.moves,
      distance_vh: round(sum.distance),
      pauses: sum.pauses,
      span_ms: Math.max(0, at_ms - since),
    });
    sum = { moves: 0, distance: 0, pauses: 0 };
  };

  document.addEventListener("pointermove", note, { passive: true });
  const stop = everySecond(flush);
  return () => {
    document.removeEventListener("pointermove", note);
    stop();
  };
};

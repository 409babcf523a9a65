// Scrolling, summed over a second: distance, changes of direction, jumps.

import { type Collector, everySecond, momentOf, round } from "./context";

const REVERSAL_VH = 0.15;
const JUMP_VH = 1.5;

export const scroll: Collector = ({ emit, now }) => {
  let at = window.scrollY;
  let direction = 0;
  let since = now();
  let sum = { distance: 0, reversals: 0, jumps: 0 };

  const note = (event: Event): void => {
    const height = Math.max(1, window.innerHeight);
    const moved = (window.scrollY - at) / height;
    at = window.scrollY;
    if (sum.distance === 0) since = momentOf(event);
    sum.distance += Math.abs(moved);
    if (Math.abs(moved) > JUMP_VH) sum.jumps += 1;
    if (Math.abs(moved) < REVERSAL_VH / 10) return;
    const towards = Math.sign(moved);
    if (direction !== 0 && towards !== direction) sum.reversals += 1;
    direction = towards;
  };

  const flush = (): void => {
    if (sum.distance === 0) return;
    const at_ms = now();
    emit({
      kind: "scroll",
      at_ms,
      distance_vh: round(sum.distance),
      reversals: sum.reversals,
      jumps: sum.jumps,
      span_ms: Math.max(0, at_ms - since),
    });
    sum = { distance: 0, reversals: 0, jumps: 0 };
  };

  document.addEventListener("scroll", note, { passive: true });
  const stop = everySecond(flush);
  return () => {
    document.removeEventListener("scroll", note);
    stop();
  };
};

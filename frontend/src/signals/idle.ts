// No key, pointer, scroll or touch for 15, 30 and 60 s, and how long it was in the end.

import { type Collector, momentOf } from "./context";

const FLAGS_MS = [15_000, 30_000, 60_000];
const INPUTS = ["pointermove", "pointerdown", "keydown", "scroll", "touchstart", "wheel"] as const;

export const idle: Collector = ({ presence, emit, now }) => {
  let flagged = 0;

  const input = (event: Event): void => {
    const at_ms = momentOf(event);
    const idle_ms = at_ms - presence.lastInput;
    presence.input(at_ms);
    if (flagged > 0) emit({ kind: "idle", at_ms, idle_ms, is_over: true });
    flagged = 0;
  };

  const look = (): void => {
    if (document.visibilityState !== "visible") return;
    const at_ms = now();
    const idle_ms = at_ms - presence.lastInput;
    const next = FLAGS_MS[flagged];
    if (next === undefined || idle_ms < next) return;
    flagged += 1;
    emit({ kind: "idle", at_ms, idle_ms, is_over: false });
  };

  for (const name of INPUTS) document.addEventListener(name, input, { passive: true, capture: true });
  const timer = setInterval(look, 1_000);
  return () => {
    clearInterval(timer);
    for (const name of INPUTS) document.removeEventListener(name, input, { capture: true });
  };
};

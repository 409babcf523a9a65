// The page was hidden, or shown again: a tab change, a locked screen, a minimised window.

import { type Collector, momentOf } from "./context";

export const visibility: Collector = ({ presence, emit }) => {
  let hiddenSince: number | null = null;
  const note = (event: Event): void => {
    const at_ms = momentOf(event);
    const isVisible = document.visibilityState === "visible";
    presence.visible(at_ms, isVisible);
    const hidden_ms = isVisible && hiddenSince !== null ? Math.max(0, at_ms - hiddenSince) : 0;
    hiddenSince = isVisible ? null : at_ms;
    emit({ kind: "visibility", at_ms, is_visible: isVisible, hidden_ms });
  };
  document.addEventListener("visibilitychange", note);
  return () => document.removeEventListener("visibilitychange", note);
};

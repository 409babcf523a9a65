// The window lost the keyboard, or has it again; the page may still be in view.

import { type Collector, momentOf } from "./context";

export const blur: Collector = ({ presence, emit }) => {
  let blurredSince: number | null = null;
  const left = (event: Event): void => {
    const at_ms = momentOf(event);
    if (blurredSince !== null) return;
    blurredSince = at_ms;
    presence.focused(at_ms, false);
    emit({ kind: "blur", at_ms, is_focused: false, blurred_ms: 0 });
  };
  const back = (event: Event): void => {
    const at_ms = momentOf(event);
    presence.focused(at_ms, true);
    if (blurredSince === null) return;
    emit({ kind: "blur", at_ms, is_focused: true, blurred_ms: Math.max(0, at_ms - blurredSince) });
    blurredSince = null;
  };
  window.addEventListener("blur", left);
  window.addEventListener("focus", back);
  return () => {
    window.removeEventListener("blur", left);
    window.removeEventListener("focus", back);
  };
};

// Clicks: on the lesson, on a control, or outside. Not on what exactly.

import { type Collector, momentOf } from "./context";

const INTERACTIVE = "a, button, input, select, textarea, label, summary, [role=button]";

export const click: Collector = ({ root, emit }) => {
  const note = (event: MouseEvent): void => {
    const element = event.target instanceof Element ? event.target : null;
    const isInteractive = element?.closest(INTERACTIVE) != null;
    const isInside = element != null && root.contains(element);
    emit({
      kind: "click",
      at_ms: momentOf(event),
      target: isInteractive ? "control" : isInside ? "content" : "outside",
      is_interactive: isInteractive,
    });
  };
  document.addEventListener("click", note, { passive: true });
  return () => document.removeEventListener("click", note);
};

// The three clocks of the open segment, every five seconds, and how deep it was read.

import type { Collector } from "./context";

const EVERY_MS = 5_000;

/** How much of the content has been on screen: 0 at its top, 1 at its end. */
export function depthOf(root: HTMLElement): number {
  const box = root.getBoundingClientRect();
  if (box.height === 0) return 0;
  return Math.min(1, Math.max(0, (window.innerHeight - box.top) / box.height));
}

export const dwell: Collector = ({ root, presence, visit, now }) => {
  const note = (): void => visit()?.reached(depthOf(root));
  const report = (): void => {
    note();
    visit()?.report(now());
  };
  document.addEventListener("scroll", note, { passive: true });
  const second = setInterval(() => presence.book(now()), 1_000);
  const timer = setInterval(report, EVERY_MS);
  return () => {
    clearInterval(second);
    clearInterval(timer);
    document.removeEventListener("scroll", note);
    report();
  };
};

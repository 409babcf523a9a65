// A toolbar is one stop of the Tab key; arrow keys move inside it. In a text that reads from right
// to left the arrows do too.

export function roving(
  toolbar: HTMLElement,
  buttons: readonly HTMLElement[],
  moved: (to: HTMLElement, from: HTMLElement, event: KeyboardEvent) => void = () => {},
): void {
  const stop = (button: HTMLElement | undefined): void => {
    if (!button) return;
    for (const other of buttons) other.tabIndex = other === button ? 0 : -1;
  };
  stop(buttons[0]);
  toolbar.addEventListener("focusin", ({ target }) => {
    if (buttons.includes(target as HTMLElement)) stop(target as HTMLElement);
  });
  toolbar.addEventListener("keydown", (event) => {
    const from = event.target as HTMLElement;
    const to = buttons[target(event.key, buttons, from)];
    if (!to || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    to.focus();
    moved(to, from, event);
  });
}

/** The index a key leads to; -1 where it leads nowhere. */
function target(key: string, buttons: readonly HTMLElement[], from: HTMLElement): number {
  const here = buttons.indexOf(from);
  const isRtl = getComputedStyle(from).direction === "rtl";
  switch (key) {
    case "ArrowRight":
      return here + (isRtl ? -1 : 1);
    case "ArrowLeft":
      return here - (isRtl ? -1 : 1);
    case "ArrowDown":
      return beside(buttons, here, 1);
    case "ArrowUp":
      return beside(buttons, here, -1);
    case "Home":
      return 0;
    case "End":
      return buttons.length - 1;
    default:
      return -1;
  }
}

/** The nearest button in the row below or above, as they are laid out at this width. */
function beside(buttons: readonly HTMLElement[], here: number, by: 1 | -1): number {
  const boxes = buttons.map((button) => button.getBoundingClientRect());
  const own = boxes[here];
  if (!own) return -1;
  const distance = (box: DOMRect): number => {
    const rows = (box.top - own.top) * by;
    return rows < own.height / 2 ? Infinity : rows * 1_000 + Math.abs(box.left - own.left);
  };
  const nearest = Math.min(...boxes.map(distance));
  return nearest === Infinity ? -1 : boxes.findIndex((box) => distance(box) === nearest);
}

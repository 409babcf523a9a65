// Arrow keys in a grid of which one cell at a time can be reached with Tab.

const STEPS: Readonly<Record<string, readonly [row: number, column: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

export function moveInGrid(event: KeyboardEvent, grid: HTMLElement, cells: string, size: number): void {
  const step = STEPS[event.key];
  if (!step) return;
  const all = [...grid.querySelectorAll<HTMLElement>(cells)];
  const at = all.indexOf(event.target as HTMLElement);
  if (at < 0) return;
  event.preventDefault();
  const isMirrored = getComputedStyle(grid).direction === "rtl";
  const row = Math.floor(at / size) + step[0];
  const column = (at % size) + (isMirrored ? -step[1] : step[1]);
  if (row < 0 || row >= all.length / size || column < 0 || column >= size) return;
  all.forEach((cell) => (cell.tabIndex = -1));
  const target = all[row * size + column];
  if (!target) return;
  target.tabIndex = 0;
  target.focus();
}

// The reading ruler: the lines around the pointer, or around what has the focus, stay clear. Alt with
// the arrow up or down moves it by a line, for who reads without a pointer.

const LINES = 2.5;

const ruler = document.createElement("div");
ruler.className = "ruler";
ruler.ariaHidden = "true";
document.body.append(ruler);

let middle = innerHeight / 3;

function lineHeight(): number {
  return Number.parseFloat(getComputedStyle(document.body).lineHeight) || 28;
}

function draw(): void {
  const height = LINES * lineHeight();
  middle = Math.min(Math.max(middle, 0), innerHeight);
  ruler.style.blockSize = `${height}px`;
  ruler.style.insetBlockStart = `${middle - height / 2}px`;
}

function moveTo(y: number): void {
  middle = y;
  draw();
}

addEventListener("pointermove", (event) => moveTo(event.clientY), { passive: true });
addEventListener("resize", draw);
document.addEventListener("focusin", (event) => {
  const box = (event.target as Element).getBoundingClientRect();
  // What is taller than the window has no line of its own.
  if (box.height < innerHeight / 2) moveTo(box.top + box.height / 2);
});
document.addEventListener("keydown", (event) => {
  const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (!event.altKey || by === undefined) return;
  event.preventDefault();
  const wanted = middle + by * lineHeight();
  const isOut = wanted < lineHeight() || wanted > innerHeight - lineHeight();
  if (isOut) scrollBy({ top: by * lineHeight() });
  else moveTo(wanted);
});
draw();

// Drawings of our own for the gradual task: towns (upright, straight) and mountains (slanted,
// rough), each from its number alone, in greys of the same mean brightness so that only the form
// tells them apart.

export const SIDE = 288;
const MEAN_GREY = 128;

type Dice = () => number;

/** mulberry32: a small generator whose numbers are the same on every machine. */
export function dice(seed: number): Dice {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function grey(value: number): string {
  const level = Math.round(value);
  return `rgb(${level} ${level} ${level})`;
}

function sky(context: CanvasRenderingContext2D, roll: Dice): void {
  const top = 150 + 50 * roll();
  const gradient = context.createLinearGradient(0, 0, 0, SIDE);
  gradient.addColorStop(0, grey(top));
  gradient.addColorStop(1, grey(top + 30));
  context.fillStyle = gradient;
  context.fillRect(0, 0, SIDE, SIDE);
}

function tower(context: CanvasRenderingContext2D, roll: Dice, x: number, width: number, base: number): void {
  const height = SIDE * (0.25 + 0.5 * roll());
  const top = base - height;
  const wall = 55 + 70 * roll();
  context.fillStyle = grey(wall);
  context.fillRect(x, top, width, height);
  if (roll() < 0.35) context.fillRect(x + width * 0.35, top - 22, width * 0.3, 22);
  const step = 12 + 6 * roll();
  const isLit = 0.35 + 0.4 * roll();
  for (let y = top + 9; y < base - 10; y += step) {
    for (let windowX = x + 6; windowX < x + width - 8; windowX += step * 0.8) {
      context.fillStyle = grey(roll() < isLit ? wall + 85 : wall - 25);
      context.fillRect(windowX, y, step * 0.4, step * 0.5);
    }
  }
}

function drawTown(context: CanvasRenderingContext2D, roll: Dice): void {
  sky(context, roll);
  const base = SIDE * (0.88 + 0.06 * roll());
  for (const depth of [0, 1]) {
    let x = -10 - 30 * roll();
    while (x < SIDE) {
      const width = 34 + 42 * roll();
      if (depth === 1 || roll() < 0.8) tower(context, roll, x, width, base);
      x += width * (depth === 0 ? 1.25 : 1.6);
    }
  }
  context.fillStyle = grey(70 + 30 * roll());
  context.fillRect(0, base, SIDE, SIDE - base);
}

/** A rough line by halving: each middle is moved by less than the one before. */
function ridge(roll: Dice, height: number, roughness: number): number[] {
  let points = [roll(), roll()].map((value) => height + (value - 0.5) * roughness);
  let spread = roughness;
  while (points.length < 64) {
    const next: number[] = [];
    for (const [at, point] of points.entries()) {
      next.push(point);
      const after = points[at + 1];
      if (after !== undefined) next.push((point + after) / 2 + (roll() - 0.5) * spread);
    }
    points = next;
    spread *= 0.58;
  }
  return points;
}

function drawMountains(context: CanvasRenderingContext2D, roll: Dice): void {
  sky(context, roll);
  const layers = 3;
  for (let layer = 0; layer < layers; layer += 1) {
    const points = ridge(roll, SIDE * (0.34 + 0.2 * layer + 0.06 * roll()), SIDE * 0.5);
    context.fillStyle = grey(150 - 42 * layer + 16 * roll());
    context.beginPath();
    context.moveTo(0, SIDE);
    points.forEach((y, at) => context.lineTo((at / (points.length - 1)) * SIDE, y));
    context.lineTo(SIDE, SIDE);
    context.fill();
    shade(context, roll, points);
  }
}

/** Slanted strokes under a ridge: the folds of a slope. */
function shade(context: CanvasRenderingContext2D, roll: Dice, points: readonly number[]): void {
  context.lineWidth = 2;
  for (let stroke = 0; stroke < 46; stroke += 1) {
    const at = Math.floor(roll() * points.length);
    const x = (at / (points.length - 1)) * SIDE;
    const y = (points[at] ?? SIDE) + 6 + 60 * roll();
    context.strokeStyle = `rgb(255 255 255 / ${0.08 + 0.18 * roll()})`;
    context.beginPath();
    context.moveTo(x, y);
    context.lineTo(x + (roll() - 0.5) * 60, y + 24 + 40 * roll());
    context.stroke();
  }
}

/** Shifts all pixels so that their mean is the same grey in every picture. */
function level(context: CanvasRenderingContext2D): void {
  const pixels = context.getImageData(0, 0, SIDE, SIDE);
  const { data } = pixels;
  let sum = 0;
  for (let at = 0; at < data.length; at += 4) sum += data[at] ?? 0;
  const shift = MEAN_GREY - sum / (data.length / 4);
  for (let at = 0; at < data.length; at += 4) {
    for (const channel of [at, at + 1, at + 2]) data[channel] = (data[channel] ?? 0) + shift;
  }
  context.putImageData(pixels, 0, 0);
}

function canvas(settings: CanvasRenderingContext2DSettings): CanvasRenderingContext2D {
  const made = document.createElement("canvas");
  made.width = made.height = SIDE;
  return made.getContext("2d", settings) as CanvasRenderingContext2D;
}

export function picture(family: "town" | "mountain", number: number): HTMLCanvasElement {
  const context = canvas({ willReadFrequently: true });
  const roll = dice((family === "town" ? 1_000 : 2_000) + number);
  if (family === "town") drawTown(context, roll);
  else drawMountains(context, roll);
  level(context);
  // A canvas that is read back lies in main memory and would be sent to the screen in every frame.
  const fresh = canvas({ alpha: false });
  fresh.drawImage(context.canvas, 0, 0);
  return fresh.canvas;
}

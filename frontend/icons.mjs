// The icons of the installed app, drawn from the one mark: PNG for the home screen, ICO for the tab.

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { initWasm, Resvg } from "@resvg/resvg-wasm";

const MARK = new URL("../tutor/student/static/attune/mark.svg", import.meta.url);
const FOLDER = new URL("./dist/icons/", import.meta.url);
const WASM = new URL("./node_modules/@resvg/resvg-wasm/index_bg.wasm", import.meta.url);
// A maskable icon may be cut to a circle: what matters lies within the middle four fifths.
const SAFE_SHARE = 0.7;

function drawn(svg, size) {
  return new Resvg(svg, { fitTo: { mode: "width", value: size } }).render().asPng();
}

function maskable(svg) {
  const edge = 32 * (1 - SAFE_SHARE) / (2 * SAFE_SHARE);
  const side = 32 + 2 * edge;
  const box = `viewBox="${-edge} ${-edge} ${side} ${side}"`;
  const paper = `<rect x="${-edge}" y="${-edge}" width="${side}" height="${side}" fill="#fffdf8" stroke="none"/>`;
  return svg.replace('viewBox="0 0 32 32"', box).replace("<rect", `${paper}<rect`);
}

/** An ICO of one PNG, as every browser of this century reads it. */
function ico(png, size) {
  const head = Buffer.alloc(22);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(1, 4);
  head.writeUInt8(size, 6);
  head.writeUInt8(size, 7);
  head.writeUInt16LE(1, 10);
  head.writeUInt16LE(32, 12);
  head.writeUInt32LE(png.length, 14);
  head.writeUInt32LE(head.length, 18);
  return Buffer.concat([head, png]);
}

await initWasm(await readFile(WASM));
await mkdir(FOLDER, { recursive: true });
const svg = await readFile(MARK, "utf8");
for (const size of [180, 192, 512]) await writeFile(new URL(`icon-${size}.png`, FOLDER), drawn(svg, size));
await writeFile(new URL("maskable-512.png", FOLDER), drawn(maskable(svg), 512));
await writeFile(new URL("favicon.ico", FOLDER), ico(drawn(svg, 32), 32));

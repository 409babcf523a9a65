import { beforeEach, describe, expect, it, vi } from "vitest";
import { Parts } from "../src/parts";

const PAGE = `<div class="chunks"><div class="chunk"><p>One</p></div><div class="chunk"><p>Two</p></div><div class="chunk"><p>Three</p></div></div>`;

function cut() {
  document.body.innerHTML = PAGE;
  Element.prototype.scrollIntoView = () => undefined;
  const container = document.querySelector<HTMLElement>(".chunks") as HTMLElement;
  const options = { announce: vi.fn(), changed: vi.fn() };
  return { container, options, parts: new Parts(container, options) };
}

const shown = (): string[] =>
  [...document.querySelectorAll<HTMLElement>(".chunk")]
    .filter((chunk) => !chunk.hidden)
    .map((chunk) => chunk.textContent ?? "");

const buttons = (): HTMLButtonElement[] => [...document.querySelectorAll("button")];

describe("a reading in parts", () => {
  beforeEach(() => document.body.replaceChildren());

  it("shows one part, then the next, each by a press", () => {
    const { parts } = cut();
    expect(shown()).toEqual(["One"]);
    expect(buttons()[0]?.textContent).toContain("2 of 3");
    buttons()[0]?.click();
    expect(shown()).toEqual(["One", "Two"]);
    expect(parts.isWhole).toBe(false);
    buttons()[0]?.click();
    expect(parts.isWhole).toBe(true);
  });

  it("shows all of it to whoever wants all of it", () => {
    cut();
    buttons()[1]?.click();
    expect(shown()).toEqual(["One", "Two", "Three"]);
  });

  it("is undone exactly, at any point", () => {
    const { parts } = cut();
    buttons()[0]?.click();
    parts.undo();
    expect(document.body.innerHTML).toBe(PAGE);
  });

  it("cannot cut what is one part only", () => {
    document.body.innerHTML = `<div class="chunks"><div class="chunk">One</div></div>`;
    expect(Parts.canSplit(document.querySelector<HTMLElement>(".chunks") as HTMLElement)).toBe(false);
  });
});

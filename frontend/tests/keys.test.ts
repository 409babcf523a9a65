import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Commands, onKey, switchLetters } from "../src/keys";

let commands: Commands;

function press(key: string, target: HTMLElement = document.body, init: KeyboardEventInit = {}) {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...init });
  document.addEventListener("keydown", (heard) => onKey(heard, commands), { once: true });
  target.dispatchEvent(event);
  return event;
}

beforeEach(() => {
  commands = {
    choose: vi.fn(() => true),
    hint: vi.fn(),
    drifted: vi.fn(),
    help: vi.fn(),
    pause: vi.fn(),
    step: vi.fn(),
    onward: vi.fn(),
  };
});

afterEach(() => {
  document.body.replaceChildren();
  localStorage.clear();
});

describe("keys", () => {
  it("choose, hint, drift, help", () => {
    for (const key of ["3", "h", "d", "?"]) press(key);
    expect(commands.choose).toHaveBeenCalledWith(3);
    expect(commands.hint).toHaveBeenCalledOnce();
    expect(commands.drifted).toHaveBeenCalledOnce();
    expect(commands.help).toHaveBeenCalledOnce();
  });

  it("are letters and numbers again in a text field", () => {
    document.body.innerHTML = `<input type="text">`;
    const field = document.querySelector("input") as HTMLInputElement;
    for (const key of ["3", "h", "d", "?"]) expect(press(key, field).defaultPrevented).toBe(false);
    expect(commands.choose).not.toHaveBeenCalled();
    expect(commands.hint).not.toHaveBeenCalled();
  });

  it("can be switched off, but for Alt+P", () => {
    switchLetters(false);
    press("h");
    press("p", document.body, { altKey: true, code: "KeyP" });
    expect(commands.hint).not.toHaveBeenCalled();
    expect(commands.pause).toHaveBeenCalledOnce();
  });

  it("leave the browser's own shortcuts alone", () => {
    press("d", document.body, { ctrlKey: true });
    press("h", document.body, { metaKey: true });
    expect(commands.drifted).not.toHaveBeenCalled();
    expect(commands.hint).not.toHaveBeenCalled();
  });

  it("go on with Enter where Enter has no meaning of its own", () => {
    document.body.innerHTML = `<h2 tabindex="-1">Title</h2><button>Other</button>`;
    press("Enter", document.querySelector("h2") as HTMLElement);
    press("Enter", document.querySelector("button") as HTMLElement);
    expect(commands.onward).toHaveBeenCalledOnce();
  });
});

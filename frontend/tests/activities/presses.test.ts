import { beforeEach, describe, expect, it } from "vitest";
import { KeyMap, keyName, Presses } from "../../src/activities/presses";

beforeEach(() => localStorage.clear());

function keys(): KeyMap {
  return new KeyMap("dual_task", { number: "KeyF", shape: "KeyJ" });
}

function press(code: string, more: KeyboardEventInit = {}): KeyboardEvent {
  const event = new KeyboardEvent("keydown", { code, bubbles: true, cancelable: true, ...more });
  document.body.dispatchEvent(event);
  return event;
}

describe("keys", () => {
  it("can be changed, are kept, and never belong to two actions", () => {
    keys().change("number", "KeyJ");
    expect(keys().code("number")).toBe("KeyJ");
    expect(keys().code("shape")).toBe("KeyF");
    expect(keys().action("KeyJ")).toBe("number");
  });

  it("are named as on the keyboard", () => {
    expect(["KeyF", "Digit4", "Space", "ArrowLeft"].map(keyName)).toEqual(["F", "4", "Space", "←"]);
  });
});

describe("presses", () => {
  it("have the event's own time stamp, once a key press", () => {
    const stop = new AbortController();
    const presses = new Presses(keys(), ["number", "shape"]);
    presses.listen(stop.signal);
    const event = press("KeyF");
    press("KeyF", { repeat: true });
    press("KeyF", { ctrlKey: true });
    press("KeyQ");
    expect(presses.all).toEqual([{ action: "number", at: event.timeStamp }]);
    expect(event.defaultPrevented).toBe(true);
    expect(presses.kind).toBe("keys");
    stop.abort();
    press("KeyF");
    expect(presses.all).toHaveLength(1);
  });

  it("only listens to the actions of this form", () => {
    const stop = new AbortController();
    const presses = new Presses(keys(), ["shape"]);
    presses.listen(stop.signal);
    press("KeyF");
    expect(presses.all).toEqual([]);
    stop.abort();
  });

  it("belong to the trial in which they came, from its onset", () => {
    const presses = new Presses(keys(), ["number"]);
    for (const at of [99, 100, 350.126, 1250]) presses.add("number", at, "touch");
    expect(presses.within(100, 1250)).toEqual([["number", 0], ["number", 250.13]]);
    expect(presses.kind).toBe("touch");
  });

  it("leave the page's own buttons their keys", () => {
    const stop = new AbortController();
    const presses = new Presses(new KeyMap("sart", { press: "Space" }), ["press"]);
    presses.listen(stop.signal);
    document.body.innerHTML = "<button>Pause</button><button data-press>Press</button>";
    for (const button of document.querySelectorAll("button")) {
      button.dispatchEvent(new KeyboardEvent("keydown", { code: "Space", bubbles: true, cancelable: true }));
    }
    expect(presses.all).toHaveLength(1);
    stop.abort();
  });
});

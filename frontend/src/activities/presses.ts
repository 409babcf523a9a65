// What the learner does, at the event's own time stamp: by a key that they may change, or by a button.

export type InputKind = "keys" | "touch" | "mouse" | "none";

export interface Press {
  readonly action: string;
  readonly at: number;
}

const STORE = "attune-activity-keys";

/** The keys that this browser's reader changed: action of an activity -> `KeyboardEvent.code`. */
export class KeyMap {
  #changed: Record<string, string>;

  constructor(
    private readonly activity: string,
    private readonly defaults: Readonly<Record<string, string>>,
  ) {
    this.#changed = JSON.parse(localStorage.getItem(STORE) ?? "{}") as Record<string, string>;
  }

  code(action: string): string {
    return this.#changed[`${this.activity}.${action}`] ?? this.defaults[action] ?? "";
  }

  action(code: string): string | undefined {
    return Object.keys(this.defaults).find((action) => this.code(action) === code);
  }

  /** Gives the key to `action`; whoever had it gets the key that `action` had. */
  change(action: string, code: string): void {
    const other = this.action(code);
    if (other !== undefined && other !== action) this.#set(other, this.code(action));
    this.#set(action, code);
    localStorage.setItem(STORE, JSON.stringify(this.#changed));
  }

  #set(action: string, code: string): void {
    this.#changed[`${this.activity}.${action}`] = code;
  }
}

const NAMES: Readonly<Record<string, string>> = {
  Space: "Space",
  Enter: "Enter",
  Backspace: "⌫",
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
};

/** A key as it is printed on the keyboard, as far as its code tells. */
export function keyName(code: string): string {
  return NAMES[code] ?? code.replace(/^(Key|Digit|Numpad)/, "");
}

export class Presses {
  readonly all: Press[] = [];
  readonly #counts: Record<InputKind, number> = { keys: 0, touch: 0, mouse: 0, none: 0 };
  readonly #waiting = new Set<(press: Press) => void>();

  constructor(
    private readonly keys: KeyMap,
    private readonly actions: readonly string[],
  ) {}

  /** Listens to the keys until `stopped`. */
  listen(stopped: AbortSignal): void {
    addEventListener("keydown", (event) => this.#onKey(event), { signal: stopped });
  }

  #onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const action = this.keys.action(event.code);
    if (action === undefined || !this.actions.includes(action)) return;
    // Keys of the page's own buttons stay theirs, unless it is a button of this activity.
    const target = event.target as HTMLElement;
    if (target.closest("button, a, input") && !target.closest("[data-press]")) return;
    event.preventDefault();
    if (!event.repeat) this.add(action, event.timeStamp, "keys");
  }

  /** A button that takes its time when it is touched, not when it is let go. */
  watch(button: HTMLButtonElement, action: string): void {
    button.dataset["press"] = action;
    button.addEventListener("pointerdown", (event) => {
      this.add(action, event.timeStamp, event.pointerType === "touch" ? "touch" : "mouse");
    });
    button.addEventListener("click", (event) => {
      // Without a pointer: a screen reader, or a switch.
      if (event.detail === 0) this.add(action, event.timeStamp, "keys");
    });
  }

  add(action: string, at: number, kind: InputKind): void {
    const press = { action, at };
    this.all.push(press);
    this.#counts[kind] += 1;
    for (const tell of [...this.#waiting]) tell(press);
  }

  /** Calls `tell` with each press until `stopped`. */
  subscribe(tell: (press: Press) => void, stopped: AbortSignal): void {
    this.#waiting.add(tell);
    stopped.addEventListener("abort", () => this.#waiting.delete(tell), { once: true });
  }

  /** The next press, or null when the learner has had enough. */
  next(stopped: AbortSignal): Promise<Press | null> {
    return new Promise((resolve) => {
      const settle = (press: Press | null): void => {
        this.#waiting.delete(settle);
        stopped.removeEventListener("abort", onStop);
        resolve(press);
      };
      const onStop = (): void => settle(null);
      if (stopped.aborted) settle(null);
      else {
        this.#waiting.add(settle);
        stopped.addEventListener("abort", onStop, { once: true });
      }
    });
  }

  /** Presses from `from` until just before `to`, as [action, ms since `from`]. */
  within(from: number, to: number): [string, number][] {
    return this.all
      .filter(({ at }) => at >= from && at < to)
      .map(({ action, at }) => [action, Math.round((at - from) * 100) / 100]);
  }

  /** How most answers were given. */
  get kind(): InputKind {
    const kinds: InputKind[] = ["keys", "touch", "mouse"];
    const most = kinds.reduce((a, b) => (this.#counts[b] > this.#counts[a] ? b : a));
    return this.#counts[most] === 0 ? "none" : most;
  }
}

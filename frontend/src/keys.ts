// Keys. Enter belongs to the forms themselves; single letters work outside of text fields only, and
// can be switched off altogether.

export interface Commands {
  choose(number: number): boolean;
  hint(): void;
  drifted(): void;
  help(): void;
  pause(): void;
  step(by: 1 | -1): void;
  onward(): void;
}

const SWITCH = "attune-letters";

export function areLettersOn(): boolean {
  return localStorage.getItem(SWITCH) !== "off";
}

export function switchLetters(isOn: boolean): void {
  localStorage.setItem(SWITCH, isOn ? "on" : "off");
}

const TEXT_TYPES = new Set(["text", "search", "email", "number", "password", "url", "tel"]);

export function isWriting(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return TEXT_TYPES.has(target.type);
  return (
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLElement && target.isContentEditable)
  );
}

export function onKey(event: KeyboardEvent, commands: Commands): void {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey) return;
  if (event.altKey) {
    if (event.code !== "KeyP") return;
    event.preventDefault();
    commands.pause();
    return;
  }
  if (event.key === "Enter" && isNothing(event.target)) {
    event.preventDefault();
    commands.onward();
    return;
  }
  const isBusy = isWriting(event.target) || document.querySelector("dialog[open]") !== null;
  if (isBusy || !areLettersOn()) return;
  if (run(event.key, commands)) event.preventDefault();
}

/** The page itself or a heading has the focus, so that Enter has no meaning of its own. */
function isNothing(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement) || document.querySelector("dialog[open]")) return false;
  return target === document.body || /^(MAIN|H[1-6])$/.test(target.tagName);
}

function run(key: string, commands: Commands): boolean {
  switch (key) {
    case "h":
    case "H":
      commands.hint();
      return true;
    case "d":
    case "D":
      commands.drifted();
      return true;
    case "?":
      commands.help();
      return true;
    case "[":
      commands.step(-1);
      return true;
    case "]":
      commands.step(1);
      return true;
    default:
      return /^[1-9]$/.test(key) && commands.choose(Number(key));
  }
}

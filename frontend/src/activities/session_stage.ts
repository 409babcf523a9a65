// The stage on the page: the picture, one line under it, the buttons, pause and end.

import { _ } from "../words";
import { element, type Stage } from "./base";
import { FrameClock } from "./clock";
import { Leaving } from "./leaving";
import { type KeyMap, keyName, Presses } from "./presses";

export interface ActionLine {
  readonly name: string;
  readonly words: string;
  readonly key: string;
  readonly only_in: readonly string[];
}

export interface StageSetup {
  readonly root: HTMLElement;
  readonly title: string;
  readonly actions: readonly ActionLine[];
  readonly keys: KeyMap;
  readonly form: string;
  readonly isTimed: boolean;
  /** Whether to stop by itself when the page is left. */
  readonly pausesWhenLeft: boolean;
}

type Choices = readonly (readonly [value: string, words: string])[];

export class SessionStage implements Stage {
  readonly clock = new FrameClock();
  readonly presses: Presses;
  readonly picture = element("div", "activity-stage");
  readonly form: string;
  readonly isStill = matchMedia("(prefers-reduced-motion: reduce)").matches ||
    document.documentElement.dataset["motion"] === "off";
  isPractice = false;
  isPaused = false;
  readonly #leaving = new Leaving();
  readonly #stop = new AbortController();
  readonly #line = element("p", "activity-line");
  readonly #bar = element("progress", "activity-progress");
  readonly #heading = element("h2", "activity-part");
  readonly #pauseButton = element("button", "button is-quiet");
  readonly #panel = element("div", "activity-panel");
  #resume: (() => void)[] = [];

  constructor(private readonly setup: StageSetup) {
    this.form = setup.form;
    this.presses = new Presses(setup.keys, setup.actions.map(({ name }) => name));
    this.#build();
    const { signal } = this.#stop;
    this.presses.listen(signal);
    this.#leaving.listen((at) => this.#left(at), signal);
    addEventListener("keydown", (event) => this.#onKey(event), { signal });
    this.clock.start();
  }

  get stopped(): AbortSignal {
    return this.#stop.signal;
  }

  get leftCount(): number {
    return this.#leaving.count;
  }

  #build(): void {
    const { root, title, actions, keys, isTimed } = this.setup;
    this.#line.setAttribute("aria-live", "polite");
    this.#bar.max = 1;
    this.#bar.setAttribute("aria-label", _("How far"));
    const head = element("div", "activity-top");
    this.#heading.hidden = true;
    head.append(element("h1", "activity-name", title), this.#heading);
    const buttons = element("div", "activity-actions");
    for (const { name, words } of actions) buttons.append(pressButton(this.presses, name, words, keys));
    const foot = element("div", "activity-foot");
    this.#pauseButton.type = "button";
    this.#pauseButton.addEventListener("click", () => this.togglePause());
    const end = element("button", "button is-bare", isTimed ? _("Stop here") : _("That is enough"));
    end.type = "button";
    end.addEventListener("click", () => this.stop());
    foot.append(this.#pauseButton, end);
    this.#drawPause();
    root.replaceChildren(head, this.#bar, this.picture, this.#panel, this.#line, buttons, foot);
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key !== "Escape" || event.repeat) return;
    event.preventDefault();
    this.togglePause();
  }

  #left(at: number): void {
    this.clock.forgetLast();
    if (this.setup.pausesWhenLeft) this.#pause(at);
    else {
      this.#leaving.begin(at);
      addEventListener("focus", (event) => this.#leaving.end(event.timeStamp), { once: true });
    }
  }

  togglePause(): void {
    if (this.isPaused) this.resume();
    else this.#pause(performance.now());
  }

  #pause(at: number): void {
    if (this.isPaused) return;
    this.isPaused = true;
    this.#leaving.begin(at);
    this.#drawPause();
    this.say(_("Paused. Go on when you like."));
  }

  resume(): void {
    this.isPaused = false;
    this.#leaving.end(performance.now());
    this.clock.forgetLast();
    this.#drawPause();
    this.say("");
    for (const go of this.#resume.splice(0)) go();
  }

  resumed(): Promise<void> {
    return this.isPaused ? new Promise((resolve) => this.#resume.push(resolve)) : Promise.resolve();
  }

  #drawPause(): void {
    this.#pauseButton.textContent = this.isPaused ? _("Go on") : _("Pause");
    const hint = element("kbd", "", "Esc");
    hint.ariaHidden = "true";
    this.#pauseButton.append(" ", hint);
    this.picture.classList.toggle("is-paused", this.isPaused);
  }

  wasLeft(fromMs: number, toMs: number): boolean {
    return this.#leaving.overlaps(fromMs, toMs);
  }

  say(text: string): void {
    if (this.#line.textContent !== text) this.#line.textContent = text;
  }

  progress(share: number): void {
    this.#bar.value = Math.min(1, Math.max(0, share));
  }

  heading(text: string): void {
    this.#heading.textContent = text;
    this.#heading.hidden = !text;
  }

  /** As `ask`, or null at once where the learner has had enough, before or meanwhile. */
  askUnlessStopped(text: string, choices: Choices): Promise<string | null> {
    if (this.stopped.aborted) return Promise.resolve(null);
    return Promise.race([this.ask(text, choices), this.whenStopped().then(() => null)]);
  }

  whenStopped(): Promise<void> {
    return new Promise((resolve) => {
      if (this.stopped.aborted) resolve();
      else this.stopped.addEventListener("abort", () => resolve(), { once: true });
    });
  }

  /** Words and buttons in place of the picture; settles with the chosen value. */
  async ask(text: string, choices: Choices): Promise<string> {
    this.picture.hidden = true;
    this.say("");
    const panel = this.#panel;
    const chosen = await new Promise<string>((resolve) => {
      const buttons = choices.map(([value, words], at) => {
        const button = element("button", `button ${at ? "is-quiet" : ""}`, words);
        button.type = "button";
        button.addEventListener("click", () => resolve(value));
        return button;
      });
      const row = element("div", "row");
      row.append(...buttons);
      panel.replaceChildren(element("p", "", text), row);
      buttons[0]?.focus();
    });
    panel.replaceChildren();
    this.picture.hidden = false;
    return chosen;
  }

  stop(): void {
    this.#stop.abort();
    this.isPaused = false;
    for (const go of this.#resume.splice(0)) go();
  }

  close(): void {
    this.stop();
    this.clock.stop();
  }
}

function pressButton(presses: Presses, name: string, words: string, keys: KeyMap): HTMLButtonElement {
  const button = element("button", "button is-quiet press-button");
  button.type = "button";
  const key = element("kbd", "", keyName(keys.code(name)));
  key.ariaHidden = "true";
  button.append(element("span", "", words), key);
  presses.watch(button, name);
  return button;
}

// From the instructions to the result: practice, the blocks, what is sent, and what comes back.

import { identify, post, Refusal, SignedOut } from "../api";
import { _ } from "../words";
import type { Planned, Player, Recorded } from "./base";
import { device } from "./device";
import { KeyMap } from "./presses";
import { type ActionLine, SessionStage } from "./session_stage";

export interface ActivityBoot {
  readonly learner: string;
  readonly name: string;
  readonly title: string;
  readonly actions: readonly ActionLine[];
  readonly is_timed: boolean;
  readonly has_practice: boolean;
  readonly start_url: string;
}

interface Started {
  readonly run: string;
  readonly trials_url: string;
  readonly finish_url: string;
  readonly practice: readonly Planned[];
  readonly trials: readonly Planned[];
}

export interface Places {
  readonly instructions: HTMLElement;
  readonly task: HTMLElement;
  readonly result: HTMLElement;
}

/** What went wrong, as the learner may read it. */
export function problem(error: unknown): string {
  if (error instanceof Refusal) return error.message;
  if (error instanceof SignedOut) return _("You are signed out. Sign in in another tab, then try again.");
  return _("The server cannot be reached at the moment. Nothing is lost; try again when you are online.");
}

export class Runner {
  readonly keys: KeyMap;

  constructor(
    private readonly boot: ActivityBoot,
    private readonly places: Places,
    private readonly player: Player,
  ) {
    this.keys = keysOf(boot);
    identify(boot.learner);
  }

  /** Whether there is a result; without one the page is as it was. */
  async run(form: string, withPractice: boolean): Promise<boolean> {
    const started = await post<Started>(this.boot.start_url, { form });
    const stage = this.#open(form);
    try {
      await stage.clock.measure();
      if (withPractice && !(await this.#practise(stage, started))) return false;
      if (!(await this.#blocks(stage, started))) return false;
      await this.#finish(stage, started);
      return true;
    } finally {
      stage.close();
      document.body.classList.remove("in-activity");
      this.places.task.hidden = true;
    }
  }

  #open(form: string): SessionStage {
    const { actions, title, is_timed, name } = this.boot;
    document.body.classList.add("in-activity");
    this.places.instructions.hidden = true;
    this.places.task.hidden = false;
    scrollTo(0, 0);
    return new SessionStage({
      root: this.places.task,
      title,
      actions: actions.filter(({ only_in }) => only_in.length === 0 || only_in.includes(form)),
      keys: this.keys,
      form,
      isTimed: is_timed,
      pausesWhenLeft: is_timed || name.includes("breath"),
    });
  }

  async #practise(stage: SessionStage, started: Started): Promise<boolean> {
    for (;;) {
      stage.isPractice = true;
      stage.heading(_("To try it"));
      stage.progress(0);
      await this.#play(stage, started.practice);
      stage.isPractice = false;
      const next = await stage.askUnlessStopped(_("That was to try it; nothing of it is kept."), [
        ["go", _("Start")],
        ["again", _("Try again")],
      ]);
      if (next !== "again") return next === "go";
    }
  }

  /** Plays and sends block after block; false where the learner left a timed task. */
  async #blocks(stage: SessionStage, started: Started): Promise<boolean> {
    let plan = started.trials;
    for (let block = 0; plan.length > 0; block += 1) {
      const heading = this.player.heading?.(plan) ?? "";
      if (heading && !(await stage.askUnlessStopped(heading, [["go", _("Go on")]]))) return false;
      stage.heading(heading);
      stage.progress(0);
      const trials = await this.#play(stage, plan);
      const isStopped = stage.stopped.aborted;
      if (trials.length === 0 || (isStopped && this.boot.is_timed)) return false;
      const reply = await this.#send<{ trials: Planned[] }>(stage, started.trials_url, { block, trials });
      if (!reply || isStopped) return reply !== null;
      plan = reply.trials;
    }
    return true;
  }

  /** A timed task that is stopped is over at once: nothing of it is kept. */
  #play(stage: SessionStage, plan: readonly Planned[]): Promise<Recorded[]> {
    const played = this.player.play(stage, plan);
    if (!this.boot.is_timed) return played;
    return Promise.race([played, stage.whenStopped().then(() => [])]);
  }

  async #finish(stage: SessionStage, started: Started): Promise<void> {
    const { clock, presses } = stage;
    const timing = {
      interval_ms: clock.intervalMs,
      refresh_hz: clock.refreshHz,
      frames: clock.frames,
      dropped_frames: clock.droppedFrames,
      left_count: stage.leftCount,
    };
    const body = { timing, input_kind: presses.kind, device: device() };
    const reply = await this.#send<{ html: string }>(stage, started.finish_url, body);
    if (!reply) return;
    this.places.result.innerHTML = reply.html;
    this.places.result.hidden = false;
    this.places.result.querySelector<HTMLElement>("h1")?.focus();
  }

  /** Until it is there or the learner gives up: what is sent twice is stored once. */
  async #send<T>(stage: SessionStage, url: string, body: object): Promise<T | null> {
    for (;;) {
      try {
        return await post<T>(url, body);
      } catch (error) {
        const chosen = await stage.ask(problem(error), [
          ["again", _("Try again")],
          ["leave", _("Leave without a result")],
        ]);
        if (chosen !== "again") return null;
      }
    }
  }
}

export function keysOf(boot: ActivityBoot): KeyMap {
  return new KeyMap(boot.name, Object.fromEntries(boot.actions.map(({ name, key }) => [name, key])));
}

export type { Recorded };

import { _, fill } from "../words";
import { element, type Planned, type Player, type Recorded, type Stage, stimulusOf } from "./base";
import { rounded } from "./paced";

interface Breath {
  readonly in_ms: number;
  readonly out_ms: number;
}

const SMALL = "scale(0.55)";
const LARGE = "scale(1)";

class Picture {
  readonly #core = element("div", "breath-core");
  readonly #words = element("p", "breath-line");
  readonly #beads: HTMLElement[];

  constructor(private readonly stage: Stage, count: number) {
    const field = element("div", "breath-field");
    field.append(element("div", "breath-ring"), element("div", "breath-ring is-inner"), this.#core);
    const beads = element("div", "breath-beads");
    this.#beads = Array.from({ length: count }, () => element("span", "breath-bead"));
    beads.append(...this.#beads);
    stage.picture.replaceChildren(field, this.#words, beads);
    this.#core.style.transform = SMALL;
  }

  say(text: string): void {
    this.#words.textContent = text;
    // Spoken as well, so that it can be done with closed eyes.
    this.stage.say(text);
  }

  /** Grows or sinks over `ms`; with less motion the picture stands and the words alone lead. */
  move(isIn: boolean, ms: number): void {
    if (this.stage.isStill) return;
    const [from, to] = isIn ? [SMALL, LARGE] : [LARGE, SMALL];
    const way = [{ transform: from }, { transform: to }];
    this.#core.animate(way, { duration: ms, easing: "ease-in-out", fill: "forwards" });
  }

  rest(): void {
    for (const animation of this.#core.getAnimations()) animation.cancel();
  }

  done(count: number): void {
    this.#beads.forEach((bead, at) => bead.classList.toggle("is-done", at < count));
  }
}

/** False where the breath was interrupted. */
async function pace(stage: Stage, picture: Picture, breath: Breath, onset: number): Promise<boolean> {
  for (const [isIn, ms, from] of [[true, breath.in_ms, 0], [false, breath.out_ms, breath.in_ms]] as const) {
    picture.say(isIn ? _("Breathe in") : _("Breathe out"));
    picture.move(isIn, ms);
    let at = onset;
    while (at < onset + from + ms) {
      at = await stage.clock.next();
      if (stage.isPaused || stage.stopped.aborted) return false;
    }
  }
  return true;
}

async function oneBreath(stage: Stage, picture: Picture, planned: Planned): Promise<number | null> {
  if (planned.duration_ms === null) {
    picture.say(_("In, and slowly out. Then press."));
    return (await stage.presses.next(stage.stopped))?.at ?? null;
  }
  for (;;) {
    const onset = await stage.clock.next();
    if (await pace(stage, picture, stimulusOf<Breath>(planned), onset)) return stage.clock.next();
    picture.rest();
    if (stage.stopped.aborted) return null;
    await stage.resumed();
  }
}

export const player: Player = {
  async play(stage, plan) {
    const picture = new Picture(stage, plan.length);
    const trials: Recorded[] = [];
    const origin = await stage.clock.next();
    for (const planned of plan) {
      await stage.resumed();
      const onset = await stage.clock.next();
      const end = await oneBreath(stage, picture, planned);
      if (end === null) break;
      const length = planned.duration_ms ?? end - onset;
      trials.push({
        position: planned.position,
        responses: [["done", rounded(length)]],
        onset_ms: rounded(onset - origin),
        shown_ms: rounded(length),
        dropped_frames: stage.clock.droppedBetween(onset, end),
        is_blurred: stage.wasLeft(onset, end),
      });
      picture.done(trials.length);
      stage.progress(trials.length / plan.length);
    }
    picture.say(fill(_("{n} breaths"), { n: trials.length }));
    return trials;
  },
};

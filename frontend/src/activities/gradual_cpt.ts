import { _ } from "../words";
import { element, type Planned, type Player, type Recorded, type Stage, stimulusOf } from "./base";
import { rounded } from "./paced";
import { picture } from "./pictures";

interface Drawing {
  readonly family: "town" | "mountain";
  readonly picture: number;
}

// In these bounds a press answers one drawing and no other, as the server scores it.
const CLEAR_P = 0.7;
const FADED_P = 0.4;
// The picture changes in every frame, by 2 % of the blend at 60 Hz. A single frame more or less is
// not to be seen; a gap in which it jumps by more than 6 % is.
const VISIBLE_GAP_MS = 50;

interface Slot {
  readonly planned: Planned;
  readonly onset: number;
  readonly end: number;
}

/** Two drawings above each other, the upper one more or less to be seen: the compositor blends them. */
class Blend {
  readonly #frame = element("div", "cpt-picture");
  readonly #pictures = new Map<string, HTMLCanvasElement>();

  constructor(stage: Stage) {
    stage.picture.replaceChildren(this.#frame);
  }

  load(planned: Planned): HTMLCanvasElement {
    const { family, picture: number } = stimulusOf<Drawing>(planned);
    const key = `${family} ${number}`;
    const known = this.#pictures.get(key) ?? picture(family, number);
    this.#pictures.set(key, known);
    return known;
  }

  /** `share` of the new drawing over what is left of the old one. */
  paint(old: Planned | undefined, fresh: Planned, share: number): void {
    const below = old ? this.load(old) : null;
    const above = this.load(fresh);
    if (this.#frame.lastElementChild !== above || this.#frame.childElementCount !== (below ? 2 : 1)) {
      if (below) below.style.opacity = "1";
      this.#frame.replaceChildren(...(below ? [below, above] : [above]));
    }
    above.style.opacity = String(Math.min(1, Math.max(0, share)));
  }
}

/** One drawing comes up over the one before. Its onset is the time at which it begins to. */
async function bringUp(stage: Stage, blend: Blend, plan: readonly Planned[], at: number, onset: number): Promise<Slot> {
  const planned = plan[at] as Planned;
  const length = planned.duration_ms ?? 0;
  const end = onset + length;
  let frame = await stage.clock.next();
  // What is painted in this frame is seen with the next one: the share is that of the next one.
  while (frame + stage.clock.intervalMs < end) {
    blend.paint(plan[at - 1], planned, (frame + stage.clock.intervalMs - onset) / length);
    frame = await stage.clock.next();
  }
  const following = plan[at + 1];
  if (following) blend.paint(planned, following, (frame + stage.clock.intervalMs - end) / length);
  return { planned, onset, end };
}

function hint({ planned }: Slot, presses: number): string {
  if (planned.kind === "mountain") return presses ? _("That was a mountain.") : _("A mountain, and you let it pass.");
  return "";
}

function record(stage: Stage, slots: readonly Slot[]): Recorded[] {
  const origin = slots[0]?.onset ?? 0;
  return slots.map(({ planned, onset, end }) => ({
    position: planned.position,
    responses: stage.presses.within(onset, end),
    onset_ms: rounded(onset - origin),
    shown_ms: rounded(end - onset),
    dropped_frames: stage.clock.droppedBetween(onset, end, VISIBLE_GAP_MS),
    is_blurred: stage.wasLeft(onset, end),
  }));
}

export const player: Player = {
  async play(stage, plan) {
    const blend = new Blend(stage);
    // Drawn beforehand: a drawing made in the middle would cost a frame.
    plan.forEach((planned) => blend.load(planned));
    await stage.clock.next();
    const slots: Slot[] = [];
    let onset = (await stage.clock.next()) + stage.clock.intervalMs;
    for (const at of plan.keys()) {
      if (stage.isPaused) {
        await stage.resumed();
        onset = (await stage.clock.next()) + stage.clock.intervalMs;
      }
      if (stage.stopped.aborted) break;
      const slot = await bringUp(stage, blend, plan, at, onset);
      slots.push(slot);
      const before = slots.at(-2);
      if (stage.isPractice && before) {
        const from = before.onset + CLEAR_P * (before.end - before.onset);
        const to = slot.onset + FADED_P * (slot.end - slot.onset);
        stage.say(hint(before, stage.presses.within(from, to).length));
      }
      onset = slot.end;
      stage.progress((at + 1) / plan.length);
    }
    return record(stage, slots);
  },
};

import { _, fill } from "../words";
import { element, type Planned, type Player, type Recorded, type Stage, stimulusOf } from "./base";
import { playPaced, rounded } from "./paced";

interface Step {
  readonly cell: number;
  readonly n: number;
  /** null at one's own pace: the place stays until a key is pressed. */
  readonly shown_ms: number | null;
}

const CELLS = 9;
// Between two steps at one's own pace the grid is empty, so that the same place twice is seen twice.
const EMPTY_MS = 300;

interface Board {
  readonly grid: HTMLElement;
  readonly cells: readonly HTMLElement[];
}

function board(stage: Stage): Board {
  const grid = element("div", "n-back-grid");
  const cells = Array.from({ length: CELLS }, () => element("span", "n-back-cell"));
  grid.append(...cells);
  stage.picture.replaceChildren(grid);
  return { grid, cells };
}

function light({ cells }: Board, lit: number | null): void {
  cells.forEach((cell, at) => cell.classList.toggle("is-lit", at === lit));
}

function hint(planned: Planned, responses: Recorded["responses"]): string {
  const hasPressed = responses.some(([action]) => action === "match");
  if (planned.kind === "target") {
    return hasPressed ? _("Yes, the same place.") : _("That was the same place.");
  }
  return hasPressed ? _("That was another place.") : "";
}

async function playAtOwnPace(stage: Stage, plan: readonly Planned[]): Promise<Recorded[]> {
  const { clock } = stage;
  const places = board(stage);
  const trials: Recorded[] = [];
  let origin: number | null = null;
  for (const planned of plan) {
    light(places, null);
    await stage.resumed();
    const drawn = await clock.until(performance.now() + EMPTY_MS);
    if (stage.stopped.aborted) break;
    const onset = await clock.draw(() => {
      light(places, stimulusOf<Step>(planned).cell);
      places.grid.dataset["step"] = String(planned.position);
    });
    origin ??= onset;
    const press = await stage.presses.next(stage.stopped);
    if (!press) break;
    const responses: Recorded["responses"] = [[press.action, rounded(Math.max(0, press.at - onset))]];
    if (stage.isPractice) stage.say(hint(planned, responses));
    trials.push({
      position: planned.position,
      responses,
      onset_ms: rounded(onset - origin),
      shown_ms: rounded(Math.max(0, press.at - onset)),
      dropped_frames: clock.droppedBetween(drawn, onset),
      is_blurred: stage.wasLeft(onset, press.at),
    });
    stage.progress(trials.length / plan.length);
  }
  light(places, null);
  return trials;
}

export const player: Player = {
  heading(plan) {
    const first = plan[0];
    return first ? fill(_("{n} back"), { n: stimulusOf<Step>(first).n }) : "";
  },
  play(stage, plan) {
    if (plan.some(({ duration_ms }) => duration_ms === null)) return playAtOwnPace(stage, plan);
    const places = board(stage);
    return playPaced(stage, plan, {
      show: (planned) => light(places, stimulusOf<Step>(planned).cell),
      then: (planned) => ({
        afterMs: stimulusOf<Step>(planned).shown_ms ?? 0,
        change: () => light(places, null),
      }),
      hint,
    });
  },
};

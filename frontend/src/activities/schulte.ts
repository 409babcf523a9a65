import { _, fill } from "../words";
import { element, type Player, stimulusOf } from "./base";
import { type Game, playAtOwnPace } from "./own_pace";
import { moveInGrid } from "./grid_keys";

interface Square {
  readonly size: number;
  readonly numbers: readonly number[];
}

type Note = (action: string, at: number) => void;

function game(root: HTMLElement, { size, numbers }: Square, note: Note): Game {
  let wanted = 1;
  const line = element("p", "schulte-line");
  const grid = element("div", "schulte-grid");
  grid.style.setProperty("--size", String(size));
  const look = (): void => {
    line.textContent = wanted > numbers.length ? _("All found.") : fill(_("Look for {n}"), { n: wanted });
  };
  const solved = new Promise<void>((resolve) => {
    const take = (number: number, at: number): void => {
      note(String(number), at);
      if (number !== wanted) return;
      wanted += 1;
      look();
      if (wanted > numbers.length) resolve();
    };
    for (const number of numbers) grid.append(cell(number, take));
  });
  grid.querySelectorAll("button").forEach((button, at) => (button.tabIndex = at === 0 ? 0 : -1));
  grid.addEventListener("keydown", (event) => moveInGrid(event, grid, "button", size));
  look();
  root.replaceChildren(line, grid);
  return { solved };
}

function cell(number: number, take: (number: number, at: number) => void): HTMLButtonElement {
  const button = element("button", "schulte-cell", String(number));
  button.type = "button";
  button.addEventListener("pointerdown", (event) => take(number, event.timeStamp));
  button.addEventListener("click", (event) => {
    // By Enter or Space, without a pointer.
    if (event.detail === 0) take(number, event.timeStamp);
  });
  return button;
}

export const player: Player = {
  play: (stage, plan) =>
    playAtOwnPace(stage, plan, (planned, note) =>
      game(stage.picture, stimulusOf<Square>(planned), (action, at) => {
        stage.presses.add(action, at, "mouse");
        note(action, at);
      }),
    ),
};

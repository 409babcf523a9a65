import { _, fill } from "../words";
import { element, type Player, type Stage, stimulusOf } from "./base";
import { moveInGrid } from "./grid_keys";
import { type Game, playAtOwnPace } from "./own_pace";

interface Puzzle {
  readonly size: number;
  readonly box_rows: number;
  readonly box_columns: number;
  readonly givens: readonly number[];
}

type Note = (action: string, at: number) => void;

/** Cells that hold a number which another cell of their row, column or box holds too. */
export function conflicts(puzzle: Puzzle, values: readonly number[]): Set<number> {
  const found = new Set<number>();
  const boxOf = (cell: number): string => {
    const row = Math.floor(cell / puzzle.size);
    const column = cell % puzzle.size;
    return `${Math.floor(row / puzzle.box_rows)} ${Math.floor(column / puzzle.box_columns)}`;
  };
  for (const [one, value] of values.entries()) {
    if (!value) continue;
    for (let other = one + 1; other < values.length; other += 1) {
      if (values[other] !== value) continue;
      const isRow = Math.floor(one / puzzle.size) === Math.floor(other / puzzle.size);
      const isColumn = one % puzzle.size === other % puzzle.size;
      if (isRow || isColumn || boxOf(one) === boxOf(other)) found.add(one).add(other);
    }
  }
  return found;
}

class Board {
  readonly grid = element("div", "sudoku-grid");
  readonly solved: Promise<void>;
  readonly #values: number[];
  readonly #cells: HTMLInputElement[] = [];
  #current = 0;
  #resolve: () => void = () => undefined;

  constructor(
    private readonly stage: Stage,
    private readonly puzzle: Puzzle,
    private readonly note: Note,
  ) {
    this.#values = [...puzzle.givens];
    this.solved = new Promise((resolve) => (this.#resolve = resolve));
    this.grid.style.setProperty("--size", String(puzzle.size));
    this.grid.setAttribute("role", "group");
    this.grid.setAttribute("aria-label", _("Sudoku"));
    puzzle.givens.forEach((given, at) => this.#add(given, at));
    this.#current = Math.max(0, puzzle.givens.indexOf(0));
    this.#cells.forEach((cell, at) => (cell.tabIndex = at === this.#current ? 0 : -1));
    this.grid.addEventListener("keydown", (event) => moveInGrid(event, this.grid, "input", puzzle.size));
  }

  #add(given: number, at: number): void {
    const { size, box_rows, box_columns } = this.puzzle;
    const row = Math.floor(at / size);
    const column = at % size;
    const cell = element("input", "sudoku-cell");
    cell.inputMode = "none";
    cell.autocomplete = "off";
    cell.value = given ? String(given) : "";
    cell.readOnly = given > 0;
    cell.setAttribute("aria-label", fill(_("row {row}, column {column}"), { row: row + 1, column: column + 1 }));
    cell.classList.toggle("ends-box-row", (row + 1) % box_rows === 0 && row + 1 < size);
    cell.classList.toggle("ends-box-column", (column + 1) % box_columns === 0 && column + 1 < size);
    cell.addEventListener("focus", () => (this.#current = at));
    cell.addEventListener("beforeinput", (event) => event.preventDefault());
    cell.addEventListener("keydown", (event) => this.#onKey(event, at));
    this.#cells.push(cell);
    this.grid.append(cell);
  }

  #onKey(event: KeyboardEvent, at: number): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const isClear = event.key === "Backspace" || event.key === "Delete" || event.key === "0";
    if (!isClear && !/^[1-9]$/.test(event.key)) return;
    event.preventDefault();
    this.put(isClear ? 0 : Number(event.key), event.timeStamp, at);
  }

  /** Puts a number into a cell, 0 to clear it; the one where the learner is, if none is named. */
  put(value: number, moment: number, at = this.#current): void {
    const cell = this.#cells[at];
    if (!cell || cell.readOnly || value > this.puzzle.size || this.#values[at] === value) return;
    this.#values[at] = value;
    cell.value = value ? String(value) : "";
    this.note(`${at}=${value}`, moment);
    const twice = conflicts(this.puzzle, this.#values);
    this.#cells.forEach((one, index) => one.toggleAttribute("data-twice", twice.has(index)));
    if (twice.has(at)) this.stage.say(_("This number stands twice in a row, a column or a box."));
    else this.stage.say("");
    if (twice.size === 0 && this.#values.every(Boolean)) this.#resolve();
  }

  focus(): void {
    this.#cells[this.#current]?.focus();
  }
}

function pad(board: Board, size: number): HTMLElement {
  const keys = element("div", "sudoku-pad");
  keys.setAttribute("role", "group");
  keys.setAttribute("aria-label", _("Numbers"));
  for (const value of [...Array.from({ length: size }, (_value, at) => at + 1), 0]) {
    const key = element("button", "button is-quiet", value ? String(value) : _("Clear"));
    key.type = "button";
    // The cell keeps the focus: the number goes where the learner is.
    key.addEventListener("pointerdown", (event) => event.preventDefault());
    key.addEventListener("click", (event) => board.put(value, event.timeStamp));
    keys.append(key);
  }
  return keys;
}

function game(stage: Stage, puzzle: Puzzle, note: Note): Game {
  const board = new Board(stage, puzzle, note);
  stage.picture.replaceChildren(board.grid, pad(board, puzzle.size));
  board.focus();
  return board;
}

export const player: Player = {
  play: (stage, plan) =>
    playAtOwnPace(stage, plan, (planned, note) => game(stage, stimulusOf<Puzzle>(planned), note)),
};

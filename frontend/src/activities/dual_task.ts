import { _ } from "../words";
import { element, type Planned, type Player, type Recorded, stimulusOf } from "./base";
import { playPaced } from "./paced";

interface Pair {
  readonly watch?: "number" | "shape" | "both";
  readonly number?: number;
  readonly shape?: "circle" | "oval" | "square" | "triangle";
  readonly shown_ms?: number;
}

const SHAPES: Readonly<Record<string, string>> = {
  circle: "M50 14a36 36 0 1 1 0 72 36 36 0 0 1 0-72Z",
  oval: "M50 24c26 0 40 12 40 26S76 76 50 76 10 64 10 50s14-26 40-26Z",
  square: "M17 17h66v66H17Z",
  triangle: "M50 14 90 84H10Z",
};

function cue(watch: Pair["watch"]): string {
  if (watch === "number") return _("Numbers: press when even");
  if (watch === "shape") return _("Shapes: press when round");
  return _("Both together");
}

function hint(planned: Planned, responses: Recorded["responses"]): string {
  const { number, shape } = stimulusOf<Pair>(planned);
  const pressed = new Set(responses.map(([action]) => action));
  const said: string[] = [];
  if (number !== undefined && (number % 2 === 0) !== pressed.has("number")) {
    said.push(number % 2 === 0 ? _("The number was even.") : _("The number was odd."));
  }
  const isRound = shape === "circle" || shape === "oval";
  if (shape !== undefined && isRound !== pressed.has("shape")) {
    said.push(isRound ? _("The shape was round.") : _("The shape had corners."));
  }
  return said.join(" ");
}

export const player: Player = {
  play(stage, plan) {
    const number = element("div", "dual-side dual-number");
    const shape = element("div", "dual-side");
    const line = element("p", "dual-cue");
    shape.innerHTML = `<svg viewBox="0 0 100 100" aria-hidden="true"><path></path></svg>`;
    const path = shape.querySelector("path") as SVGPathElement;
    const sides = element("div", "dual-sides");
    sides.append(number, shape);
    stage.picture.replaceChildren(line, sides);
    const clear = (): void => {
      number.textContent = "";
      path.setAttribute("d", "");
    };
    return playPaced(stage, plan, {
      show(planned) {
        const pair = stimulusOf<Pair>(planned);
        if (pair.watch) {
          clear();
          line.textContent = cue(pair.watch);
          number.classList.toggle("is-quiet", pair.watch === "shape");
          shape.classList.toggle("is-quiet", pair.watch === "number");
          return;
        }
        number.textContent = pair.number === undefined ? "" : String(pair.number);
        path.setAttribute("d", SHAPES[pair.shape ?? ""] ?? "");
      },
      then: (planned) => ({ afterMs: stimulusOf<Pair>(planned).shown_ms ?? 0, change: clear }),
      hint: (planned, responses) => (planned.kind === "cue" ? "" : hint(planned, responses)),
    });
  },
};

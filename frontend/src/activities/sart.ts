import { _ } from "../words";
import { element, type Planned, type Player, stimulusOf } from "./base";
import { playPaced } from "./paced";

interface Digit {
  readonly digit: number;
  readonly size: number;
  readonly digit_ms: number;
}

export const player: Player = {
  play(stage, plan) {
    const digit = element("span", "sart-digit");
    const mask = element("span", "sart-mask");
    stage.picture.replaceChildren(digit, mask);
    const cover = (): void => {
      digit.hidden = true;
      mask.hidden = false;
    };
    cover();
    return playPaced(stage, plan, {
      show(planned) {
        const { digit: value, size } = stimulusOf<Digit>(planned);
        digit.textContent = String(value);
        digit.dataset["size"] = String(size);
        digit.hidden = false;
        mask.hidden = true;
      },
      then: (planned: Planned) => ({ afterMs: stimulusOf<Digit>(planned).digit_ms, change: cover }),
      hint(planned, responses) {
        if (planned.kind === "no_go") {
          return responses.length ? _("That was a 3: let it pass next time.") : _("A 3, and you let it pass.");
        }
        return responses.length ? "" : _("Press at every digit but 3.");
      },
    });
  },
};

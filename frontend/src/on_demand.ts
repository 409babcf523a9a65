// Parts of the page that most minutes do not need: fetched when they are, or while nothing happens.

import { BreathElement } from "./components/breath";
import { DecisionElement } from "./components/decision";
import { PaceElement } from "./components/pace";
import { ProbeElement } from "./components/probe";

export { said } from "./components/decision";
export { mathsKeys } from "./exercises/maths_keys";
export { moreType } from "./exercises/more";
export { nudges } from "./nudges";
export { Parts } from "./parts";
export const review = (): Promise<typeof import("./review")> => import("./review");

customElements.define("at-breath", BreathElement);
customElements.define("at-decision", DecisionElement);
customElements.define("at-pace", PaceElement);
customElements.define("at-probe", ProbeElement);

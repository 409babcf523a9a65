import { _ } from "../words";
import type { ExerciseType } from "./base";
import { mathsKeys } from "./maths_keys";
import { namedFields } from "./named_fields";

export const cloze: ExerciseType = {
  ...namedFields("cloze", "gap", () => _("Fill every gap first, then check.")),
  prepare: mathsKeys,
};

import { onDemand } from "../demand";
import { _ } from "../words";
import type { ExerciseType } from "./base";
import { textField } from "./text_field";

export const algebraic: ExerciseType = {
  ...textField("algebraic", () => _("Write an expression first, then check it.")),
  prepare(form, say) {
    void onDemand().then(({ mathsKeys }) => mathsKeys(form, say));
  },
};

import { _ } from "../words";
import { textField } from "./text_field";

export const algebraic = textField("algebraic", () =>
  _("Write an expression first, then check it."),
);

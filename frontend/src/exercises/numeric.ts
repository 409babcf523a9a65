import { _ } from "../words";
import { textField } from "./text_field";

export const numeric = textField("numeric", () => _("Write a number first, then check it."));

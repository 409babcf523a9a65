import { _ } from "../words";
import { textField } from "./text_field";

export const shortText = textField("short_text", () => _("Write your answer first, then check it."));

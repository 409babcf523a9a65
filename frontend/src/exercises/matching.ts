import { _ } from "../words";
import { namedFields } from "./named_fields";

export const matching = namedFields("matching", "prompt", () =>
  _("Choose a partner for each of them first, then check."),
);

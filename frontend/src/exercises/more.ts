// Exercise types that are fetched when a lesson has one: one line each.

import type { ExerciseType } from "./base";
import { categorise } from "./categorise";
import { cloze } from "./cloze";
import { highlight } from "./highlight";
import { matching } from "./matching";
import { multipleResponse } from "./multiple_response";
import { ordering } from "./ordering";

export const MORE_TYPES: readonly ExerciseType[] = [
  multipleResponse,
  ordering,
  matching,
  cloze,
  highlight,
  categorise,
];

export function moreType(name: string): ExerciseType {
  const found = MORE_TYPES.find((type) => type.name === name);
  if (!found) throw new Error(`There is no exercise type ${JSON.stringify(name)} on this page.`);
  return found;
}

// Every exercise type the page can take an answer for: one line each.

import { algebraic } from "./algebraic";
import type { ExerciseType } from "./base";
import { multipleChoice } from "./multiple_choice";
import { numeric } from "./numeric";
import { shortText } from "./short_text";

export const EXERCISE_TYPES: readonly ExerciseType[] = [
  multipleChoice,
  numeric,
  shortText,
  algebraic,
];

export function exerciseType(name: string): ExerciseType {
  const found = EXERCISE_TYPES.find((type) => type.name === name);
  if (!found) throw new Error(`There is no exercise type ${JSON.stringify(name)} on this page.`);
  return found;
}

// The exercise types that the page can take an answer for at once: one line each. The others, in
// `more.ts`, come with the first exercise that needs one.

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

/** The type of this name; undefined where it has to be fetched. */
export function exerciseType(name: string): ExerciseType | undefined {
  return EXERCISE_TYPES.find((type) => type.name === name);
}

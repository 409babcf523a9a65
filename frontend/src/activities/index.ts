// The players by the server's names; each is fetched when its activity begins.

import type { Player } from "./base";

export const PLAYERS: Readonly<Record<string, () => Promise<{ readonly player: Player }>>> = {
  paced_breathing: () => import("./paced_breathing"),
  breath_counting: () => import("./breath_counting"),
  schulte: () => import("./schulte"),
  word_building: () => import("./word_building"),
  sudoku: () => import("./sudoku"),
  sart: () => import("./sart"),
  gradual_cpt: () => import("./gradual_cpt"),
  n_back: () => import("./n_back"),
  dual_task: () => import("./dual_task"),
};

/* The class as the page knows it: rows by learner, and what to show of them. Pure. */
import type { Live, LiveRow } from "../protocol.gen";

export interface Room {
  readonly rows: ReadonlyMap<string, LiveRow>;
  readonly updatedAtMs: number;
}

export const emptyRoom: Room = { rows: new Map(), updatedAtMs: 0 };

/** A whole message replaces the class; a later one changes only the rows it names. */
export function apply(room: Room, message: Live): Room {
  if (message.sent_at_ms < room.updatedAtMs && !message.is_whole) return room;
  const rows = new Map(message.is_whole ? [] : room.rows);
  for (const row of message.rows) rows.set(row.learner, known(room.rows.get(row.learner), row));
  return { rows, updatedAtMs: message.sent_at_ms };
}

/** The row that is shown already where it says the same: then nothing is drawn for it. */
function known(shown: LiveRow | undefined, row: LiveRow): LiveRow {
  return shown && JSON.stringify(shown) === JSON.stringify(row) ? shown : row;
}

/** A message in parts of a few rows each, so that no part keeps the page from its next frame. */
export function inParts(message: Live, size: number): Live[] {
  if (message.is_whole || message.rows.length <= size) return [message];
  const parts: Live[] = [];
  for (let at = 0; at < message.rows.length; at += size) {
    parts.push({ ...message, rows: message.rows.slice(at, at + size) });
  }
  return parts;
}

/** Who needs help: the stronger rule first, then who has waited longest. */
export function needingHelp(room: Room): LiveRow[] {
  return [...room.rows.values()]
    .filter((row) => row.need > 0)
    .sort((a, b) => b.need - a.need || (a.need_since_ms ?? 0) - (b.need_since_ms ?? 0) || byName(a, b));
}

/** Everyone, in the one order that never moves: by name. */
export function everyone(room: Room): LiveRow[] {
  return [...room.rows.values()].sort(byName);
}

// Made once: comparing by `localeCompare` makes one for each pair, twenty times as slow.
const collator = new Intl.Collator();

function byName(a: LiveRow, b: LiveRow): number {
  return collator.compare(a.name, b.name) || (a.learner < b.learner ? -1 : 1);
}

export interface Count {
  readonly state: string;
  readonly words: string;
  readonly count: number;
}

const ORDER = ["working", "stuck", "quiet", "offline", "on_a_break", "finished", "gone", "not_started"];

/** How many learners are in each state, in a fixed order. */
export function counts(room: Room): Count[] {
  const found = new Map<string, Count>();
  for (const row of room.rows.values()) {
    const count = (found.get(row.state)?.count ?? 0) + 1;
    found.set(row.state, { state: row.state, words: row.state_words, count });
  }
  return [...found.values()].sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state));
}

/** The states that say where the class is without pointing at anyone: for a projector. */
export function publicCounts(room: Room): Count[] {
  const here = ["working", "stuck", "quiet", "on_a_break"];
  const rows = [...room.rows.values()];
  const count = (states: string[]): number => rows.filter((row) => states.includes(row.state)).length;
  return [
    { state: "working", words: "At work", count: count(here) },
    { state: "finished", words: "Finished", count: count(["finished"]) },
    { state: "not_started", words: "Not here yet", count: count(["not_started", "gone", "offline"]) },
  ];
}

/** A span in the words of a clock on the wall: no seconds that would make rows flicker. */
export function ago(fromMs: number, nowMs: number): string {
  const minutes = Math.floor((nowMs - fromMs) / 60_000);
  if (minutes < 1) return "less than a minute";
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h`;
}

// Two people saved the same lesson: what each of them changed, file by file.

import type { Files } from "./shapes";

export interface Merged {
  readonly files: Record<string, string>;
  /** Files that both changed, each in another way; `files` holds mine of them. */
  readonly both: readonly string[];
}

/** Both changes upon `base`. A file that only one changed, added or took out is as they left it. */
export function merged(base: Files, mine: Files, theirs: Files): Merged {
  const files: Record<string, string> = {};
  const both: string[] = [];
  for (const name of new Set([...Object.keys(mine), ...Object.keys(theirs)])) {
    const [was, here, there] = [base[name], mine[name], theirs[name]];
    const kept = here === was ? there : here;
    if (here !== was && there !== was && here !== there) both.push(name);
    if (kept !== undefined) files[name] = kept;
  }
  return { files, both };
}

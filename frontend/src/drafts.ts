// What was written and not checked, kept for this tab only: a reload gives it back.

import type { Response } from "./exercises/base";

export class Drafts {
  constructor(private readonly session: string) {}

  #key(item: number): string {
    return `attune-draft-${this.session}-${item}`;
  }

  get(item: number): Response | null {
    try {
      return JSON.parse(sessionStorage.getItem(this.#key(item)) ?? "null") as Response | null;
    } catch {
      return null;
    }
  }

  set(item: number, draft: Response | null): void {
    try {
      if (draft) sessionStorage.setItem(this.#key(item), JSON.stringify(draft));
      else sessionStorage.removeItem(this.#key(item));
    } catch {
      // Without storage a reload forgets the draft; the answer itself is not affected.
    }
  }
}

// The lesson's files, saved as they are written. What could not be sent is kept on this device, and
// what somebody else saved meanwhile is never overwritten unawares.

import { merged } from "./merge";
import type { Files, Standing } from "./shapes";

const SAVE_AFTER_MS = 900;
const AGAIN_AFTER_MS = 5_000;

export type Saving =
  | { kind: "saved"; isDraft: boolean }
  | { kind: "writing" }
  | { kind: "saving" }
  | { kind: "unsent"; why: string }
  | { kind: "conflict"; theirs: Standing; both: readonly string[] };

interface Wants {
  readonly standing: Standing;
  /** Where a copy is kept on this device. */
  readonly key: string;
  readonly send: (files: Files, revision: number) => Promise<Reply>;
  readonly drew: (saving: Saving) => void;
  /** The files changed from elsewhere: draw them anew. */
  readonly replaced: (why: string) => void;
}

export type Reply =
  | { kind: "saved"; revision: number }
  | { kind: "conflict"; theirs: Standing }
  | { kind: "failed"; why: string };

export class Manuscript {
  files: Record<string, string>;
  saving: Saving;
  #base: Files;
  #revision: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #sending: Promise<void> | null = null;

  constructor(private readonly wants: Wants) {
    const { standing } = wants;
    this.files = { ...standing.files };
    this.#base = standing.files;
    this.#revision = standing.revision;
    this.saving = { kind: "saved", isDraft: standing.revision > 0 };
  }

  get revision(): number {
    return this.#revision;
  }

  get isSaved(): boolean {
    return same(this.files, this.#base);
  }

  /** Brings back what this device kept because it could not be sent. */
  recover(): void {
    const kept = this.#kept();
    if (!kept || same(kept.files, this.files)) return;
    const { files, both } = merged(kept.base, kept.files, this.#base);
    this.files = files;
    if (both.length > 0) this.#conflict(this.wants.standing, both);
    else this.#schedule(0);
    this.wants.replaced("What you wrote here last time was not saved yet. It is back.");
  }

  change(files: Files): void {
    this.files = { ...files };
    this.#keep();
    if (this.saving.kind === "conflict") return;
    if (this.saving.kind !== "unsent") this.#draw({ kind: "writing" });
    this.#schedule(SAVE_AFTER_MS);
  }

  /** Sends what is not saved; whether all is saved then. */
  async flush(): Promise<boolean> {
    clearTimeout(this.#timer);
    while (this.#sending) await this.#sending;
    if (this.saving.kind === "conflict") return false;
    if (!this.isSaved) await this.#save();
    // Written, and taken back before it was sent.
    else if (this.saving.kind !== "saved") this.#draw({ kind: "saved", isDraft: this.#revision > 0 });
    return this.isSaved;
  }

  /** After a conflict: whose text goes on where both wrote; elsewhere both changes are kept. */
  settle(choice: "mine" | "theirs"): void {
    if (this.saving.kind !== "conflict") return;
    const { theirs } = this.saving;
    const [first, second] = choice === "mine" ? [this.files, theirs.files] : [theirs.files, this.files];
    this.files = merged(this.#base, first, second).files;
    this.#base = theirs.files;
    this.#revision = theirs.revision;
    this.wants.replaced(choice === "theirs" ? "Theirs is here now." : "Yours is kept.");
    this.#keep();
    this.#draw({ kind: "saved", isDraft: theirs.revision > 0 });
    this.#schedule(0);
  }

  #schedule(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), ms);
  }

  async #save(): Promise<void> {
    const sent = { ...this.files };
    this.#draw({ kind: "saving" });
    this.#sending = this.wants.send(sent, this.#revision).then((reply) => {
      this.#sending = null;
      this.#take(sent, reply);
    });
    await this.#sending;
  }

  #take(sent: Files, reply: Reply): void {
    if (reply.kind === "failed") {
      this.#draw({ kind: "unsent", why: reply.why });
      this.#schedule(AGAIN_AFTER_MS);
    } else if (reply.kind === "conflict") this.#meet(reply.theirs);
    else {
      this.#base = sent;
      this.#revision = reply.revision;
      this.#keep();
      this.#draw(this.isSaved ? { kind: "saved", isDraft: reply.revision > 0 } : { kind: "writing" });
      if (!this.isSaved) this.#schedule(SAVE_AFTER_MS);
    }
  }

  /** Where each wrote in other parts, both are kept; else the writer decides. */
  #meet(theirs: Standing): void {
    const { files, both } = merged(this.#base, this.files, theirs.files);
    if (both.length > 0) {
      this.#conflict(theirs, both);
      return;
    }
    this.#base = theirs.files;
    this.#revision = theirs.revision;
    this.files = files;
    this.#keep();
    this.wants.replaced(`${theirs.by || "Somebody"} changed other parts meanwhile. Both changes are here.`);
    this.#schedule(0);
  }

  #conflict(theirs: Standing, both: readonly string[]): void {
    clearTimeout(this.#timer);
    this.#draw({ kind: "conflict", theirs, both });
  }

  #draw(saving: Saving): void {
    this.saving = saving;
    this.wants.drew(saving);
  }

  #keep(): void {
    try {
      if (this.isSaved) localStorage.removeItem(this.wants.key);
      else localStorage.setItem(this.wants.key, JSON.stringify({ base: this.#base, files: this.files }));
    } catch {
      // No room on this device: the server has all but the last seconds.
    }
  }

  #kept(): { base: Files; files: Files } | null {
    try {
      return JSON.parse(localStorage.getItem(this.wants.key) ?? "null") as { base: Files; files: Files } | null;
    } catch {
      return null;
    }
  }
}

function same(one: Files, other: Files): boolean {
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name]);
}

// Writing a lesson: its parts, the text of one, what its learners see, and what has to be mended.

import "./styles/authoring.css";
import "./styles/writing.css";
import { identify, post, Refusal, SignedOut, Unreachable } from "./api";
import { csrfToken } from "./boot";
import { byId } from "./page";
import type { AttemptView } from "./boot";
import type { Asked, CheckAnswer, HintAnswer, Told } from "./writing/bridge";
import { Editor } from "./writing/editor";
import { Manuscript, type Reply, type Saving } from "./writing/manuscript";
import { Parts } from "./writing/parts";
import { type Boot, type CheckReply, type Files, type Finding, LESSON_FILE, ordered, type Standing, titleOf } from "./writing/shapes";
import { tools } from "./writing/tools";

const CHECK_AFTER_MS = 300;
const NO_CONNECTION = "No connection";
const SIGNED_OUT = "You are signed out";

class Writing {
  readonly #boot: Boot;
  readonly #place: HTMLElement;
  readonly #editor: Editor;
  readonly #manuscript: Manuscript;
  readonly #parts: Parts;
  readonly #frame: HTMLIFrameElement;
  #findings: readonly Finding[] = [];
  #checkTimer: ReturnType<typeof setTimeout> | undefined;
  #checked = 0;
  /** What the preview was drawn from: answers are graded by it, also while one writes on. */
  #drawn: { file: string; files: Files; html: string } | null = null;
  #isReady = false;

  constructor() {
    this.#boot = JSON.parse(byId("attune-writing").textContent ?? "") as Boot;
    identify(this.#boot.person);
    this.#place = byId("writing");
    this.#frame = byId("preview") as HTMLIFrameElement;
    this.#manuscript = new Manuscript({
      standing: this.#boot,
      key: `attune-writing:${this.#boot.person}:${this.#place.dataset["key"] ?? ""}`,
      send: (files, revision) => this.#send(files, revision),
      drew: (saving) => this.#drawSaving(saving),
      replaced: (why) => this.#replaced(why),
    });
    byId("editor").replaceChildren();
    this.#editor = new Editor({
      place: byId("editor"),
      skills: this.#boot.skills,
      kinds: this.#boot.kinds,
      types: this.#boot.starters,
      changed: (file, text) => this.#written({ ...this.#manuscript.files, [file]: text }),
    });
    this.#parts = new Parts({
      place: byId("parts"),
      files: () => this.#manuscript.files,
      kinds: this.#boot.kinds,
      open: (file) => this.#open(file),
      change: (files, file) => {
        this.#written(files);
        this.#open(file);
      },
      announce: (text) => this.#announce(text),
    });
    tools({
      place: byId("tools"),
      boot: this.#boot,
      editor: this.#editor,
      parts: this.#parts,
      files: () => this.#manuscript.files,
      keepPicture: (body) => this.#keepPicture(body),
      announce: (text) => this.#announce(text),
    });
  }

  start(): void {
    const wanted = decodeURIComponent(location.hash.slice(1));
    const files = ordered(this.#manuscript.files);
    this.#open(files.includes(wanted) ? wanted : (files[1] ?? LESSON_FILE));
    this.#manuscript.recover();
    addEventListener("message", (event: MessageEvent<Asked>) => {
      if (event.source === this.#frame.contentWindow) void this.#asked(event.data);
    });
    // Whichever of the two pages is there first, the other hears of it.
    this.#toFrame({ kind: "listening" });
    addEventListener("online", () => void this.#manuscript.flush());
    document.addEventListener("visibilitychange", () => void this.#manuscript.flush());
    addEventListener("beforeunload", (event) => {
      if (!this.#manuscript.isSaved) event.preventDefault();
    });
    for (const id of ["to-publish", "to-versions"]) byId(id).addEventListener("click", this.#leave);
    byId("start-again").addEventListener("click", () => this.#tell(true));
    this.#place.addEventListener("click", this.#show);
  }

  /** Publishing and comparing are about what is saved. */
  #leave = (event: MouseEvent): void => {
    const link = event.currentTarget as HTMLAnchorElement;
    if (this.#manuscript.isSaved || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    void this.#manuscript.flush().then((isSaved) => {
      if (isSaved) location.assign(link.href);
      else this.#announce("Not saved yet, so there is nothing to publish. See above.");
    });
  };

  /** One pane at a time, where there is no room for them side by side. */
  #show = (event: Event): void => {
    const button = (event.target as Element).closest<HTMLElement>("[data-show]");
    if (!button) return;
    this.#place.dataset["shown"] = button.dataset["show"] ?? "write";
    for (const one of this.#place.querySelectorAll<HTMLElement>("[data-show]")) {
      one.ariaPressed = String(one === button);
    }
  };

  #open(file: string): void {
    const text = this.#manuscript.files[file] ?? "";
    this.#editor.open(file, text, `Text of ${titleOf(file, text)}`);
    this.#parts.draw(file);
    history.replaceState(null, "", `#${encodeURIComponent(file)}`);
    this.#editor.mark(this.#findings);
    void this.#check();
  }

  #written(files: Files): void {
    this.#manuscript.change(files);
    this.#parts.draw(this.#editor.file);
    clearTimeout(this.#checkTimer);
    this.#checkTimer = setTimeout(() => void this.#check(), CHECK_AFTER_MS);
  }

  #replaced(why: string): void {
    const { files } = this.#manuscript;
    const { file } = this.#editor;
    for (const name of Object.keys(files)) if (name !== file) this.#editor.forget(name);
    this.#editor.forget(file);
    this.#open(file in files ? file : LESSON_FILE);
    this.#announce(why);
  }

  // What the server says

  async #send(files: Files, revision: number): Promise<Reply> {
    try {
      const reply = await post<{ revision: number }>(this.#url("save"), { files, revision });
      return { kind: "saved", revision: reply.revision };
    } catch (error) {
      if (error instanceof Refusal && error.content && "theirs" in error.content) {
        return { kind: "conflict", theirs: error.content["theirs"] as Standing };
      }
      return { kind: "failed", why: why(error) };
    }
  }

  async #check(): Promise<void> {
    const number = (this.#checked += 1);
    const { file } = this.#editor;
    const files = { ...this.#manuscript.files };
    try {
      const reply = await post<CheckReply>(this.#url("check"), { files, file });
      // What was asked later is shown instead.
      if (number !== this.#checked) return;
      this.#take(reply, file, files);
    } catch (error) {
      if (number === this.#checked) this.#note(`${why(error)}: checks and preview wait. You can go on writing.`);
    }
  }

  #take(reply: CheckReply, file: string, files: Files): void {
    this.#findings = reply.findings;
    this.#editor.mark(reply.findings);
    this.#drawChecks();
    if (reply.html === null) {
      this.#note("This part cannot be drawn until its first mistake is mended: see the checks.");
      return;
    }
    this.#note("");
    const isOther = this.#drawn?.file !== file;
    const isSame = this.#drawn?.html === reply.html;
    this.#drawn = { file, files, html: reply.html };
    if (isOther || !isSame) this.#tell(isOther);
  }

  #note(text: string): void {
    const place = byId("preview-note");
    place.hidden = !text;
    place.textContent = text;
  }

  async #keepPicture(body: FormData): Promise<string> {
    const headers = { "X-CSRFToken": csrfToken() };
    const answer = await fetch(this.#url("pictures"), { method: "POST", headers, body });
    const content = (await answer.json()) as { markdown?: string; error?: string };
    if (!content.markdown) throw new Refusal(content.error ?? "The picture was not kept. Try again.");
    return content.markdown;
  }

  #url(what: string): string {
    return `${this.#place.dataset["place"]}${what}/`;
  }

  // The preview

  #tell(isFresh: boolean): void {
    if (!this.#drawn || !this.#isReady) return;
    this.#toFrame({ kind: "draw", html: this.#drawn.html, isFresh });
  }

  #toFrame(message: Told): void {
    // It has no address of its own that could be named here; the page in it is ours.
    this.#frame.contentWindow?.postMessage(message, "*");
  }

  async #asked(asked: Asked): Promise<void> {
    if (asked.kind === "ready") {
      this.#isReady = true;
      this.#tell(true);
      return;
    }
    const { id } = asked;
    if (asked.kind === "check") this.#toFrame({ kind: "answer", id, content: await this.#try(asked) });
    else if (asked.kind === "hint") this.#toFrame({ kind: "answer", id, content: await this.#hint(asked) });
    else this.#toFrame({ kind: "answer", id, content: await this.#picture(asked.name) });
  }

  async #try(asked: Extract<Asked, { kind: "check" }>): Promise<CheckAnswer> {
    const { item, hint, response } = asked;
    const body = { files: this.#drawn?.files ?? {}, item, response, ...(hint === null ? {} : { hint }) };
    try {
      return await post<{ attempt: AttemptView }>(this.#url("try"), body);
    } catch (error) {
      return { refused: `${why(error)}.` };
    }
  }

  async #hint(asked: Extract<Asked, { kind: "hint" }>): Promise<HintAnswer> {
    const body = { files: this.#drawn?.files ?? {}, item: asked.item, shown: asked.shown };
    try {
      return await post<NonNullable<HintAnswer>>(this.#url("hint"), body);
    } catch {
      return null;
    }
  }

  async #picture(name: string): Promise<Blob | null> {
    try {
      const answer = await fetch(`${this.#place.dataset["pictures"]}${encodeURIComponent(name)}/`);
      return answer.ok && !answer.redirected ? await answer.blob() : null;
    } catch {
      return null;
    }
  }

  // What is said

  #drawChecks(): void {
    const errors = this.#findings.filter((finding) => finding.weight === "error").length;
    const none = byId("checks-none");
    none.hidden = this.#findings.length > 0;
    none.textContent = "Nothing to mend. It can be published.";
    for (const place of this.#place.querySelectorAll("[data-count]")) place.textContent = errors ? `(${errors})` : "";
    byId("checks").replaceChildren(...this.#findings.map((finding) => this.#line(finding)));
  }

  #line(finding: Finding): HTMLElement {
    const line = document.createElement("li");
    line.dataset["weight"] = finding.weight;
    const reason = document.createElement("span");
    reason.textContent = finding.reason;
    if (finding.file === "course") {
      line.append(strong("The course"), reason);
      return line;
    }
    const go = document.createElement("button");
    go.type = "button";
    go.className = "button is-bare";
    const title = titleOf(finding.file, this.#manuscript.files[finding.file] ?? "");
    go.textContent = finding.line ? `${title}, line ${finding.line}` : title;
    go.addEventListener("click", () => {
      this.#place.querySelector<HTMLElement>("[data-show=write]")?.click();
      if (finding.file !== this.#editor.file) this.#open(finding.file);
      this.#editor.goTo(finding.line || 1);
    });
    line.append(go, reason);
    return line;
  }

  #drawSaving(saving: Saving): void {
    const place = byId("save-state");
    place.dataset["save"] = saving.kind;
    place.querySelector("[data-words]")?.replaceChildren(sentence(saving));
    byId("lesson-title").textContent = titleOf(LESSON_FILE, this.#manuscript.files[LESSON_FILE] ?? "");
    this.#drawConflict(saving);
  }

  #drawConflict(saving: Saving): void {
    const place = byId("conflict");
    place.hidden = saving.kind !== "conflict";
    if (saving.kind !== "conflict") return;
    const names = saving.both.map((file) => `“${titleOf(file, this.#manuscript.files[file] ?? "")}”`);
    const words = document.createElement("p");
    words.textContent = `${saving.theirs.by || "Somebody"} changed ${names.join(", ")} too, and saved first. Nothing is lost: choose which goes on. The other can be copied from here before.`;
    const row = document.createElement("div");
    row.className = "row";
    row.append(this.#choice("Keep mine", "mine"), this.#choice("Take theirs", "theirs"), look());
    const all = document.createElement("div");
    all.append(words, row);
    place.replaceChildren(all);
  }

  #choice(text: string, choice: "mine" | "theirs"): HTMLElement {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button is-quiet";
    button.textContent = text;
    button.addEventListener("click", () => this.#manuscript.settle(choice));
    return button;
  }

  #announce(text: string): void {
    const region = byId("status");
    region.replaceChildren();
    setTimeout(() => region.replaceChildren(text), 50);
  }
}

function strong(text: string): HTMLElement {
  const element = document.createElement("b");
  element.textContent = text;
  return element;
}

function look(): HTMLElement {
  const link = document.createElement("a");
  link.href = location.pathname;
  link.target = "_blank";
  link.textContent = "Open theirs beside this";
  return link;
}

function why(error: unknown): string {
  if (error instanceof Unreachable) return NO_CONNECTION;
  if (error instanceof SignedOut) return SIGNED_OUT;
  return error instanceof Error ? error.message.replace(/\.$/, "") : "Something went wrong";
}

function sentence(saving: Saving): string {
  const now = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  switch (saving.kind) {
    case "saved":
      return saving.isDraft ? `Draft saved, ${now}` : "As published";
    case "writing":
      return "Not saved yet";
    case "saving":
      return "Saving…";
    case "unsent":
      return `${saving.why}: kept on this device, and sent again by itself`;
    case "conflict":
      return "Not saved: somebody else was quicker";
  }
}

new Writing().start();

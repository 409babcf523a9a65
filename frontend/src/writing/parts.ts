// The lesson's files as a list to choose from; parts are added, moved and taken out here.

import { type Files, LESSON_FILE, ordered, slugOf, titleOf, words } from "./shapes";

interface Wants {
  readonly place: HTMLElement;
  readonly files: () => Files;
  readonly kinds: readonly { name: string; label: string }[];
  readonly open: (file: string) => void;
  /** The files have changed, and `file` is to be shown. */
  readonly change: (files: Files, file: string) => void;
  readonly announce: (text: string) => void;
}

export class Parts {
  #shown = LESSON_FILE;

  constructor(private readonly wants: Wants) {}

  draw(shown: string): void {
    this.#shown = shown;
    const files = this.wants.files();
    const lines = ordered(files).map((file, index) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button is-quiet";
      const title = titleOf(file, files[file] ?? "");
      button.textContent = file === LESSON_FILE ? "About the lesson" : `${index}. ${title}`;
      if (file === shown) button.setAttribute("aria-current", "true");
      button.addEventListener("click", () => {
        this.wants.open(file);
        this.#focus(file);
      });
      button.dataset["file"] = file;
      const line = document.createElement("li");
      line.append(button);
      return line;
    });
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset["file"] : undefined;
    const { scrollLeft } = this.wants.place;
    this.wants.place.replaceChildren(...lines);
    this.wants.place.scrollLeft = scrollLeft;
    this.wants.place.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
    if (focused) this.#focus(focused);
  }

  get shown(): string {
    return this.#shown;
  }

  get isPart(): boolean {
    return this.#shown !== LESSON_FILE;
  }

  add(kind: string, title: string): void {
    const files = this.wants.files();
    const parts = ordered(files).filter((file) => file !== LESSON_FILE);
    const taken = new Set(parts.map(words));
    let slug = slugOf(title);
    for (let number = 2; taken.has(slug); number += 1) slug = `${slugOf(title)}-${number}`;
    const skills = /^skills:.*$/m.exec(files[parts.at(-1) ?? ""] ?? "")?.[0] ?? "skills: []";
    const text = `---\nkind: ${kind}\ntitle: '${title.replaceAll("'", "''")}'\n${skills}\n---\n\nWrite here.\n`;
    // After the part that is shown; at the end from the page about the lesson.
    const at = this.isPart ? parts.indexOf(this.#shown) + 1 : parts.length;
    const file = `new-${slug}`;
    parts.splice(at, 0, file);
    const named = numbered(parts, { ...files, [file]: text }, (name) => (name === file ? slug : words(name)));
    this.wants.change(named.files, named.names.get(file) ?? LESSON_FILE);
    this.wants.announce(`Part ${at + 1} is added.`);
  }

  move(by: 1 | -1): void {
    const files = this.wants.files();
    const parts = ordered(files).filter((file) => file !== LESSON_FILE);
    const at = parts.indexOf(this.#shown);
    const to = at + by;
    if (at < 0 || to < 0 || to >= parts.length) {
      this.wants.announce("It cannot go further.");
      return;
    }
    parts.splice(to, 0, ...parts.splice(at, 1));
    const named = numbered(parts, files, words);
    this.wants.change(named.files, named.names.get(this.#shown) ?? LESSON_FILE);
    this.wants.announce(`Now part ${to + 1} of ${parts.length}.`);
  }

  remove(): void {
    const files = { ...this.wants.files() };
    const title = titleOf(this.#shown, files[this.#shown] ?? "");
    if (!this.isPart || !confirm(`Take “${title}” out of the lesson? Published versions keep it.`)) return;
    delete files[this.#shown];
    const parts = ordered(files).filter((file) => file !== LESSON_FILE);
    this.wants.change(files, parts[0] ?? LESSON_FILE);
    this.wants.announce(`“${title}” is taken out.`);
  }

  #focus(file: string): void {
    this.wants.place.querySelector<HTMLElement>(`[data-file="${file}"]`)?.focus();
  }
}

/** Files under the numbers of their order; the words after the number stay, for they are the slug. */
function numbered(
  parts: readonly string[],
  files: Files,
  slug: (file: string) => string,
): { files: Record<string, string>; names: Map<string, string> } {
  const names = new Map(parts.map((file, index) => [file, `${String(index + 1).padStart(2, "0")}-${slug(file)}.md`]));
  const entries = parts.map((file): [string, string] => [names.get(file) ?? file, files[file] ?? ""]);
  return { files: { [LESSON_FILE]: files[LESSON_FILE] ?? "", ...Object.fromEntries(entries) }, names };
}

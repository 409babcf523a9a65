// Above the text: put in a question, a skill or a picture; add, move or take out a part.

import type { Editor } from "./editor";
import type { Parts } from "./parts";
import type { Boot, Files } from "./shapes";

interface Wants {
  readonly place: HTMLElement;
  readonly boot: Boot;
  readonly editor: Editor;
  readonly parts: Parts;
  readonly files: () => Files;
  readonly keepPicture: (body: FormData) => Promise<string>;
  readonly announce: (text: string) => void;
}

export function tools(wants: Wants): void {
  const { boot, editor, parts, place } = wants;
  const starters = boot.starters.map(({ name, label }) => ({ name, label }));
  const skills = boot.skills.map(({ slug, title }) => ({ name: slug, label: title }));
  place.append(
    menu("Question", starters, "Add question", (name) => {
      const starter = boot.starters.find((one) => one.name === name);
      if (!parts.isPart) wants.announce("Questions belong in a part. Choose one first.");
      else if (starter) editor.append(starter.block.replace(boot.unnamed, free(name, wants.files())));
    }),
    menu("Skill", skills, "Use skill", (name) => editor.useSkill(name)),
    picture(wants),
    partTools(wants),
  );
}

/** A name for a question that no other of the lesson has. */
function free(type: string, files: Files): string {
  const all = Object.values(files).join("\n");
  const base = type.replaceAll("_", "-");
  for (let number = 1; ; number += 1) {
    if (!all.includes(`slug: ${base}-${number}\n`)) return `${base}-${number}`;
  }
}

function menu(
  label: string,
  options: readonly { name: string; label: string }[],
  words: string,
  use: (name: string) => void,
): HTMLElement {
  const select = document.createElement("select");
  select.className = "input";
  select.setAttribute("aria-label", label);
  for (const option of options) select.add(new Option(option.label, option.name));
  const group = document.createElement("div");
  group.className = "row";
  group.append(select, button(words, () => select.value && use(select.value)));
  if (options.length === 0) group.hidden = true;
  return group;
}

function partTools(wants: Wants): HTMLElement {
  const { boot, parts } = wants;
  const form = document.createElement("form");
  form.className = "row";
  const title = document.createElement("input");
  title.className = "input";
  title.required = true;
  title.maxLength = 100;
  title.autocomplete = "off";
  title.setAttribute("aria-label", "Title of the new part");
  title.placeholder = "Title of the new part";
  const kind = document.createElement("select");
  kind.className = "input";
  kind.setAttribute("aria-label", "Kind of the new part");
  for (const one of boot.kinds) kind.add(new Option(one.label, one.name));
  const add = button("Add part", () => {});
  add.type = "submit";
  form.append(title, kind, add);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    parts.add(kind.value, title.value.trim());
    form.reset();
  });
  const moves = document.createElement("div");
  moves.className = "row";
  moves.append(
    button("Part up", () => parts.move(-1)),
    button("Part down", () => parts.move(1)),
    button("Take part out", () => parts.remove()),
  );
  return details("Parts", form, moves);
}

function picture(wants: Wants): HTMLElement {
  const form = document.createElement("form");
  form.className = "stack";
  const file = document.createElement("input");
  file.type = "file";
  file.name = "file";
  file.required = true;
  file.accept = ".svg,.png,.gif,.jpg,.jpeg,.webp";
  file.className = "input";
  const alt = document.createElement("input");
  alt.name = "alt";
  alt.required = true;
  alt.maxLength = 500;
  alt.className = "input";
  alt.autocomplete = "off";
  const problem = document.createElement("p");
  problem.className = "errors";
  problem.setAttribute("role", "alert");
  const add = button("Put it in", () => {});
  add.type = "submit";
  form.append(labelled("Picture, up to 1 MB", file), labelled("What it shows, for who cannot see it", alt), problem, add);
  const all = details("Picture", form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    problem.textContent = "";
    void wants.keepPicture(new FormData(form)).then(
      (markdown) => {
        wants.editor.insert(markdown);
        form.reset();
        all.open = false;
      },
      (error: unknown) => {
        problem.textContent = error instanceof Error ? error.message : "The picture was not kept. Try again.";
      },
    );
  });
  return all;
}

function labelled(text: string, field: HTMLElement): HTMLElement {
  const label = document.createElement("label");
  label.append(text, field);
  return label;
}

function details(text: string, ...content: HTMLElement[]): HTMLDetailsElement {
  const all = document.createElement("details");
  const summary = document.createElement("summary");
  summary.className = "button is-quiet";
  summary.textContent = text;
  all.append(summary, ...content);
  return all;
}

function button(text: string, act: () => void): HTMLButtonElement {
  const one = document.createElement("button");
  one.type = "button";
  one.className = "button is-quiet";
  one.textContent = text;
  one.addEventListener("click", act);
  return one;
}

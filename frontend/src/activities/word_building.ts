import { _, fill } from "../words";
import { element, type Player, type Stage, stimulusOf } from "./base";
import { type Game, playAtOwnPace } from "./own_pace";

interface Letters {
  readonly letters: string;
  readonly words: readonly string[];
}

type Note = (action: string, at: number) => void;

const SHORTEST = 3;
const LONGEST = 12;

function canBeMade(word: string, letters: string): boolean {
  const left = [...letters];
  return [...word].every((letter) => {
    const at = left.indexOf(letter);
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
}

class Table {
  readonly solved: Promise<void>;
  readonly #found = new Set<string>();
  readonly #list = element("ul", "plain found-words");
  readonly #count = element("p", "soft");
  readonly #field = element("input", "input word-field");
  #resolve: () => void = () => undefined;

  constructor(
    private readonly stage: Stage,
    private readonly set: Letters,
    private readonly note: Note,
  ) {
    this.solved = new Promise((resolve) => (this.#resolve = resolve));
    stage.picture.replaceChildren(this.#letters(), this.#form(), this.#count, this.#list);
    this.#drawCount();
    this.#field.focus();
  }

  #letters(): HTMLElement {
    const row = element("div", "letters");
    for (const letter of this.set.letters) {
      const key = element("button", "letter", letter);
      key.type = "button";
      key.addEventListener("pointerdown", (event) => event.preventDefault());
      key.addEventListener("click", () => {
        this.#field.value += letter;
      });
      row.append(key);
    }
    return row;
  }

  #form(): HTMLElement {
    const form = element("form", "word-form");
    const label = element("label", "visually-hidden", _("Your word"));
    label.htmlFor = this.#field.id = "word";
    Object.assign(this.#field, { autocomplete: "off", maxLength: LONGEST, spellcheck: false });
    this.#field.autocapitalize = "off";
    const clear = element("button", "button is-quiet", _("Clear"));
    clear.type = "button";
    clear.addEventListener("click", () => {
      this.#field.value = "";
    });
    form.append(label, this.#field, element("button", "button", _("Add")), clear);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#try(this.#field.value.trim().toLowerCase(), event.timeStamp);
      this.#field.value = "";
    });
    return form;
  }

  #try(word: string, at: number): void {
    if (!word) return;
    this.stage.say(this.#verdict(word, at));
  }

  #verdict(word: string, at: number): string {
    if (word.length < SHORTEST) return _("Three letters at least.");
    if (!canBeMade(word, this.set.letters)) return fill(_("“{word}” needs other letters."), { word });
    if (this.#found.has(word)) return fill(_("You have “{word}” already."), { word });
    this.note(word, at);
    if (!this.set.words.includes(word)) return fill(_("“{word}” is not on our small list."), { word });
    this.#found.add(word);
    this.#list.prepend(element("li", "badge", word));
    this.#drawCount();
    if (this.#found.size === this.set.words.length) this.#resolve();
    return fill(_("Found: {word}"), { word });
  }

  #drawCount(): void {
    const { size } = this.#found;
    this.#count.textContent = size ? fill(_("Found so far: {n}"), { n: size }) : "";
  }
}

export const player: Player = {
  play: (stage, plan) =>
    playAtOwnPace(
      stage,
      plan,
      (planned, note): Game => new Table(stage, stimulusOf<Letters>(planned), note),
    ),
};

/* The room of the attention activities, and the page of one. */
import "./styles/activities.css";
import { PLAYERS } from "./activities/index";
import { keyName } from "./activities/presses";
import { type ActivityBoot, keysOf, problem, Runner } from "./activities/runner";
import { _ } from "./words";

function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no #${id}.`);
  return found;
}

class Page {
  readonly #form = byId("begin") as HTMLFormElement;
  readonly #problem = byId("begin-problem");
  readonly #places = {
    instructions: byId("instructions"),
    task: byId("task"),
    result: byId("result"),
  };

  constructor(private readonly boot: ActivityBoot) {
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      const button = event.submitter as HTMLButtonElement | null;
      void this.#begin(button?.value === "practice");
    });
    this.#form.addEventListener("change", () => this.#drawKeys());
    for (const button of this.#keyButtons) {
      button.addEventListener("click", () => this.#changeKey(button));
    }
    this.#drawKeys();
  }

  get #keyButtons(): HTMLButtonElement[] {
    return [...this.#form.querySelectorAll<HTMLButtonElement>("[data-action]")];
  }

  get #chosen(): string {
    return String(new FormData(this.#form).get("form"));
  }

  async #begin(withPractice: boolean): Promise<void> {
    this.#problem.hidden = true;
    const load = PLAYERS[this.boot.name];
    if (!load) throw new Error(`There is no player for the activity ${this.boot.name}.`);
    let hasResult = false;
    try {
      const { player } = await load();
      hasResult = await new Runner(this.boot, this.#places, player).run(this.#chosen, withPractice);
      if (!hasResult) this.#say(_("Stopped. Nothing of it is kept as a result."));
    } catch (error) {
      this.#problem.hidden = false;
      this.#problem.textContent = problem(error);
    }
    if (hasResult) return;
    this.#places.instructions.hidden = false;
    this.#form.querySelector<HTMLElement>("button[value]")?.focus();
  }

  #say(text: string): void {
    byId("status").textContent = text;
  }

  #drawKeys(): void {
    const keys = keysOf(this.boot);
    for (const button of this.#keyButtons) {
      button.querySelector("kbd")?.replaceChildren(keyName(keys.code(button.dataset["action"] ?? "")));
      const line = button.closest<HTMLElement>("[data-only-in]");
      const onlyIn = line?.dataset["onlyIn"] ?? "";
      if (line) line.hidden = onlyIn !== "" && !onlyIn.split(" ").includes(this.#chosen);
    }
  }

  /** The next key that is pressed is the new one; Escape and Tab keep the old. */
  #changeKey(button: HTMLButtonElement): void {
    const place = button.querySelector("kbd");
    place?.replaceChildren("…");
    this.#say(_("Press the key you want. Escape keeps the old one."));
    const done = new AbortController();
    const finish = (): void => {
      done.abort();
      this.#drawKeys();
    };
    const take = (event: KeyboardEvent): void => {
      if (event.key !== "Tab") event.preventDefault();
      if (event.key !== "Tab" && event.key !== "Escape") {
        keysOf(this.boot).change(button.dataset["action"] ?? "", event.code);
        this.#say(keyName(event.code));
      }
      finish();
    };
    button.addEventListener("keydown", take, { signal: done.signal });
    button.addEventListener("blur", finish, { signal: done.signal });
    // The space bar's own click comes with its release, when the key is already taken.
    button.addEventListener("keyup", (event) => event.preventDefault(), { once: true });
  }
}

const boot = document.getElementById("attune-activity")?.textContent;
if (boot) new Page(JSON.parse(boot) as ActivityBoot);

// The page inside the editor's preview: the learners' own exercises, with the page around as server.

import "./styles/site.css";
import "./styles/lesson.css";
import "./styles/exercises.css";
import "./styles/preview.css";
import { ExerciseElement } from "./components/exercise";
import { byId } from "./page";
import type { Answer, Checked, Hinted, Tutor } from "./tutor";
import type { Asked, CheckAnswer, HintAnswer, Told } from "./writing/bridge";

const OWN = "at-exercise:not([data-hint])";

customElements.define("at-exercise", ExerciseElement);

type Question = Asked extends infer One ? (One extends { id: number } ? Omit<One, "id"> : never) : never;

class Preview implements Tutor {
  readonly #waiting = new Map<number, (content: unknown) => void>();
  readonly #pictures = new Map<string, Promise<string | null>>();
  /** The exercises on the page, by how the server wrote them. */
  #exercises = new Map<string, ExerciseElement>();
  #asked = 0;

  start(): void {
    // An origin of its own keeps no fonts: here they always come late, and have to be shown even so.
    for (const face of document.fonts) face.display = "swap";
    addEventListener("message", (event: MessageEvent<Told>) => {
      if (event.source !== parent) return;
      if (event.data.kind === "listening") this.#say({ kind: "ready" });
      else if (event.data.kind === "draw") this.#draw(event.data.html, event.data.isFresh);
      else {
        this.#waiting.get(event.data.id)?.(event.data.content);
        this.#waiting.delete(event.data.id);
      }
    });
    // Links and forms lead nowhere: there is no other page here.
    addEventListener("click", (event) => {
      if ((event.target as Element).closest("a[href]")) event.preventDefault();
    });
    this.#say({ kind: "ready" });
  }

  async check(answer: Answer): Promise<Checked> {
    const { item, hint, response } = answer;
    const reply = await this.#ask<CheckAnswer>({ kind: "check", item, hint, response });
    return "attempt" in reply ? { kind: "checked", attempt: reply.attempt } : { kind: "refused", why: reply.refused };
  }

  async hint(item: number): Promise<Hinted> {
    const list = document.querySelector(`at-exercise[data-item="${item}"]:not([data-hint]) > .hints > ol`);
    const shown = list?.children.length ?? 0;
    const reply = await this.#ask<HintAnswer>({ kind: "hint", item, shown });
    if (!reply) return { kind: "unreachable" };
    return reply.hint ? { kind: "shown", hint: reply.hint, remaining: reply.remaining } : { kind: "none" };
  }

  goOn(from: HTMLElement): void {
    const around = from.parentElement?.closest<ExerciseElement>("at-exercise");
    const all = [...document.querySelectorAll<ExerciseElement>(OWN)];
    const next = around ?? all.find((one) => !one.isDone);
    next?.focusFirst();
  }

  announce(text: string): void {
    byId("status").replaceChildren(text);
  }

  /** Draws the part. An exercise that is written as before stays, with what was tried in it. */
  #draw(html: string, isFresh: boolean): void {
    const holder = document.createElement("template");
    holder.innerHTML = html;
    this.#showChecks(holder.content);
    const isPicture = this.#emptyPictures(holder.content);
    const sources = [...holder.content.querySelectorAll(OWN)].map((one) => one.outerHTML);
    const before = isFresh ? new Map<string, ExerciseElement>() : this.#exercises;
    this.#exercises = new Map();
    byId("stage").replaceChildren(document.importNode(holder.content, true));
    const drawn = document.querySelectorAll<ExerciseElement>(OWN);
    sources.forEach((source, index) => {
      const fresh = drawn[index];
      const known = before.get(source);
      if (!fresh) return;
      if (known) fresh.replaceWith(known);
      else {
        fresh.tutor = this;
        fresh.resume([], null);
      }
      this.#exercises.set(source, known ?? fresh);
    });
    if (isPicture) this.#showPictures();
  }

  /** Questions that only the tutor inserts are shown too, and said to be so. */
  #showChecks(part: DocumentFragment): void {
    for (const hidden of part.querySelectorAll<HTMLTemplateElement>("template[data-check-item]")) {
      const note = document.createElement("p");
      note.className = "preview-check";
      note.textContent = "Asked only when the tutor inserts it:";
      hidden.replaceWith(note, hidden.content);
    }
  }

  /** A picture of the site cannot be fetched from here: its name is kept, and asked for. */
  #emptyPictures(part: DocumentFragment): boolean {
    const images = part.querySelectorAll<HTMLImageElement>("img[src]");
    for (const image of images) {
      image.dataset["picture"] = decodeURIComponent(image.getAttribute("src")?.split("/").at(-1) ?? "");
      image.removeAttribute("src");
    }
    return images.length > 0;
  }

  #showPictures(): void {
    for (const image of document.querySelectorAll<HTMLImageElement>("img[data-picture]")) {
      const name = image.dataset["picture"] ?? "";
      if (!this.#pictures.has(name)) this.#pictures.set(name, this.#picture(name));
      void this.#pictures.get(name)?.then((address) => {
        if (address) image.src = address;
      });
    }
  }

  async #picture(name: string): Promise<string | null> {
    const blob = await this.#ask<Blob | null>({ kind: "picture", name });
    return blob ? URL.createObjectURL(blob) : null;
  }

  #ask<Content>(question: Question): Promise<Content> {
    const id = (this.#asked += 1);
    this.#say({ ...question, id } as Asked);
    return new Promise((done) => this.#waiting.set(id, done as (content: unknown) => void));
  }

  #say(message: Asked): void {
    // The page around is the only one that may hold this one; its address is not known in here.
    parent.postMessage(message, "*");
  }
}

new Preview().start();

// What the teacher sends into the lesson: a few words, a hint, an exercise. Never in the way.

import { icon } from "./components/icon";
import type { SessionStore } from "./session";
import { _ } from "./words";
import { html, nothing, render, type TemplateResult } from "lit";

interface Nudge {
  readonly id: string;
  readonly kind: "nudge" | "hint" | "item" | "pacing" | "pause";
  readonly title: string;
  readonly text: string;
  readonly html: string;
  readonly segment: number | null;
}

/** Shows what waits now, and whatever is said to have come since. */
export function nudges(store: SessionStore, session: string): void {
  const place = document.createElement("div");
  place.className = "nudges";
  document.getElementById("notes")?.before(place);
  const seen = new Set<string>();
  let shown: readonly Nudge[] = [];

  async function look(): Promise<void> {
    const found = await ask<{ nudges: readonly Nudge[] }>(`/api/sessions/${session}/nudges/`);
    if (!found) return;
    shown = found.nudges;
    draw();
    const fresh = shown.filter((nudge) => !seen.has(nudge.id));
    for (const nudge of fresh) {
      seen.add(nudge.id);
      void say(nudge, "seen");
    }
    if (fresh[0]) document.getElementById("status")?.replaceChildren(`${fresh[0].title}. ${fresh[0].text}`);
  }

  function draw(): void {
    render(shown.map((nudge) => card(nudge, answer)), place);
  }

  function answer(nudge: Nudge, said: "thanks" | "dismissed"): void {
    shown = shown.filter((one) => one !== nudge);
    draw();
    if (document.activeElement === document.body) {
      document.querySelector<HTMLElement>("#stage h2")?.focus({ preventScroll: true });
    }
    void say(nudge, said);
  }

  store.subscribe((state, before) => {
    if (state.nudge !== before.nudge) void look();
  });
  void look();
}

function say(nudge: Nudge, said: string): Promise<unknown> {
  return ask(`/api/nudges/${nudge.id}/`, { said });
}

// Without a connection the message stays, and is asked for again with the next page. It has its
// own request: what it took from the page's first script would make that script longer.
async function ask<T>(url: string, body?: object): Promise<T | null> {
  const token = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? "";
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
  const sent = body && { method: "POST", headers, body: JSON.stringify(body) };
  try {
    const answer = await fetch(url, sent);
    return answer.ok ? ((await answer.json()) as T) : null;
  } catch {
    return null;
  }
}

function card(nudge: Nudge, answer: (nudge: Nudge, said: "thanks" | "dismissed") => void): TemplateResult {
  return html`<section class="note nudge" data-nudge=${nudge.id} data-kind=${nudge.kind}
    aria-labelledby="nudge-${nudge.id}">
    <p class="eyebrow">${icon("person")}${_("From your teacher")}</p>
    <h2 id="nudge-${nudge.id}">${nudge.title}</h2>
    <p>${nudge.text}</p>
    ${nudge.html ? html`<div class="insert prose" .innerHTML=${nudge.html}></div>` : nothing}
    <div class="row">
      ${nudge.segment === null ? nothing : goTo(nudge.segment)}
      <button type="button" class="button is-second" @click=${() => answer(nudge, "thanks")}>
        ${icon("check")}${_("Thanks")}</button>
      <button type="button" class="button is-bare" @click=${() => answer(nudge, "dismissed")}>${_("Close")}</button>
    </div>
  </section>`;
}

function goTo(segment: number): TemplateResult | typeof nothing {
  const bead = document.querySelector<HTMLElement>(`[data-bead="${segment}"]`);
  if (!bead || bead.ariaCurrent === "step") return nothing;
  return html`<button type="button" class="button is-second" @click=${() => bead.click()}>
    ${icon("next")}${_("Go there")}</button>`;
}

/* The live class: who needs help on top, everyone below in an order that never moves. */
import { html, LitElement, nothing, svg, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import { repeat } from "lit/directives/repeat.js";
import type { Live, LiveAlert, LiveRow } from "../protocol.gen";
import { drawer, type Drawer } from "./drawer";
import { follow, type Connection, type Feed } from "./feed";
import {
  ago, apply, counts, emptyRoom, everyone, inParts, needingHelp, publicCounts, type Count, type Room,
} from "./room";

const ICONS: Readonly<Record<string, string>> = {
  working: "practice",
  stuck: "hint",
  quiet: "later",
  offline: "offline",
  on_a_break: "breath",
  finished: "check",
  gone: "off",
  not_started: "pause",
};
const CLOCK_EVERY_MS = 30_000;
const COLUMNS = ["Learner", "State", "Where", "Observed", "The tutor", "Focus"];
const ROWS_A_FRAME = 8;
const FRAME_MS = 16;

export interface ClassBoot {
  readonly socket_path: string;
  readonly place: string;
  readonly live: Live;
}

export class LiveClass extends LitElement {
  static override properties = {
    room: { state: true },
    connection: { state: true },
    nowMs: { state: true },
    isProjector: { type: Boolean, attribute: "projector" },
  };

  room: Room = emptyRoom;
  connection: Connection = "connecting";
  nowMs = Date.now();
  isProjector = false;
  #boot: ClassBoot | undefined;
  #feed: Feed | undefined;
  #drawer: Drawer | undefined;
  #clock = 0;
  #waiting: Live[] = [];
  #taking = 0;

  /** Light DOM: the page's own styles, and the server's first paint until the script is there. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  start(boot: ClassBoot): void {
    this.#boot = boot;
    this.room = apply(this.room, boot.live);
    this.replaceChildren();
    this.#follow();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#clock = window.setInterval(() => (this.nowMs = Date.now()), CLOCK_EVERY_MS);
    document.addEventListener("keydown", this.#onKey);
    if (this.#boot) this.#follow();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.clearInterval(this.#clock);
    window.clearTimeout(this.#taking);
    this.#taking = 0;
    document.removeEventListener("keydown", this.#onKey);
    this.#feed?.stop();
    this.#feed = undefined;
  }

  /** The drawer stands in the page's own HTML: it is there from the first paint on. */
  protected override firstUpdated(): void {
    const dialog = document.querySelector<HTMLDialogElement>("dialog#drawer");
    if (!dialog || !this.#boot) return;
    this.#drawer = drawer({
      dialog,
      place: this.#boot.place,
      nameOf: (learner) => this.room.rows.get(learner)?.name ?? "",
      buttonOf: (learner) => this.querySelector<HTMLElement>(`[data-open="${CSS.escape(learner)}"]`),
      marked: () => void this.#redrawRules(),
    });
  }

  #follow(): void {
    const path = this.#boot?.socket_path;
    if (!path) return;
    this.#feed ??= follow({
      path,
      onLive: (message) => {
        this.#waiting.push(...inParts(message, ROWS_A_FRAME));
        this.#take();
        this.#drawer?.changed(message.rows.map((row) => row.learner));
      },
      onConnection: (connection) => (this.connection = connection),
    });
  }

  /** One part of what was heard, then a breath: a hundred rows at once would hold up a frame. */
  #take(): void {
    if (this.#taking) return;
    const part = this.#waiting.shift();
    if (!part) return;
    this.room = apply(this.room, part);
    // A page that nobody sees has no frames, and its timers are slow.
    if (document.hidden) this.room = this.#waiting.splice(0).reduce(apply, this.room);
    this.#taking = window.setTimeout(() => {
      this.#taking = 0;
      this.#take();
    }, FRAME_MS);
  }

  /** F hides the names and shows them again, except while one is writing. */
  #onKey = (event: KeyboardEvent): void => {
    const at = event.target as HTMLElement;
    if (event.key !== "f" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (at.matches("input, textarea, select") || at.closest("dialog")) return;
    document.querySelector<HTMLAnchorElement>("a[data-projector]")?.click();
  };

  async #redrawRules(): Promise<void> {
    const place = document.getElementById("rules");
    if (!place || !this.#boot) return;
    const answer = await fetch(`${this.#boot.place}rules/`);
    if (answer.ok) place.innerHTML = await answer.text();
  }

  #open = (event: Event): void => {
    const learner = (event.currentTarget as HTMLElement).dataset["open"] ?? "";
    void this.#drawer?.open(learner, this.room.rows.get(learner)?.name ?? "");
  };

  override render(): TemplateResult {
    return html`
      ${connectionLine(this.connection, this.room.updatedAtMs)}
      <div class="room" data-stale=${this.connection === "lost" ? "true" : nothing}>
        ${this.isProjector ? wall(publicCounts(this.room)) : this.#named()}
      </div>
    `;
  }

  #named(): TemplateResult {
    const needing = needingHelp(this.room);
    // A row is drawn again only where it, or a span that it names, has changed.
    return html`
      ${band(counts(this.room))}
      <section aria-labelledby="needs-you">
        <h2 id="needs-you">Needs you</h2>
        ${needing.length === 0
          ? html`<p class="soft">Nobody right now. A row comes up here by the rules below.</p>`
          : html`<ol class="needs">
              ${repeat(
                needing,
                (row) => row.learner,
                (row) => html`<li class="need card" data-learner=${row.learner}>
                  ${guard([row, needSpans(row, this.nowMs)], () => needCard(row, this.nowMs, this.#open))}
                </li>`,
              )}
            </ol>`}
      </section>
      <section class="section" aria-labelledby="everyone">
        <h2 id="everyone">Everyone</h2>
        <div class="table-scroll" tabindex="0" role="region" aria-label="Table of everyone">
          <table class="live-table" role="table">
            <thead role="rowgroup">
              <tr role="row">
                ${COLUMNS.map((name) => html`<th scope="col" role="columnheader">${name}</th>`)}
              </tr>
            </thead>
            <tbody role="rowgroup">
              ${repeat(
                everyone(this.room),
                (row) => row.learner,
                (row) => html`<tr role="row">
                  ${guard([row, seenAgo(row, this.nowMs)], () => cells(row, this.nowMs, this.#open))}
                </tr>`,
              )}
            </tbody>
          </table>
        </div>
      </section>
    `;
  }
}

function icon(name: string): TemplateResult {
  return html`<svg class="icon" aria-hidden="true">${svg`<use href="#i-${name}"></use>`}</svg>`;
}

function badge(row: { state: string; state_words: string }): TemplateResult {
  return html`<span class="badge live-state" data-live=${row.state}
    >${icon(ICONS[row.state] ?? "info")}${row.state_words}</span
  >`;
}

function connectionLine(connection: Connection, updatedAtMs: number): TemplateResult {
  const at = new Date(updatedAtMs).toLocaleTimeString();
  const words = {
    connecting: "Connecting",
    live: "Live",
    lost: `Connection lost. This is the class at ${at}; trying again`,
  }[connection];
  return html`<p class="live-line" role="status" data-connection=${connection}>
    ${icon(connection === "lost" ? "offline" : "lamp")}<span>${words}</span>
  </p>`;
}

function band(all: Count[]): TemplateResult {
  return html`<ul class="band" aria-label="The class in numbers">
    ${all.map(
      (one) => html`<li><b>${one.count}</b> ${badge({ state: one.state, state_words: one.words })}</li>`,
    )}
  </ul>`;
}

function wall(all: Count[]): TemplateResult {
  return html`<ul class="wall" aria-label="The class in numbers, without names">
    ${all.map((one) => html`<li><b>${one.count}</b><span>${one.words}</span></li>`)}
  </ul>`;
}

type OnOpen = (event: Event) => void;

function nameButton(row: LiveRow, open: OnOpen, key: string): TemplateResult {
  return html`<button type="button" class="name-button" data-open=${row.learner} data-from=${key}
    @click=${open}>${row.name}</button>`;
}

function needCard(row: LiveRow, nowMs: number, open: OnOpen): TemplateResult {
  const [first] = row.alerts;
  const more = row.observed.slice(1);
  return html`
    <p class="need-name">${nameButton(row, open, "needs")}</p>
    <p class="need-why">${row.observed[0]}</p>
    <p class="soft">
      ${badge(row)} for ${ago(row.need_since_ms ?? nowMs, nowMs)} · ${row.segment || row.lesson}
    </p>
    ${more.length ? html`<p class="soft">${more.join(" · ")}</p>` : nothing}
    ${row.alerts.length ? html`<ul class="need-rules">${row.alerts.map((one) => ruleLine(one, nowMs))}</ul>` : nothing}
    <p class="need-tutor">
      ${row.tutor_did ? html`The tutor: ${row.tutor_did}` : "The tutor has changed nothing yet"}
    </p>
    ${row.teacher_did ? html`<p>You: ${row.teacher_did}</p>` : nothing}
    ${first ? html`<p><button type="button" class="button is-second" data-open=${row.learner} @click=${open}
      aria-label="Open ${row.name}">${icon("person")}Open</button></p>` : nothing}
  `;
}

function ruleLine(alert: LiveAlert, nowMs: number): TemplateResult {
  return html`<li data-rule=${alert.rule}>Rule: ${alert.sentence}
    <span class="soft">(${ago(alert.raised_at_ms, nowMs)})</span></li>`;
}

/** The spans that a card names, to know when one of them reads otherwise. */
function needSpans(row: LiveRow, nowMs: number): string {
  const spans = row.alerts.map((one) => ago(one.raised_at_ms, nowMs));
  return [ago(row.need_since_ms ?? nowMs, nowMs), ...spans].join();
}

/** How long ago a learner was seen, where that is worth saying; else "". */
function seenAgo(row: LiveRow, nowMs: number): string {
  const isOld = row.last_seen_ms > 0 && nowMs - row.last_seen_ms > 60_000;
  const isPresent = row.state !== "finished" && row.state !== "not_started";
  return isOld && isPresent ? ago(row.last_seen_ms, nowMs) : "";
}

function cells(row: LiveRow, nowMs: number, open: OnOpen): TemplateResult {
  const seen = seenAgo(row, nowMs);
  return html`
    <th scope="row" role="rowheader">${nameButton(row, open, "table")}</th>
    <td role="cell" data-label="State">
      ${badge(row)}
      ${seen ? html`<span class="soft small">seen ${seen} ago</span>` : nothing}
    </td>
    <td role="cell" data-label="Where">${where(row)}</td>
    <td role="cell" data-label="Observed">${row.observed.join(" · ")}</td>
    <td role="cell" data-label="The tutor">
      ${row.tutor_did}${row.teacher_did ? html`<span class="small">You: ${row.teacher_did}</span>` : nothing}
    </td>
    <td role="cell" data-label="Focus">${focus(row)}</td>
  `;
}

function where(row: LiveRow): TemplateResult | typeof nothing {
  if (!row.lesson) return nothing;
  const percent = Math.round(row.progress_p * 100);
  return html`<span>${row.segment || row.lesson}</span>
    <progress max="100" value=${percent} aria-label="Part of the lesson done">${percent} %</progress>`;
}

/** The interval as a band between “on the task” and “elsewhere”: no number of a named person. */
function focus(row: LiveRow): TemplateResult | typeof nothing {
  if (!row.focus_words) return nothing;
  if (row.focus_low === null || row.focus_high === null) {
    return html`<span class="soft">${row.focus_words}</span>`;
  }
  const x = row.focus_low * 100;
  const width = Math.max(2, (row.focus_high - row.focus_low) * 100);
  return html`<span>${row.focus_words}</span>
    <svg class="focus-band" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
      ${svg`<rect class="track" width="100" height="8" rx="4"></rect>
        <rect class="span" x=${x} width=${width} height="8" rx="4"></rect>`}
    </svg>`;
}

customElements.define("attune-live-class", LiveClass);

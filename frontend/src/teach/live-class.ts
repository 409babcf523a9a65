/* The live class: who needs help on top, everyone below in an order that never moves. */
import { html, LitElement, nothing, svg, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { Live, LiveRow } from "../protocol.gen";
import { follow, type Connection, type Feed } from "./feed";
import {
  ago, apply, counts, emptyRoom, everyone, needingHelp, publicCounts, type Count, type Room,
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
  socketPath = "";
  #feed: Feed | undefined;
  #clock = 0;

  /** Light DOM: the page's own styles, and the server's first paint until the script is there. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  start(path: string, first: Live): void {
    this.socketPath = path;
    this.room = apply(this.room, first);
    this.replaceChildren();
    this.#follow();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#clock = window.setInterval(() => (this.nowMs = Date.now()), 30_000);
    if (this.socketPath) this.#follow();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.clearInterval(this.#clock);
    this.#feed?.stop();
    this.#feed = undefined;
  }

  #follow(): void {
    this.#feed ??= follow({
      path: this.socketPath,
      onLive: (message) => {
        this.room = apply(this.room, message);
        this.nowMs = Date.now();
      },
      onConnection: (connection) => (this.connection = connection),
    });
  }

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
    return html`
      ${band(counts(this.room))}
      <section aria-labelledby="needs-you">
        <h2 id="needs-you">Needs you</h2>
        ${needing.length === 0
          ? html`<p class="soft">Nobody right now. A row comes up here by the rules below.</p>`
          : html`<ol class="needs">
              ${repeat(needing, (row) => row.learner, (row) => needCard(row, this.nowMs))}
            </ol>`}
      </section>
      ${table(everyone(this.room), this.nowMs)}
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

function needCard(row: LiveRow, nowMs: number): TemplateResult {
  const [why, ...more] = row.observed;
  return html`<li class="need card">
    <p class="need-name">${row.name}</p>
    <p class="need-why">${why}</p>
    <p class="soft">
      ${badge(row)} for ${ago(row.need_since_ms ?? nowMs, nowMs)} · ${row.segment || row.lesson}
    </p>
    ${more.length ? html`<p class="soft">${more.join(" · ")}</p>` : nothing}
    <p class="need-tutor">
      ${row.tutor_did ? html`The tutor: ${row.tutor_did}` : "The tutor has changed nothing yet"}
    </p>
  </li>`;
}

function table(rows: LiveRow[], nowMs: number): TemplateResult {
  return html`<section class="section" aria-labelledby="everyone">
    <h2 id="everyone">Everyone</h2>
    <div class="table-scroll" tabindex="0" role="region" aria-label="Table of everyone">
      <table class="live-table">
        <thead>
          <tr>
            <th scope="col">Learner</th><th scope="col">State</th><th scope="col">Where</th>
            <th scope="col">Observed</th><th scope="col">The tutor</th><th scope="col">Focus</th>
          </tr>
        </thead>
        <tbody>
          ${repeat(rows, (row) => row.learner, (row) => tableRow(row, nowMs))}
        </tbody>
      </table>
    </div>
  </section>`;
}

function tableRow(row: LiveRow, nowMs: number): TemplateResult {
  const isOld = row.last_seen_ms > 0 && nowMs - row.last_seen_ms > 60_000;
  const isPresent = row.state !== "finished" && row.state !== "not_started";
  return html`<tr>
    <th scope="row">${row.name}</th>
    <td data-label="State">
      ${badge(row)}
      ${isOld && isPresent
        ? html`<span class="soft small">seen ${ago(row.last_seen_ms, nowMs)} ago</span>`
        : nothing}
    </td>
    <td data-label="Where">${where(row)}</td>
    <td data-label="Observed">${row.observed.join(" · ")}</td>
    <td data-label="The tutor">${row.tutor_did}</td>
    <td data-label="Focus">${focus(row)}</td>
  </tr>`;
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

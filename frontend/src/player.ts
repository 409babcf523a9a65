// The lesson page: puts the lesson, the connection, the sensing and the answers together.

import "./styles/lesson.css";
import "./styles/exercises.css";
import { identify, SignedOut, Unreachable } from "./api";
import { type Boot, csrfToken, readBoot } from "./boot";
import type { BreathElement } from "./components/breath";
import type { Resolution } from "./components/decision";
import { ExerciseElement } from "./components/exercise";
import { LampElement, type Light } from "./components/lamp";
import type { PaceElement } from "./components/pace";
import type { ProbeElement } from "./components/probe";
import { Deliveries, openDeliveryStore, type Sent } from "./deliveries";
import { onDemand } from "./demand";
import { Drafts } from "./drafts";
import { areLettersOn, onKey, switchLetters } from "./keys";
import { Lesson } from "./lesson";
import { type Outbox, openOutbox } from "./outbox";
import { all, byId } from "./page";
import type { DecisionMessage } from "./protocol.gen";
import { type AnswerReply, type PlaceReply, Server } from "./server";
import { SessionStore, type State } from "./session";
import { type HintShown, Sensing } from "./signals";
import { Connection } from "./socket";
import type { Answer, Checked, Tutor } from "./tutor";
import { _, fill } from "./words";

const ON_DEMAND_AFTER_MS = 3_000;

customElements.define("at-lamp", LampElement);
customElements.define("at-exercise", ExerciseElement);

class Player implements Tutor {
  readonly #lesson: Lesson;
  readonly #sensing: Sensing;

  constructor(
    private readonly boot: Boot,
    private readonly store: SessionStore,
    private readonly server: Server,
    outbox: Outbox,
  ) {
    const emit = outbox.add.bind(outbox);
    this.#sensing = new Sensing({ root: byId("stage"), allowed: boot.signals, emit });
    this.#lesson = new Lesson({
      boot,
      store,
      tutor: this,
      drafts: new Drafts(boot.session),
      sensing: this.#sensing,
      opened: (segment) => void this.#opened(segment),
      finished: (segment) => void this.#finished(segment),
      resolve: (decision, resolution) => this.#resolve(decision, resolution),
    });
  }

  show(segment: number): void {
    void this.#lesson.show(segment);
  }

  start(): void {
    this.#sensing.start();
    this.#lesson.start();
    this.#listen();
    this.store.subscribe((state, before) => this.#draw(state, before));
    this.#draw(this.store.state, this.store.state);
  }

  // What exercises ask for

  async check(answer: Answer, later: (attempt: AnswerReply["attempt"]) => void): Promise<Checked> {
    const sent = await this.server.answer(answer, (reply) => {
      this.#checked(reply);
      later(reply.attempt);
    });
    const reply = sent.kind === "delivered" ? sent.content : null;
    this.#sensing.answered({
      item: answer.item,
      exercise_type: answer.type.name,
      attempt: answer.attempt,
      latency_ms: answer.latency_ms,
      first_act_ms: answer.first_act_ms,
      outcome: reply?.attempt.outcome ?? "unknown",
      expected_p: reply?.attempt.expected_p ?? null,
    });
    if (sent.kind !== "delivered") return sent;
    this.#checked(sent.content);
    return { kind: "checked", attempt: sent.content.attempt };
  }

  #checked(reply: AnswerReply): void {
    this.#lesson.nextItem = reply.next.item;
    this.#lesson.remember(reply.attempt);
    this.store.replaceDecisions(reply.decisions);
  }

  hint = (item: number): ReturnType<Server["hint"]> => this.server.hint(item);

  goOn(from: HTMLElement): void {
    this.#lesson.goOn(from);
  }

  /** Said by screen readers, politely; the same sentence twice is said twice. */
  announce(text: string): void {
    const region = byId("status");
    region.replaceChildren();
    setTimeout(() => region.replaceChildren(text), 50);
  }

  // Where the learner is

  async #opened(segment: number): Promise<void> {
    byId("notice").hidden = true;
    this.#placed(await this.server.open(segment, this.#standing));
  }

  async #finished(segment: number): Promise<void> {
    this.#placed(await this.server.finish(segment, this.#standing));
  }

  #standing = ({ decisions }: PlaceReply): void => this.store.replaceDecisions(decisions);

  #placed(sent: Sent<PlaceReply>): void {
    if (sent.kind === "delivered") this.#standing(sent.content);
  }

  // What the tutor changed

  async #resolve(decision: DecisionMessage, resolution: Resolution): Promise<void> {
    try {
      const { decisions } = await this.server.resolve(decision, resolution);
      this.store.replaceDecisions(decisions);
    } catch (error) {
      this.#excuse(error);
      return;
    }
    if (resolution === "kept" && decision.action === "offer_break") await this.#rest();
    else this.announce((await onDemand()).said(resolution));
    if (resolution !== "kept") this.#returnFocus();
  }

  /** Where a note was taken away with the button that had the focus. */
  #returnFocus(): void {
    if (document.activeElement && document.activeElement !== document.body) return;
    byId("stage").querySelector<HTMLElement>("h2")?.focus({ preventScroll: true });
  }

  async #rest(): Promise<void> {
    await onDemand();
    const breath = document.createElement("at-breath") as BreathElement;
    breath.place = this.#lesson.title;
    breath.done = () => {
      breath.remove();
      this.#returnFocus();
    };
    this.#lesson.notes.place.prepend(breath);
  }

  #excuse(error: unknown): void {
    if (error instanceof SignedOut) this.store.change({ isSignedOut: true });
    else if (error instanceof Unreachable) {
      this.store.change({ notice: _("That needs a connection. Nothing else is lost.") });
    } else throw error;
  }

  // Keys and buttons of the page itself

  #listen(): void {
    const dialog = byId("keys") as HTMLDialogElement;
    document.addEventListener("keydown", (event) =>
      onKey(event, {
        choose: (number) => this.#lesson.exercise?.choose(number) ?? false,
        hint: () => void this.#lesson.exercise?.takeHint(),
        drifted: () => this.#drifted(),
        help: () => dialog.showModal(),
        pause: () => this.#toggleSensing(),
        step: (by) => this.#lesson.step(by),
        onward: () => this.#lesson.onward(),
      }),
    );
    const letters = byId("letters") as HTMLInputElement;
    letters.checked = areLettersOn();
    letters.addEventListener("change", () => switchLetters(letters.checked));
    byId("show-keys").addEventListener("click", () => dialog.showModal());
    byId("drifted").addEventListener("click", () => this.#drifted());
    byId("see-why").addEventListener("click", () => this.#seeWhy());
    document.addEventListener("attune-settled", () => this.#lesson.drawOnwards());
    document.addEventListener("attune-hint", (event) => {
      this.#sensing.hintShown((event as CustomEvent<HintShown>).detail);
    });
  }

  #drifted(): void {
    this.#sensing.drifted();
    const text = this.#sensing.isSensing
      ? _("Noted. Thank you for saying so; carry on where you like.")
      : _("Nothing is sensed at the moment, so this was not noted. Carry on where you like.");
    this.store.change({ notice: text });
  }

  #toggleSensing(): void {
    if (this.#light === "off") return;
    const isPaused = this.#sensing.isSensing;
    if (isPaused) this.#sensing.stop();
    else this.#sensing.start();
    this.store.change({ isPaused });
    this.announce(isPaused ? _("Sensing is paused.") : _("Sensing is on again."));
  }

  get #light(): Light {
    const { isPaused, isWithdrawn } = this.store.state;
    if (isWithdrawn || this.boot.signals.length === 0) return "off";
    return isPaused ? "paused" : "on";
  }

  #seeWhy(): void {
    const note = this.#lesson.notes.first;
    note?.scrollIntoView({ block: "center" });
    note?.querySelector<HTMLElement>("h2")?.focus({ preventScroll: true });
    byId("see-why").hidden = true;
  }

  // Drawing: each part of the page by its part of the state

  #draw(state: State, before: State): void {
    if (state.isWithdrawn) this.#sensing.stop();
    const light = this.#light;
    const isCalm = light === "on" && !state.estimate && !state.probe;
    if (!isCalm || state.decisions.length > 0) void onDemand();
    for (const lamp of all<LampElement>("at-lamp")) {
      lamp.toggle = () => this.#toggleSensing();
      Object.assign(lamp, { light, signals: this.boot.signals });
    }
    for (const pace of all<PaceElement>("at-pace")) {
      Object.assign(pace, { light, estimate: state.estimate });
    }
    for (const place of all<ProbeElement>("at-probe")) {
      place.probe = state.probe;
      place.answered = (probe, answer, latency_ms) => {
        this.#sensing.probeAnswered(probe, answer, latency_ms);
        this.store.change({ probe: null });
      };
    }
    if (state.probe && state.probe !== before.probe) this.announce(_("A short question is below the lesson."));
    drawBeads(state, before);
    drawConnection(state);
    if (state.notice !== before.notice && state.notice) this.#notice(state.notice);
    if (state.decisions !== before.decisions) this.#decisionsChanged(state, before);
  }

  #notice(text: string): void {
    byId("notice").replaceChildren(text);
    byId("notice").hidden = false;
    this.announce(text);
  }

  #decisionsChanged(state: State, before: State): void {
    this.#lesson.drawDecisions();
    const known = new Set(before.decisions.map(({ decision }) => decision));
    const fresh = state.decisions.find(({ decision }) => !known.has(decision));
    if (!fresh) return;
    this.announce(`${fresh.title}. ${fresh.why}`);
    // The change stands at the head of the segment; whoever has scrolled past it is told below.
    byId("see-why").hidden = byId("notes").getBoundingClientRect().top >= 0;
  }
}

function drawBeads(state: State, before: State): void {
  for (const bead of all("[data-bead]")) {
    const id = Number(bead.dataset["bead"]);
    bead.classList.toggle("is-done", state.finished.has(id));
    bead.ariaCurrent = id === state.current ? "step" : null;
    const done = bead.querySelector<HTMLElement>("[data-done]");
    if (done) done.hidden = !state.finished.has(id);
    const isFresh = state === before || state.current !== before.current;
    if (id === state.current && isFresh) bead.scrollIntoView({ block: "nearest", inline: "center" });
  }
}

// What is sent at once need not be said: a line that comes and goes only moves the page.
const SENDING_AFTER_MS = 2_000;
let sending: ReturnType<typeof setTimeout> | undefined;

function drawConnection(state: State): void {
  byId("signed-out").hidden = !state.isSignedOut;
  const isOffline = state.isOffline || state.connection === "offline";
  const line = byId("connection");
  clearTimeout(sending);
  if (isOffline || state.waiting === 0) line.hidden = !isOffline;
  else sending = setTimeout(() => (line.hidden = false), SENDING_AFTER_MS);
  const waits = fill(_("{n} saved on this device"), { n: state.waiting });
  const words = isOffline ? _("Working offline, nothing is lost") : _("Sending");
  line.querySelector("[data-words]")?.replaceChildren(state.waiting ? `${words} · ${waits}` : words);
}

async function start(): Promise<Player | null> {
  if (document.getElementById("attune-review")) {
    await (await (await onDemand()).review()).startReview();
    return null;
  }
  const boot = readBoot();
  identify(boot.learner);
  const store = new SessionStore(boot);
  const deliveries = new Deliveries(await openDeliveryStore(), boot.learner, (state) =>
    store.change(state),
  );
  const outbox = await openOutbox(boot.learner, boot.session);
  const player = new Player(boot, store, new Server(boot, deliveries), outbox);
  player.start();
  new Connection({
    path: boot.socket_path,
    frameUrl: (session) => boot.frame_url.replace("{session}", session),
    csrfToken: csrfToken(),
    outbox,
    onMessage: (message) => store.dispatch(message),
    onState: (connection) => store.change({ connection }),
  });
  // A socket takes a while to notice; the browser says at once.
  addEventListener("offline", () => store.change({ isOffline: true }));
  addEventListener("online", () => store.change({ isOffline: false }));
  setTimeout(async () => (await onDemand()).nudges(store, boot.session), ON_DEMAND_AFTER_MS);
  void deliveries.start();
  return player;
}

const starting = start();
// A bead that is pressed before the player has started is heard as soon as it has.
for (const bead of all("[data-bead]")) {
  bead.addEventListener("click", async () => (await starting)?.show(Number(bead.dataset["bead"])));
}

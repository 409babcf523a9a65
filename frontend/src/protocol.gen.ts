// Written by `make protocol` from tutor/domain/protocol/messages.py and attention_model/signals.
// Do not edit: change those, and run it again.

export const PROTOCOL_VERSION = 1;
export const MAX_EVENTS_A_FRAME = 100;
export const MAX_FRAME_BYTES = 65536;

/** A part of the lesson came into view. */
export interface SegmentViewEvent {
  readonly kind: "segment_view";
  /** ms, from 0 to 4102444800000 */
  readonly at_ms: number;
  /** id, from 0 to 9007199254740991 */
  readonly segment: number;
  readonly segment_kind: "reading" | "worked_example" | "media" | "practice";
  /** count, from 0 to 100000 */
  readonly words: number;
  /** ms, from 0 to 604800000 */
  readonly expected_ms: number;
}

/** A part of the lesson was left; the spans are totals of that visit. */
export interface SegmentLeaveEvent {
  readonly kind: "segment_leave";
  /** ms, from 0 to 4102444800000 */
  readonly at_ms: number;
  /** id, from 0 to 9007199254740991 */
  readonly segment: number;
  /** ms, from 0 to 604800000 */
  readonly open_ms: number;
  /** ms, from 0 to 604800000 */
  readonly visible_ms: number;
  /** ms, from 0 to 604800000 */
  readonly active_ms: number;
  /** fraction, from 0.0 to 1.0 */
  readonly depth_p: number;
}

/** The three honest clocks of an open segment: open, visible and active time since the last. */
export interface DwellEvent {
  readonly kind: "dwell";
  /** ms, from 0 to 4102444800000 */
  readonly at_ms: number;
  /** id, from 0 to 9007199254740991 */
  readonly segment: number;
  /** ms, from 0 to 604800000 */
  readonly open_ms: number;
  /** ms, from 0 to 604800000 */
  readonly visible_ms: number;
  /** ms, from 0 to 604800000 */
  readonly active_ms: number;
  /** fraction, from 0.0 to 1.0 */
  readonly depth_p: number;
}

/** Scrolling during about a second; sent only when there was any. */
export interface ScrollEvent {
  readonly kind: "scroll";
  /** ms, from 0 to 4102444800000 */
  readonly at_ms: number;
  /** viewport heights, from 0.0 to 10000.0 */
  readonly distance_vh: number;
  /** count, from 0 to 100000 */
  readonly reversals: number;
  /** count, from 0 to 100000 */
  readonly jumps: number;
  /** ms, from 0 to 3600000 */
  readonly span_ms: number;
}

/** A click or tap: on the lesson, on a control or outside both; never where exactly. */
export interface ClickEvent {
  readonly kind: "click";
  /** ms, from 0 to 4102444800000 */
  readonly at_ms: number;
  readonly target: "content" | "control" | "outside";
  readonly is_interactive: boolean;
}

/** Pointer movement during about a second; sent only when there was any. */
export interface PointerEvent {
  readonly kind: "pointer";
  /** ms, from 0 to 4102444800000 */
  readonly at_ms: number;
  /** count, from 0 to 100000 */
  readonly moves: number;
  /** viewport heights, from 0.0 to 10000.0 */
  readonly distance_vh: number;
  /** count, from 0 to 100000 */
  readonly pauses: number;
  /** ms, from 0 to 3600000 */
  readonly span_ms: number;
}

/** The tab was hidden or came back; `hidden_ms` is how long it had been hidden, else 0. */
export interface VisibilityEvent {
  readonly kind: "visibility";
  /** ms, from 0 to 4102444800000 */
  readonly at_ms: number;
  readonly is_visible: boolean;
  /** ms, from 0 to 604800000 */
  readonly hidden_ms: number;
}

/** The window lost or regained the focus; `blurred_ms` is how long it had been away, else 0. */
export interface BlurEvent {
  readonly kind: "blur";
  /** ms, from 0 to 4102444800000 */
  readonly at_ms: number;
  readonly is_focused: boolean;
  /** ms, from 0 to 604800000 */
  readonly blurred_ms: number;
}

/** No input for 15, 30 or 60 s; once more with the whole length when the span is over. */
export interface IdleEvent {
  readonly kind: "idle";
  /** ms, from 0 to 4102444800000 */
  readonly at_ms: number;
  /** ms, from 0 to 604800000 */
  readonly idle_ms: number;
  readonly is_over: boolean;
}

/** An exercise came into view. */
export interface ItemViewEvent {
  readonly kind: "item_view";
  /** ms, from 0 to 4102444800000 */
  readonly at_ms: number;
  /** id, from 0 to 9007199254740991 */
  readonly item: number;
  /** at most 64 characters */
  readonly exercise_type: string;
}

/**
 * An answer and its timing. `first_act_ms` runs from seeing the exercise to the first input.
 *
 * `outcome` is `unknown` while the learner is offline; `expected_p` is the chance of success
 * that the learner model gave beforehand, nothing when it had none.
 */
export interface AnswerEvent {
  readonly kind: "answer";
  /** ms, from 0 to 4102444800000 */
  readonly at_ms: number;
  /** id, from 0 to 9007199254740991 */
  readonly item: number;
  /** at most 64 characters */
  readonly exercise_type: string;
  /** ordinal, from 1 to 10000 */
  readonly attempt: number;
  /** ms, from 0 to 604800000 */
  readonly latency_ms: number;
  /** ms, from 0 to 604800000 */
  readonly first_act_ms: number;
  readonly outcome: "right" | "almost" | "not_yet" | "unknown";
  /** fraction, from 0.0 to 1.0 */
  readonly expected_p: number | null;
}

/** A hint was opened, `since_previous_ms` after the one before it or after the exercise. */
export interface HintEvent {
  readonly kind: "hint";
  /** ms, from 0 to 4102444800000 */
  readonly at_ms: number;
  /** id, from 0 to 9007199254740991 */
  readonly item: number;
  /** count, from 0 to 100000 */
  readonly ordinal: number;
  /** ms, from 0 to 604800000 */
  readonly since_previous_ms: number;
  readonly is_bottom_out: boolean;
}

/**
 * What the learner said about their attention when asked.
 *
 * `elsewhere` and `surroundings` are off-task; `stuck` is thought about the task and counts as
 * on it; `skipped` is missing.
 */
export interface ProbeAnswerEvent {
  readonly kind: "probe_answer";
  /** ms, from 0 to 4102444800000 */
  readonly at_ms: number;
  /** id, from 0 to 9007199254740991 */
  readonly probe: number;
  readonly answer: "on_task" | "stuck" | "elsewhere" | "surroundings" | "skipped";
  /** ms, from 0 to 604800000 */
  readonly latency_ms: number;
}

/** The learner pressed "I drifted" without being asked. */
export interface DriftedEvent {
  readonly kind: "drifted";
  /** ms, from 0 to 4102444800000 */
  readonly at_ms: number;
}

/**
 * A fixation on a named area from any eye tracker, or a span off the screen.
 *
 * `area` is empty when off screen; `valid_p` is the share of samples with a usable eye estimate.
 */
export interface GazeEvent {
  readonly kind: "gaze";
  /** ms, from 0 to 4102444800000 */
  readonly at_ms: number;
  /** at most 64 characters */
  readonly area: string;
  /** ms, from 0 to 3600000 */
  readonly fixation_ms: number;
  /** viewport heights, from 0.0 to 10000.0 */
  readonly dispersion_vh: number;
  /** ms, from 0 to 3600000 */
  readonly offscreen_ms: number;
  /** fraction, from 0.0 to 1.0 */
  readonly valid_p: number;
  /** ms, from 0 to 3600000 */
  readonly span_ms: number;
}

/** A change that the tutor made came into view. */
export interface AdaptationSeenEvent {
  readonly kind: "adaptation_seen";
  /** ms, from 0 to 4102444800000 */
  readonly at_ms: number;
  /** id, from 0 to 9007199254740991 */
  readonly decision: number;
}

/** The browser's outbox was full and had to drop signals of one kind. */
export interface DroppedEvent {
  readonly kind: "dropped";
  /** ms, from 0 to 4102444800000 */
  readonly at_ms: number;
  /** count, from 0 to 100000 */
  readonly count: number;
  /** at most 64 characters */
  readonly dropped_kind: string;
}

export type SignalEvent =
  | SegmentViewEvent
  | SegmentLeaveEvent
  | DwellEvent
  | ScrollEvent
  | ClickEvent
  | PointerEvent
  | VisibilityEvent
  | BlurEvent
  | IdleEvent
  | ItemViewEvent
  | AnswerEvent
  | HintEvent
  | ProbeAnswerEvent
  | DriftedEvent
  | GazeEvent
  | AdaptationSeenEvent
  | DroppedEvent;

export type SignalKind = SignalEvent["kind"];

export const SIGNAL_KINDS = [
  "segment_view",
  "segment_leave",
  "dwell",
  "scroll",
  "click",
  "pointer",
  "visibility",
  "blur",
  "idle",
  "item_view",
  "answer",
  "hint",
  "probe_answer",
  "drifted",
  "gaze",
  "adaptation_seen",
  "dropped",
] as const satisfies readonly SignalKind[];

/** The consent that each signal needs. */
export const SIGNAL_PURPOSES: Readonly<Record<SignalKind, "activity" | "gaze">> = {
  segment_view: "activity",
  segment_leave: "activity",
  dwell: "activity",
  scroll: "activity",
  click: "activity",
  pointer: "activity",
  visibility: "activity",
  blur: "activity",
  idle: "activity",
  item_view: "activity",
  answer: "activity",
  hint: "activity",
  probe_answer: "activity",
  drifted: "activity",
  gaze: "gaze",
  adaptation_seen: "activity",
  dropped: "activity",
};

/** One observed behaviour that moved the estimate; `contribution` is additive, in logits. */
export interface Reason {
  readonly feature: string;
  readonly words: string;
  readonly contribution: number;
}

/**
 * One learner in the teacher's live class: facts, not traits.
 *
 * `need` orders the list (higher first) and `need_rule` names the rule that set it, "" for none;
 * `alerts` are all that hold and that no teacher has marked yet, the strongest first.
 * Focus fields are null unless the learner consented and evidence is enough.
 */
export interface LiveRow {
  readonly learner: string;
  readonly name: string;
  readonly lesson: string;
  readonly segment: string;
  readonly progress_p: number;
  readonly state: string;
  readonly state_words: string;
  readonly observed: readonly string[];
  readonly tutor_did: string;
  readonly teacher_did: string;
  readonly alerts: readonly LiveAlert[];
  readonly need: number;
  readonly need_rule: string;
  readonly need_since_ms: number | null;
  readonly focus_low: number | null;
  readonly focus_high: number | null;
  readonly focus_words: string;
  readonly last_seen_ms: number;
}

/** A rule that holds for a learner: its sentence, what was observed, and since when. */
export interface LiveAlert {
  readonly alert: string;
  readonly rule: string;
  readonly sentence: string;
  readonly words: string;
  readonly raised_at_ms: number;
}

/** The first message on a socket. A browser with another protocol version is told to reload. */
export interface Hello {
  readonly type: "hello";
  readonly protocol: number;
  /** a UUID in lower case */
  readonly stream: string;
}

/**
 * Events of one page boot; (stream, seq) never changes once written to the outbox.
 *
 * `sent_at_ms` is the client's clock when it was sent, to record its skew. `events` is a list of
 * at most 100 events; it stays raw here, since each event is checked by its signal's own type
 * (`protocol.codec`), so that one bad event does not block the others.
 */
export interface FrameMessage {
  readonly type: "frame";
  /** a UUID in lower case */
  readonly stream: string;
  /** from 1 to 2147483647 */
  readonly seq: number;
  /** from 0 to 4102444800000 */
  readonly sent_at_ms: number;
  readonly events: readonly SignalEvent[];
}

export type ClientMessage =
  | Hello
  | FrameMessage;

/** Answer to hello: which signals may be collected, and how often to send. */
export interface Welcome {
  readonly type: "welcome";
  readonly protocol: number;
  readonly signals: readonly string[];
  readonly frame_every_ms: number;
  readonly idle_after_ms: readonly number[];
}

/** These frames are committed to the database: the outbox may forget them. */
export interface Ack {
  readonly type: "ack";
  /** a UUID in lower case */
  readonly stream: string;
  readonly seqs: readonly number[];
}

/**
 * One event that can never be accepted. The rest of its frame is acked as usual.
 *
 * `index` counts from 0 in the frame's list. `code` is one of NACK_CODES. Where the whole frame
 * cannot be read, its first event is named, and the frame is kept empty so that it is acked.
 */
export interface Nack {
  readonly type: "nack";
  /** a UUID in lower case */
  readonly stream: string;
  readonly seq: number;
  readonly index: number;
  readonly code: string;
  readonly detail: string;
}

/** The focus estimate as its owner may see it: a band, or why there is none. */
export interface EstimateMessage {
  readonly type: "estimate";
  readonly at_ms: number;
  readonly evidence: string;
  readonly low: number | null;
  readonly high: number | null;
  readonly why_not: string;
  readonly reasons: readonly Reason[];
}

/**
 * The lesson changes: what, why in the learner's words, and what may be done about it.
 *
 * `target` names segments and items by id. `html` is the inserted part, already rendered.
 * `ordinal` counts the session's decisions: the signal `adaptation_seen` names it.
 */
export interface DecisionMessage {
  readonly type: "decision";
  readonly decision: string;
  readonly ordinal: number;
  readonly action: string;
  readonly target: Readonly<Record<string, number | string | null>>;
  readonly title: string;
  readonly why: string;
  readonly html: string;
  readonly resolution: string;
  readonly decided_at_ms: number;
}

/** Ask the one-line thought probe. `options` come in the order to show them. */
export interface ProbeMessage {
  readonly type: "probe";
  readonly probe: number;
  readonly options: readonly string[];
}

/** A sentence for the page's status line, for example from a teacher. */
export interface Notice {
  readonly type: "notice";
  readonly text: string;
}

/** Something for a learner waits from their teacher; the page asks what, over HTTP. */
export interface Nudge {
  readonly type: "nudge";
  readonly nudge: string;
}

/** The server asks for fewer frames: it takes the one just sent only after this long. */
export interface Slow {
  readonly type: "slow";
  readonly wait_ms: number;
}

/** The socket is about to close: why, and what helps. `code` is one of REFUSAL_CODES. */
export interface Refused {
  readonly type: "refused";
  readonly code: string;
  readonly detail: string;
}

/** Rows of the live class that changed since the last message; `is_whole` on the first. */
export interface Live {
  readonly type: "live";
  readonly is_whole: boolean;
  readonly rows: readonly LiveRow[];
  readonly sent_at_ms: number;
}

export type ServerMessage =
  | Welcome
  | Ack
  | Nack
  | EstimateMessage
  | DecisionMessage
  | ProbeMessage
  | Notice
  | Nudge
  | Slow
  | Refused
  | Live;

export const SERVER_MESSAGE_TYPES = [
  "welcome",
  "ack",
  "nack",
  "estimate",
  "decision",
  "probe",
  "notice",
  "nudge",
  "slow",
  "refused",
  "live",
] as const satisfies readonly ServerMessage["type"][];

export type NackCode = "malformed" | "unknown_kind" | "bad_value" | "no_consent" | "too_many";

/** Why the server closes a socket: the code of `Refused`, and its close code. */
export const CLOSE_CODES = {
  malformed: 4400,
  signed_out: 4401,
  not_yours: 4403,
  no_such_session: 4404,
  old_protocol: 4426,
  too_slow: 4508,
  too_many: 4529,
} as const;

"""Every message on the websocket: two closed unions, told apart by `type`.

`make protocol` writes `frontend/src/protocol.gen.ts` and `docs/reference/protocol.md` from it.
Events inside a frame are declared in `attention_model.signals`, one file a signal.
"""

from __future__ import annotations

from typing import Annotated

import msgspec

from attention_model.signals.base import YEAR_2100_MS

PROTOCOL_VERSION = 1
MAX_EVENTS_A_FRAME = 100
MAX_FRAME_BYTES = 65_536

# Why an event can never be accepted; `no_consent` also asks the browser to stop collecting.
NACK_CODES = ("malformed", "unknown_kind", "bad_value", "no_consent", "too_many")
# Why a socket closes, and the close code that follows: after 44xx trying again will not help, after
# 45xx it will. (A server may send no other codes than 1000 and 3000-4999.)
REFUSAL_CODES = {
    "malformed": 4400,
    "signed_out": 4401,
    "not_yours": 4403,
    "no_such_session": 4404,
    "old_protocol": 4426,
    "too_slow": 4508,
    "too_many": 4529,
}

Seq = Annotated[int, msgspec.Meta(ge=1, le=2_147_483_647)]
Stream = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
Moment = Annotated[int, msgspec.Meta(ge=0, le=YEAR_2100_MS)]


class Message(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="type"
):
    """Base of all messages: immutable, and closed to fields that the protocol does not know."""


# Client -> server


class Hello(Message, frozen=True, tag="hello"):
    """The first message on a socket. A browser with another protocol version is told to reload."""

    protocol: int
    stream: Stream


class FrameMessage(Message, frozen=True, tag="frame"):
    """Events of one page boot; (stream, seq) never changes once written to the outbox.

    `sent_at_ms` is the client's clock when it was sent, to record its skew. `events` is a list of
    at most 100 events; it stays raw here, since each event is checked by its signal's own type
    (`protocol.codec`), so that one bad event does not block the others.
    """

    stream: Stream
    seq: Seq
    sent_at_ms: Moment
    events: msgspec.Raw


ClientMessage = Hello | FrameMessage


# Server -> client


class Welcome(Message, frozen=True, tag="welcome"):
    """Answer to hello: which signals may be collected, and how often to send."""

    protocol: int
    signals: list[str]
    frame_every_ms: int
    idle_after_ms: list[int]


class Ack(Message, frozen=True, tag="ack"):
    """These frames are committed to the database: the outbox may forget them."""

    stream: Stream
    seqs: list[int]


class Nack(Message, frozen=True, tag="nack"):
    """One event that can never be accepted. The rest of its frame is acked as usual.

    `index` counts from 0 in the frame's list. `code` is one of NACK_CODES. Where the whole frame
    cannot be read, its first event is named, and the frame is kept empty so that it is acked.
    """

    stream: Stream
    seq: int
    index: int
    code: str
    detail: str


class Reason(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One observed behaviour that moved the estimate; `contribution` is additive, in logits."""

    feature: str
    words: str
    contribution: float


class EstimateMessage(Message, frozen=True, tag="estimate"):
    """The focus estimate as its owner may see it: a band, or why there is none."""

    at_ms: int
    evidence: str
    low: float | None
    high: float | None
    why_not: str
    reasons: list[Reason]


class DecisionMessage(Message, frozen=True, tag="decision"):
    """The lesson changes: what, why in the learner's words, and what may be done about it.

    `target` names segments and items by id. `html` is the inserted part, already rendered.
    `ordinal` counts the session's decisions: the signal `adaptation_seen` names it.
    """

    decision: str
    ordinal: int
    action: str
    target: dict[str, int | str | None]
    title: str
    why: str
    html: str
    resolution: str
    decided_at_ms: int


class ProbeMessage(Message, frozen=True, tag="probe"):
    """Ask the one-line thought probe. `options` come in the order to show them."""

    probe: int
    options: list[str]


class Notice(Message, frozen=True, tag="notice"):
    """A sentence for the page's status line, for example from a teacher."""

    text: str


class Nudge(Message, frozen=True, tag="nudge"):
    """Something for a learner waits from their teacher; the page asks what, over HTTP."""

    nudge: str


class Slow(Message, frozen=True, tag="slow"):
    """The server asks for fewer frames: it takes the one just sent only after this long."""

    wait_ms: int


class Refused(Message, frozen=True, tag="refused"):
    """The socket is about to close: why, and what helps. `code` is one of REFUSAL_CODES."""

    code: str
    detail: str


class LiveAlert(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A rule that holds for a learner: its sentence, what was observed, and since when."""

    alert: str
    rule: str
    sentence: str
    words: str
    raised_at_ms: int


class LiveRow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One learner in the teacher's live class: facts, not traits.

    `need` orders the list (higher first) and `need_rule` names the rule that set it, "" for none;
    `alerts` are all that hold and that no teacher has marked yet, the strongest first.
    Focus fields are null unless the learner consented and evidence is enough.
    """

    learner: str
    name: str
    lesson: str
    segment: str
    progress_p: float
    state: str
    state_words: str
    observed: list[str]
    tutor_did: str
    teacher_did: str
    alerts: list[LiveAlert]
    need: int
    need_rule: str
    need_since_ms: int | None
    focus_low: float | None
    focus_high: float | None
    focus_words: str
    last_seen_ms: int


class Live(Message, frozen=True, tag="live"):
    """Rows of the live class that changed since the last message; `is_whole` on the first."""

    is_whole: bool
    rows: list[LiveRow]
    sent_at_ms: int


ServerMessage = (
    Welcome
    | Ack
    | Nack
    | EstimateMessage
    | DecisionMessage
    | ProbeMessage
    | Notice
    | Nudge
    | Slow
    | Refused
    | Live
)

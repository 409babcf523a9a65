"""Every message on the websocket: two closed unions, told apart by `type`.

`make protocol` writes `frontend/src/protocol.gen.ts` and `docs/reference/protocol.md` from this file.
Events inside a frame are declared in `attention_model.signals`, one file a signal.
"""

from __future__ import annotations

from typing import Annotated

import msgspec

PROTOCOL_VERSION = 1
MAX_EVENTS_A_FRAME = 100
MAX_FRAME_BYTES = 65_536

Seq = Annotated[int, msgspec.Meta(ge=1, le=2_147_483_647)]
Stream = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
Probability = Annotated[float, msgspec.Meta(ge=0.0, le=1.0)]


class Message(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="type"
):
    """Base of all messages: immutable, and closed to fields that the protocol does not know."""


# Client -> server


class Hello(Message, tag="hello"):
    """The first message on a socket. A browser with another protocol version is told to reload."""

    protocol: int
    stream: Stream


class FrameMessage(Message, tag="frame"):
    """Events of one page boot; (stream, seq) never changes once written to the outbox.

    `sent_at_ms` is the client's clock when it was sent, to record its skew. `events` stay raw here:
    each is checked by its signal's own type, so that one bad event does not block the others.
    """

    stream: Stream
    seq: Seq
    sent_at_ms: int
    events: list[msgspec.Raw]


ClientMessage = Hello | FrameMessage


# Server -> client


class Welcome(Message, tag="welcome"):
    """Answer to hello: which signals may be collected, and how often to send."""

    protocol: int
    signals: list[str]
    frame_every_ms: int
    idle_after_ms: list[int]


class Ack(Message, tag="ack"):
    """These frames are committed to the database: the outbox may forget them."""

    stream: Stream
    seqs: list[int]


class Nack(Message, tag="nack"):
    """One event that can never be accepted. The rest of its frame is acked as usual."""

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


class EstimateMessage(Message, tag="estimate"):
    """The focus estimate as its owner may see it: a band, or why there is none."""

    at_ms: int
    evidence: str
    low: float | None
    high: float | None
    why_not: str
    reasons: list[Reason]


class DecisionMessage(Message, tag="decision"):
    """The lesson changes: what, why in the learner's words, and what may be done about it.

    `target` names segments and items by id. `html` is the inserted part, already rendered.
    """

    decision: str
    action: str
    target: dict[str, int | str | None]
    title: str
    why: str
    html: str
    resolution: str
    decided_at_ms: int


class ProbeMessage(Message, tag="probe"):
    """Ask the one-line thought probe. `options` come in the order to show them."""

    probe: int
    options: list[str]


class Notice(Message, tag="notice"):
    """A sentence for the page's status line, for example from a teacher."""

    text: str


class Slow(Message, tag="slow"):
    """The server asks for fewer frames: wait this long before sending again."""

    wait_ms: int


class Refused(Message, tag="refused"):
    """The socket is about to close: why, and what helps."""

    code: str
    detail: str


class LiveRow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One learner in the teacher's live class: facts, not traits.

    `need` orders the list (higher first) and `need_rule` names the rule that set it, "" for none.
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
    need: int
    need_rule: str
    need_since_ms: int | None
    focus_low: float | None
    focus_high: float | None
    focus_words: str
    last_seen_ms: int


class Live(Message, tag="live"):
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
    | Slow
    | Refused
    | Live
)

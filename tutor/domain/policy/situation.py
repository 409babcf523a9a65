"""What a policy may know (`Situation`) and what it may answer (`Choice`): plain, frozen, storable.

A `Situation` is the whole input of `step`: stored as JSON beside each decision, it is enough to
derive the decision again (`manage.py replay`).
"""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Trigger(StrEnum):
    """The moments at which the lesson may change; never while an answer is being written."""

    RETURNED = "returned"
    SEGMENT_FINISHED = "segment_finished"
    ITEM_ANSWERED = "item_answered"
    TICK = "tick"


class Action(StrEnum):
    STAY = "stay_out_of_the_way"
    SHORTEN = "shorten_next"
    CHECK = "check_question"
    REREAD = "reread"
    EXAMPLE = "worked_example"
    BREAK = "offer_break"
    PROBE = "probe"
    NEXT_ITEM = "next_item"


class _Value(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class Focus(_Value):
    """A calibrated estimate. Where evidence is not enough there is no `Focus` at all, but `None`."""

    p_off_task: float
    low: float
    high: float
    top_feature: str
    sustained_ms: int


class Presence(_Value):
    """What was observed, without inference; all are zero or None without consent."""

    last_hidden_ms: int = 0
    idle_ms: int = 0
    active_ms_90s: int = 0
    wrong_in_a_row: int = 0
    hints_in_a_row: int = 0
    fast_answers_in_a_row: int = 0
    active_session_ms: int = 0
    has_drifted_press: bool = False


class Place(_Value):
    """Where the learner is, and what this lesson has that could help there (ids, or None)."""

    segment: int
    segment_kind: str
    is_answering: bool = False
    key_segment: int | None = None
    example_segment: int | None = None
    check_item: int | None = None
    next_reading_segment: int | None = None


class Candidate(_Value):
    """An item that could come next. `success_p` is the learner's estimated chance to get it right."""

    item: int
    success_p: float
    mastery_p: float
    is_seen: bool
    same_skill_as_last: bool


class Past(_Value):
    """One earlier decision of this session that the learner saw."""

    action: Action
    at_ms: int
    resolution: str


class Situation(_Value):
    """The whole input of `step`. `now_ms` counts from the session's start."""

    trigger: Trigger
    now_ms: int
    focus: Focus | None
    presence: Presence
    place: Place
    candidates: tuple[Candidate, ...] = ()
    past: tuple[Past, ...] = ()
    turned_off: tuple[Action, ...] = ()
    away_ms: int = 90_000
    may_probe: bool = False


class Alternative(_Value):
    action: Action
    target: dict[str, int | str | None]
    propensity_p: float


class Choice(_Value):
    """What was chosen, and from what. `reason_values` fill the words of `reason_code`."""

    action: Action
    target: dict[str, int | str | None]
    propensity_p: float
    alternatives: tuple[Alternative, ...]
    reason_code: str = ""
    reason_values: dict[str, int | str] = {}

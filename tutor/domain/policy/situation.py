"""What a policy may know (`Situation`) and what it may answer (`Choice`): plain, frozen, storable.

A `Situation` is the whole input of `step`: stored as JSON beside each decision, it is enough to
derive the decision again (`manage.py replay`).
"""

from __future__ import annotations

from collections.abc import Mapping
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


class Focus(_Value, frozen=True):
    """A calibrated estimate. Where evidence is not enough there is no `Focus` at all, but `None`.

    `top_feature` names the observed behaviour that moved it most and `top_value` its value, in that
    feature's unit; `sustained_ms` is for how long it has stayed high (see `hysteresis`). `part_p`
    is the mean over the part at hand (see `parts`), None until there is enough of it.
    """

    p_off_task: float
    low: float
    high: float
    top_feature: str
    sustained_ms: int
    top_value: float = 0.0
    part_p: float | None = None


class Presence(_Value, frozen=True):
    """What was observed, without inference; everything is zero or False without consent.

    `last_hidden_ms` is how long the page was hidden before it was last seen again, and
    `last_blurred_ms` how long another window was in front of it; both only right after the return.
    `has_drifted_press` is right after a press of "I drifted", `has_drifted_here` until the part at
    hand is left.
    """

    last_hidden_ms: int = 0
    last_blurred_ms: int = 0
    idle_ms: int = 0
    active_ms_90s: int = 0
    wrong_in_a_row: int = 0
    hints_in_a_row: int = 0
    fast_answers_in_a_row: int = 0
    active_session_ms: int = 0
    has_drifted_press: bool = False
    has_drifted_here: bool = False


class Place(_Value, frozen=True):
    """Where the learner is, and what this lesson has that could help there (ids, or None).

    `has_check_ahead` says whether a check question that was not asked yet is here or further on.
    """

    segment: int
    segment_kind: str
    is_answering: bool = False
    key_segment: int | None = None
    example_segment: int | None = None
    check_item: int | None = None
    next_reading_segment: int | None = None
    has_check_ahead: bool = False


class Candidate(_Value, frozen=True):
    """An item that could come next; `success_p` is the estimated chance to get it right."""

    item: int
    success_p: float
    mastery_p: float
    is_seen: bool
    same_skill_as_last: bool


class Past(_Value, frozen=True):
    """One earlier decision that the learner saw, oldest first; times count as in `Situation`.

    Those of other lessons are there as well, with negative times where they came before this
    session: a learner's quarter of an hour does not start anew with a lesson. `is_asked` marks what
    answered a press of the learner's ("I drifted").
    """

    action: Action
    at_ms: int
    resolution: str
    resolved_at_ms: int | None = None
    is_other_lesson: bool = False
    is_asked: bool = False


class Timing(_Value, frozen=True):
    """An interruption of another learner in this lesson, in time since that session's start."""

    action: Action
    at_ms: int
    is_asked: bool = False


class Situation(_Value, frozen=True):
    """The whole input of `step`. `now_ms` counts from the session's start.

    `timings` are the other learner's whose times a yoked session repeats, oldest first; `probed_p`
    are the estimates at this learner's last answered probes. A teacher `wants_small_steps`.
    """

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
    timings: tuple[Timing, ...] = ()
    probed_p: tuple[float, ...] = ()
    wants_small_steps: bool = False


# What interrupts a learner; the caps count these. A probe has caps of its own.
INTERVENTIONS = frozenset(
    {Action.SHORTEN, Action.CHECK, Action.REREAD, Action.EXAMPLE, Action.BREAK}
)

# Goes with the reason of a change that the learner asked for by a press.
ASKED: dict[str, int | str] = {"is_asked": 1}


def is_asked(reason_values: Mapping[str, object]) -> bool:
    """Whether the reason of a change says that the learner asked for it."""
    return bool(reason_values.get("is_asked"))


class Alternative(_Value, frozen=True):
    """Something that could have been chosen here, and how likely it was."""

    action: Action
    target: dict[str, int | str | None]
    propensity_p: float


class Choice(_Value, frozen=True):
    """What was chosen, and from what. `reason_values` fill the words of `reason_code`."""

    action: Action
    target: dict[str, int | str | None]
    propensity_p: float
    alternatives: tuple[Alternative, ...]
    reason_code: str = ""
    reason_values: dict[str, int | str] = {}

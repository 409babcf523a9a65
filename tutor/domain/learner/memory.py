"""When a skill will be forgotten, and so when to meet it again: FSRS-6, by py-fsrs.

FSRS (Ye, Su and Cao 2022, "A stochastic shortest path algorithm for optimizing spaced repetition
scheduling") keeps two numbers: the stability, the days until the chance of recall has fallen to
nine in ten, and the difficulty of keeping it, from 1 to 10. Its default parameters come from
several hundred million reviews of flashcards; for skills they are a start, not a measurement.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from fsrs import Card, Rating, Scheduler, State

# A review is due when recall has fallen to nine in ten; the interval then equals the stability.
RETENTION_P = 0.9
# A second try and a rapid guess (which count less) tell little about memory.
LEAST_WEIGHT_P = 0.5
# No steps within a day: a lesson gives its own practice. No fuzz: the same answers, the same dates.
_SCHEDULER: Final = Scheduler(
    desired_retention=RETENTION_P,
    learning_steps=(),
    relearning_steps=(),
    maximum_interval=365,
    enable_fuzzing=False,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Memory:
    """How well a skill is kept; `stability_days` as FSRS defines it, `difficulty` from 1 to 10."""

    stability_days: float
    difficulty: float
    reviewed_at: datetime
    due_at: datetime


def is_review(weight_p: float) -> bool:
    """Whether an answer of this weight tells something about memory."""
    return weight_p >= LEAST_WEIGHT_P


def reviewed(
    memory: Memory | None, *, is_right: bool, weight_p: float, now: datetime
) -> Memory | None:
    """The memory after an answer; unchanged by one that tells too little.

    Not right is FSRS's "again", right with help its "hard", right its "good".

    >>> day = datetime(2026, 11, 24, tzinfo=UTC)
    >>> first = reviewed(None, is_right=True, weight_p=1.0, now=day)
    >>> first.due_at.isoformat(), round(first.stability_days, 2)
    ('2026-11-26T00:00:00+00:00', 2.31)
    """
    if not is_review(weight_p):
        return memory
    moment = now.astimezone(UTC)
    card, _log = _SCHEDULER.review_card(
        _card(memory, now=moment), _rating(is_right, weight_p), review_datetime=moment
    )
    if card.stability is None or card.difficulty is None:
        raise ValueError(f"FSRS gave no stability for a review at {moment}")
    return Memory(
        stability_days=card.stability,
        difficulty=card.difficulty,
        reviewed_at=moment,
        due_at=card.due,
    )


def recall_p(memory: Memory, *, now: datetime) -> float:
    """The chance that the skill is still there; 1 on the day of its review.

    >>> day = datetime(2026, 11, 24, tzinfo=UTC)
    >>> kept = Memory(stability_days=3.0, difficulty=5.0, reviewed_at=day, due_at=day)
    >>> round(recall_p(kept, now=datetime(2026, 11, 27, tzinfo=UTC)), 3)
    0.9
    """
    moment = now.astimezone(UTC)
    return float(_SCHEDULER.get_card_retrievability(_card(memory, now=moment), moment))


def _card(memory: Memory | None, *, now: datetime) -> Card:
    """A card with an id and a date of ours: without them py-fsrs would ask the clock."""
    if memory is None:
        return Card(card_id=1, due=now)
    return Card(
        card_id=1,
        state=State.Review,
        stability=memory.stability_days,
        difficulty=memory.difficulty,
        due=memory.due_at.astimezone(UTC),
        last_review=memory.reviewed_at.astimezone(UTC),
    )


def _rating(is_right: bool, weight_p: float) -> Rating:
    if not is_right:
        return Rating.Again
    return Rating.Good if weight_p >= 1 else Rating.Hard

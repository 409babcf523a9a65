"""How much one answer says about a skill: everything, something or nothing."""

from __future__ import annotations

from tutor.domain.exercises.base import Outcome

# The fixed threshold of Kong, Wise and Bhola (2007): quicker than this, nobody has read it.
RAPID_MS = 3_000
# w = 1 - 0.8 P(rapid guess): such an answer is nearly, not wholly, without information.
RAPID_WEIGHT_P = 0.2
# A second try comes after feedback that may have given the answer away.
RETRY_WEIGHT_P = 0.3


def is_rapid_guess(*, latency_ms: int, guess_p: float, outcome: Outcome) -> bool:
    """Whether an answer looks like a guess: too quick to have read the question.

    A quick right answer that could not have been hit by chance (`guess_p` is 0 where one has to
    write) is knowledge, not a guess.

    >>> is_rapid_guess(latency_ms=900, guess_p=0.25, outcome=Outcome.RIGHT)
    True
    >>> is_rapid_guess(latency_ms=900, guess_p=0.0, outcome=Outcome.RIGHT)
    False
    >>> is_rapid_guess(latency_ms=8_000, guess_p=0.25, outcome=Outcome.NOT_YET)
    False
    """
    could_be_chance = guess_p > 0 or outcome is Outcome.NOT_YET
    return latency_ms < RAPID_MS and could_be_chance


def weight_p(
    outcome: Outcome,
    *,
    is_rapid_guess: bool = False,
    is_retry: bool = False,
    hints_used: int = 0,
    saw_answer: bool = False,
) -> float:
    """How much an answer counts, from 0 (not at all) to 1.

    ALMOST (equivalent but not simplified, a missing unit) costs no mastery: it counts nothing, and
    the next try is still a first one. What was right with h hints counts 1 / (1 + h); right after
    the bottom-out hint, which gives the answer, counts nothing.

    >>> weight_p(Outcome.RIGHT)
    1.0
    >>> weight_p(Outcome.ALMOST)
    0.0
    >>> weight_p(Outcome.RIGHT, hints_used=1)
    0.5
    >>> round(weight_p(Outcome.NOT_YET, is_rapid_guess=True, is_retry=True), 2)
    0.06
    """
    if outcome is Outcome.ALMOST:
        return 0.0
    if outcome is Outcome.RIGHT and saw_answer:
        return 0.0
    weight = 1.0
    if is_rapid_guess:
        weight *= RAPID_WEIGHT_P
    if is_retry:
        weight *= RETRY_WEIGHT_P
    if outcome is Outcome.RIGHT:
        weight /= 1 + hints_used
    return weight

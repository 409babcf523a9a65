"""Another policy on what was decided: where it would have differed, and what that was worth."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

import msgspec
from django.db.models import QuerySet

from tutor.adaptation.gather import as_json
from tutor.adaptation.models import Decision
from tutor.adaptation.replay import Difference, differences
from tutor.domain.experiments.estimators.off_policy import Logged, OffPolicy, off_policy
from tutor.domain.policy import Policy, policy_named
from tutor.domain.policy.situation import Choice, Situation
from tutor.domain.policy.steered import step
from tutor.learning.models import Attempt

REWARD_WITHIN = timedelta(minutes=15)
# Where the other policy does more than this of what was never tried, weights cannot speak for it.
MOST_UNTRIED_P = 0.10
# An action seen less often than this leans on the mean of all.
PRIOR_WEIGHT = 10.0


@dataclass(frozen=True, kw_only=True)
class WhatIf:
    """`untried_p` is the share of the other policy's doing that was never possible here.

    `doubt` is empty only where the value may be read.
    """

    policy: str
    decisions: int
    differing: tuple[Difference, ...]
    value: OffPolicy | None
    untried_p: float
    doubt: str


def what_if(decisions: QuerySet[Decision], *, policy: str) -> WhatIf:
    """`decisions` under `policy`; its value is the next exercise's chance of a right first try.

    Each stored situation is asked again, so what the other policy would have led to later is not
    followed. Raises KeyError where there is no such policy.
    """
    other = policy_named(policy)
    rows = list(decisions.select_related("session").order_by("session_id", "ordinal"))
    logged, untried = _logged(rows, other)
    value = off_policy(logged)
    untried_p = sum(untried) / len(untried) if untried else 0.0
    return WhatIf(
        policy=policy,
        decisions=len(rows),
        differing=tuple(differences(decisions, policy=policy)),
        value=value,
        untried_p=untried_p,
        doubt=_doubt(value, untried_p),
    )


def _doubt(value: OffPolicy | None, untried_p: float) -> str:
    if value is None:
        return (
            "This cannot tell what the other policy would have been worth: "
            "no exercise followed any of these decisions."
        )
    if not value.doubt and untried_p > MOST_UNTRIED_P:
        return (
            f"This cannot tell what the other policy would have been worth: {untried_p:.0%} of "
            "what it would have done was never tried here."
        )
    return value.doubt


@dataclass(frozen=True, kw_only=True, slots=True)
class _Seen:
    """A decision with what came after it, and the other policy's choice in its place."""

    decision: Decision
    reward: float
    choice: Choice


def _logged(rows: Sequence[Decision], other: Policy) -> tuple[list[Logged], list[float]]:
    rewards = _rewards(rows)
    seen = [
        _Seen(decision=row, reward=rewards[row.pk], choice=choice)
        for row in rows
        if row.pk in rewards and (choice := _choice(other, row)) is not None
    ]
    model = _Model(seen)
    return [_row(each, model) for each in seen], [_untried_p(each) for each in seen]


def _choice(other: Policy, row: Decision) -> Choice | None:
    """None for a situation of an older shape."""
    try:
        situation = msgspec.convert(row.situation, Situation)
    except msgspec.ValidationError:
        return None
    return step(other, situation, rng=Random(row.seed))  # noqa: S311 - replayable dice


def _row(seen: _Seen, model: _Model) -> Logged:
    row, learner = seen.decision, seen.decision.session.learner_id
    done = _key(row.action, row.target)
    return Logged(
        reward=seen.reward,
        logged_p=row.propensity_p,
        target_p=sum(
            each.propensity_p
            for each in seen.choice.alternatives
            if _key(each.action, each.target) == done
        ),
        learner=learner,
        predicted=model.value(row.action, without=learner),
        predicted_value=sum(
            each.propensity_p * model.value(each.action, without=learner)
            for each in seen.choice.alternatives
        ),
    )


def _untried_p(seen: _Seen) -> float:
    tried = {_key(each["action"], each["target"]) for each in seen.decision.alternatives}
    return sum(
        each.propensity_p
        for each in seen.choice.alternatives
        if _key(each.action, each.target) not in tried
    )


def _key(action: str, target: Mapping[str, object]) -> str:
    return f"{action}:{sorted(as_json(target).items())}"


class _Model:
    """The mean outcome after each kind of action, always from the other learners' decisions."""

    def __init__(self, seen: Iterable[_Seen]) -> None:
        self._sums: defaultdict[tuple[str | None, int | None], float] = defaultdict(float)
        self._counts: defaultdict[tuple[str | None, int | None], int] = defaultdict(int)
        for each in seen:
            action, learner = each.decision.action, each.decision.session.learner_id
            for key in ((None, None), (None, learner), (action, None), (action, learner)):
                self._sums[key] += each.reward
                self._counts[key] += 1

    def value(self, action: str, *, without: int) -> float:
        total, count = self._others(None, without)
        mean = total / count if count else 0.5
        total, count = self._others(action, without)
        return (total + PRIOR_WEIGHT * mean) / (count + PRIOR_WEIGHT)

    def _others(self, action: str | None, learner: int) -> tuple[float, int]:
        return (
            self._sums[action, None] - self._sums[action, learner],
            self._counts[action, None] - self._counts[action, learner],
        )


def _rewards(rows: Sequence[Decision]) -> dict[int, float]:
    """By decision: whether the next exercise in its session was right at the first try."""
    answers: defaultdict[int, list[tuple[datetime, float]]] = defaultdict(list)
    found = Attempt.objects.filter(
        session__in={row.session_id for row in rows}, hint=None, ordinal=1, item__is_check=False
    )
    for session, at, outcome in found.order_by("answered_at", "pk").values_list(
        "session_id", "answered_at", "outcome"
    ):
        answers[session].append((at, float(outcome == "right")))
    rewards = {}
    for row in rows:
        for at, right in answers[row.session_id]:
            if row.decided_at < at <= row.decided_at + REWARD_WITHIN:
                rewards[row.pk] = right
                break
    return rewards

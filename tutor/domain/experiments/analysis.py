"""From rows to results: who is compared, how alike the arms were, and what the arm did.

The results page and the simulated studies both end here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tutor.domain.experiments.balance import Balance, SampleRatio, balance, sample_ratio
from tutor.domain.experiments.design import ArmPlan, Design, Unit
from tutor.domain.experiments.eligibility import Excluded
from tutor.domain.experiments.estimators import Effect, excursion_effect, randomised_effect
from tutor.domain.experiments.estimators.effect import TooFewError

COVARIATES = ("Right at the first try before", "Exercises answered before")


@dataclass(frozen=True, kw_only=True, slots=True)
class LearnerRow:
    """A learner who was assigned. `covariates` are in the order of COVARIATES."""

    learner: int
    arm: str
    outcome: float | None
    covariates: tuple[float | None, ...]
    classroom: int | None = None
    excluded: Excluded | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class PartRow:
    """A part of a lesson that was drawn for a learner, and what came after it."""

    learner: int
    arm: str
    propensity_p: float
    outcome: float | None
    before: float | None = None
    excluded: Excluded | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """An arm against the control; where `effect` is None, `why_not` says why."""

    arm: str
    effect: Effect | None
    why_not: str
    balance: tuple[Balance, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ArmCounts:
    """Units of one arm: drawn, compared, and left out by reason."""

    arm: str
    drawn: int
    compared: int
    left_out: dict[Excluded, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Results:
    counts: tuple[ArmCounts, ...]
    ratio: SampleRatio
    comparisons: tuple[Comparison, ...]


def analyse(design: Design, rows: Sequence[LearnerRow] | Sequence[PartRow]) -> Results:
    """The results of an experiment from its rows; never raises for want of data."""
    return Results(
        counts=tuple(_counts(arm.key, rows) for arm in design.arms),
        ratio=_ratio(design, rows),
        comparisons=tuple(
            _comparison(design, arm, rows) for arm in design.arms if arm != design.control
        ),
    )


def _counts(arm: str, rows: Sequence[LearnerRow] | Sequence[PartRow]) -> ArmCounts:
    own = [row.excluded for row in rows if row.arm == arm]
    reasons = Counter(reason for reason in own if reason is not None)
    return ArmCounts(
        arm=arm,
        drawn=len(own),
        compared=own.count(None),
        left_out={reason: reasons[reason] for reason in Excluded if reasons[reason]},
    )


def _ratio(design: Design, rows: Sequence[LearnerRow] | Sequence[PartRow]) -> SampleRatio:
    """Of the units that are compared: leaving out has to be blind to the arm as well."""
    if design.unit is Unit.CLASSROOM:
        units = {
            (row.arm, row.classroom)
            for row in rows
            if isinstance(row, LearnerRow) and row.excluded is None
        }
        found = Counter(arm for arm, _ in units)
    else:
        found = Counter(row.arm for row in rows if row.excluded is None)
    return sample_ratio(
        {arm.key: found[arm.key] for arm in design.arms},
        shares_p={arm.key: design.share_p(arm) for arm in design.arms},
    )


def _comparison(
    design: Design, arm: ArmPlan, rows: Sequence[LearnerRow] | Sequence[PartRow]
) -> Comparison:
    pair = {arm.key, design.control.key}
    learners = [
        row
        for row in rows
        if isinstance(row, LearnerRow) and row.arm in pair and row.excluded is None
    ]
    parts = [
        row for row in rows if isinstance(row, PartRow) and row.arm in pair and row.excluded is None
    ]
    effect, why_not = None, ""
    try:
        effect = _of_parts(parts, arm.key) if parts else _of_learners(design, learners, arm.key)
    except TooFewError as error:
        why_not = f"There is too little to compare: {error}"
    return Comparison(
        arm=arm.key,
        effect=effect,
        why_not=why_not,
        balance=tuple(_balance(learners, arm.key)),
    )


def _of_learners(design: Design, rows: Sequence[LearnerRow], arm: str) -> Effect:
    has_classes = design.unit is Unit.CLASSROOM
    return randomised_effect(
        [row.outcome or 0.0 for row in rows],
        is_treated=[row.arm == arm for row in rows],
        covariates=[[row.covariates[0] for row in rows]],
        clusters=[row.classroom or 0 for row in rows] if has_classes else None,
    )


def _of_parts(rows: Sequence[PartRow], arm: str) -> Effect:
    known = [row.before for row in rows if row.before is not None]
    middle = sum(known) / len(known) if known else 0.0
    before = [middle if row.before is None else row.before for row in rows]
    return excursion_effect(
        [row.outcome or 0.0 for row in rows],
        is_treated=[row.arm == arm for row in rows],
        propensity_p=[row.propensity_p if row.arm == arm else 1 - row.propensity_p for row in rows],
        learners=[row.learner for row in rows],
        controls=[before] if len(set(before)) > 1 else [],
    )


def _balance(rows: Sequence[LearnerRow], arm: str) -> list[Balance]:
    return [
        balance(
            name,
            arm=[row.covariates[index] for row in rows if row.arm == arm],
            control=[row.covariates[index] for row in rows if row.arm != arm],
        )
        for index, name in enumerate(COVARIATES)
        if rows
    ]

"""Results in words and small figures, with cells too small to be told apart left out."""

from __future__ import annotations

from dataclasses import dataclass

from tutor.domain.experiments.analysis import ArmCounts, Comparison, Results
from tutor.domain.experiments.balance import MISMATCH_P, Balance
from tutor.domain.experiments.conclusions import amount, conclusion
from tutor.domain.experiments.design import Unit
from tutor.domain.experiments.eligibility import WORDS_OF_EXCLUDED
from tutor.domain.experiments.estimators import Effect
from tutor.experiments.models import Experiment

UNIT_WORDS = {
    Unit.LEARNER: ("learner", "learners"),
    Unit.CLASSROOM: ("class", "classes"),
    Unit.PART: ("part", "parts of lessons"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class CountLine:
    """An arm's numbers as they may be shown: a small one is told as fewer than the smallest."""

    title: str
    drawn: str
    compared: str
    gone: str
    left_out: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Plot:
    """An interval on a line of 0 to 100, with where zero and what matters are."""

    low: float
    high: float
    estimate: float
    zero: float
    matters: tuple[float, float]
    left: str
    right: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ResultLine:
    """One comparison; where `words` alone is set nothing may be shown."""

    title: str
    words: str
    estimate: str = ""
    interval: str = ""
    p: str = ""
    standardised: str = ""
    control_mean: str = ""
    method: str = ""
    plot: Plot | None = None
    balance: tuple[Balance, ...] = ()


def count_lines(experiment: Experiment, results: Results) -> list[CountLine]:
    """Numbers by arm; parts of lessons are no people and are never too few to be told."""
    smallest = 0 if experiment.unit == Unit.PART else experiment.study.smallest_cell
    titles = {arm.key: arm.title for arm in experiment.arms.all()}
    return [_count_line(titles[each.arm], each, smallest=smallest) for each in results.counts]


def _count_line(title: str, counts: ArmCounts, *, smallest: int) -> CountLine:
    return CountLine(
        title=title,
        drawn=guarded(counts.drawn, smallest=smallest),
        compared=guarded(counts.compared, smallest=smallest),
        gone=guarded(counts.drawn - counts.compared, smallest=smallest),
        left_out=tuple(
            f"{guarded(count, smallest=smallest)} {WORDS_OF_EXCLUDED[reason]}"
            for reason, count in counts.left_out.items()
        ),
    )


def guarded(count: int, *, smallest: int) -> str:
    """A count, unless so few people are behind it that they could be told apart.

    >>> guarded(0, smallest=5), guarded(3, smallest=5), guarded(12, smallest=5)
    ('0', 'fewer than 5', '12')
    """
    return f"fewer than {smallest}" if 0 < count < smallest else str(count)


def ratio_words(results: Results) -> str:
    """Whether as many came to each arm as were meant to."""
    if results.ratio.is_mismatch:
        return (
            f"Do not trust this comparison: the arms have other numbers than were planned "
            f"(p < {MISMATCH_P}). Something let the arms differ in who is counted; find it first."
        )
    return f"The arms have the numbers that were planned (p = {results.ratio.p:.2f})."


def result_lines(experiment: Experiment, results: Results) -> list[ResultLine]:
    return [_result_line(experiment, results, each) for each in results.comparisons]


def _result_line(experiment: Experiment, results: Results, found: Comparison) -> ResultLine:
    titles = {arm.key: arm.title for arm in experiment.arms.all()}
    arm, control = titles[found.arm], titles[experiment.design.control.key]
    title = f"{arm} compared with {control}"
    if found.effect is None:
        return ResultLine(title=title, words=found.why_not)
    if _is_small(experiment, results, found):
        return ResultLine(
            title=title,
            words=(
                f"Not shown: an arm has fewer than {experiment.study.smallest_cell} people, "
                "and they could be told apart."
            ),
        )
    effect = found.effect
    words = conclusion(
        effect,
        arm=arm,
        control=control,
        least_that_matters=experiment.least_that_matters,
        is_share=True,
    )
    if results.ratio.is_mismatch:
        words = f"Not to be trusted, see the numbers below. {words}"
    return ResultLine(
        title=title,
        words=words,
        estimate=amount(effect.estimate, is_share=True),
        interval=(f"{amount(effect.low, is_share=True)} to {amount(effect.high, is_share=True)}"),
        p=f"{effect.p:.3f}" if effect.p >= 0.001 else "below 0.001",
        standardised=""
        if effect.standardised is None
        else amount(effect.standardised, is_share=False),
        control_mean=f"{effect.control_mean:.1%}",
        method=effect.method,
        plot=plot_of(effect, matters=experiment.least_that_matters),
        balance=found.balance,
    )


def _is_small(experiment: Experiment, results: Results, found: Comparison) -> bool:
    if experiment.unit == Unit.PART:
        return False
    pair = {found.arm, experiment.design.control.key}
    compared = [each.compared for each in results.counts if each.arm in pair]
    return min(compared) < experiment.study.smallest_cell


def plot_of(effect: Effect, *, matters: float) -> Plot:
    """The interval drawn to scale around zero."""
    reach = max(abs(effect.low), abs(effect.high), matters) * 1.15

    def place(value: float) -> float:
        return round(50 + 50 * value / reach, 2)

    return Plot(
        low=place(effect.low),
        high=place(effect.high),
        estimate=place(effect.estimate),
        zero=50.0,
        matters=(place(-matters), place(matters)),
        left=amount(-reach, is_share=True),
        right=amount(reach, is_share=True),
    )

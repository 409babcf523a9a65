"""Classical statistics of exercises: how hard, how telling, which wrong answers, which hints help.

One row a learner and exercise: the first answer, before any help, is what difficulty and
discrimination are about (Crocker and Algina 1986, chapter 14). Discrimination is corrected: the
exercise is left out of the score that it is correlated with.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from tutor.domain.analysis.intervals import Correlation, Share, correlation, quantile, share

# Fewer people than this are not shown as a group: one of them could be told from the rest.
SMALLEST_GROUP = 5
MOST_WRONG_ANSWERS = 5
# Below this an interval is wider than the whole range of what could be concluded.
FEW = 20


@dataclass(frozen=True, kw_only=True)
class Given:
    """One answer: whose, to what, the how-manyeth, and what was shown before it."""

    learner: int
    item: int
    ordinal: int
    is_right: bool
    text: str
    latency_ms: int
    hints_used: int
    # Which hints had been shown when this was answered.
    hints: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class WrongAnswer:
    """A first answer that was given again and again, and by what share of those who answered."""

    text: str
    count: int
    p: float


@dataclass(frozen=True, kw_only=True)
class Times:
    """Of first answers: how long they took, by quartiles."""

    n: int
    quarter_s: float
    half_s: float
    three_quarters_s: float


@dataclass(frozen=True, kw_only=True)
class HintEffect:
    """Of those who took the hint: how often the next answer was right."""

    hint: int
    taken: int
    right_after: Share | None

    @property
    def is_no_help(self) -> bool:
        """Surely right after it less often than every other time."""
        return self.right_after is not None and self.right_after.high_p < 0.5


@dataclass(frozen=True, kw_only=True)
class ItemStatistics:
    """None stands for what cannot be said: too few, or nothing varies."""

    item: int
    learners: int
    is_hidden: bool
    difficulty: Share | None = None
    discrimination: Correlation | None = None
    solved: Share | None = None
    hint_use: Share | None = None
    times: Times | None = None
    wrong: tuple[WrongAnswer, ...] = ()
    hints: tuple[HintEffect, ...] = field(default=())

    @property
    def is_few(self) -> bool:
        return self.learners < FEW


def item_statistics(answers: Sequence[Given], *, items: Sequence[int]) -> list[ItemStatistics]:
    """One line an exercise of `items`, in that order. `answers` oldest first."""
    by_item: dict[int, list[Given]] = defaultdict(list)
    for one in answers:
        by_item[one.item].append(one)
    firsts = first_answers(answers)
    return [_of_item(item, by_item.get(item, []), firsts=firsts) for item in items]


def first_answers(answers: Sequence[Given]) -> dict[int, dict[int, Given]]:
    """By learner and item: the first answer of each."""
    firsts: dict[int, dict[int, Given]] = defaultdict(dict)
    for one in answers:
        firsts[one.learner].setdefault(one.item, one)
    return firsts


def _of_item(
    item: int, answers: Sequence[Given], *, firsts: dict[int, dict[int, Given]]
) -> ItemStatistics:
    first = {learner: mine[item] for learner, mine in firsts.items() if item in mine}
    n = len(first)
    if n < SMALLEST_GROUP:
        return ItemStatistics(item=item, learners=n, is_hidden=True)
    return ItemStatistics(
        item=item,
        learners=n,
        is_hidden=False,
        difficulty=share(sum(one.is_right for one in first.values()), n),
        discrimination=_discrimination(item, first, firsts),
        solved=share(len({one.learner for one in answers if one.is_right}), n),
        hint_use=share(len({one.learner for one in answers if one.hints_used}), n),
        times=_times([one.latency_ms for one in first.values()]),
        wrong=_wrong(list(first.values())),
        hints=_hint_effects(answers),
    )


def _discrimination(
    item: int, first: dict[int, Given], firsts: dict[int, dict[int, Given]]
) -> Correlation | None:
    """First answer here against the share of the learner's other first answers that were right."""
    here: list[float] = []
    rest: list[float] = []
    for learner, one in sorted(first.items()):
        others = [other.is_right for key, other in firsts[learner].items() if key != item]
        if others:
            here.append(float(one.is_right))
            rest.append(sum(others) / len(others))
    return correlation(here, rest)


def _times(latencies_ms: Sequence[int]) -> Times:
    return Times(
        n=len(latencies_ms),
        quarter_s=quantile(latencies_ms, 0.25) / 1000,
        half_s=quantile(latencies_ms, 0.5) / 1000,
        three_quarters_s=quantile(latencies_ms, 0.75) / 1000,
    )


def _wrong(first: Sequence[Given]) -> tuple[WrongAnswer, ...]:
    """What several people answered; an answer of one person alone is theirs, and not shown."""
    counts = Counter(one.text for one in first if not one.is_right)
    common = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(
        WrongAnswer(text=text, count=count, p=count / len(first))
        for text, count in common[:MOST_WRONG_ANSWERS]
        if count > 1
    )


def _hint_effects(answers: Sequence[Given]) -> tuple[HintEffect, ...]:
    """Each hint by the first answer that was given with it as the newest on the page."""
    after: dict[int, dict[int, bool]] = defaultdict(dict)
    for one in answers:
        if one.hints:
            after[one.hints[-1]].setdefault(one.learner, one.is_right)
    return tuple(
        HintEffect(
            hint=hint,
            taken=len(outcomes),
            right_after=share(sum(outcomes.values()), len(outcomes))
            if len(outcomes) >= SMALLEST_GROUP
            else None,
        )
        for hint, outcomes in sorted(after.items())
    )

"""Where in a lesson reading slows, attention drops and hints are used: one line a part.

Each cell is over people, one value a person; parts with fewer than `SMALLEST_GROUP` people in a
cell do not show it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from tutor.domain.analysis.intervals import quantile
from tutor.domain.analysis.items import SMALLEST_GROUP


@dataclass(frozen=True, kw_only=True)
class Stay:
    """One learner's time on one part. `visible_ms` is None where it was not observed or not shown.

    `off_task_p` is the mean estimate there, None without enough evidence or consent.
    """

    learner: int
    segment: int
    expected_ms: int
    visible_ms: int | None = None
    off_task_p: float | None = None
    hints: int = 0
    answers: int = 0
    wrong: int = 0


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A value over `n` people; None where they are too few."""

    n: int
    value: float | None


@dataclass(frozen=True, kw_only=True)
class SegmentLine:
    """`slowness` is the median of time in view over the time expected; 1 is as expected."""

    segment: int
    slowness: Cell
    off_task: Cell
    hints: Cell
    wrong: Cell


def segment_lines(stays: Iterable[Stay], *, segments: Sequence[int]) -> list[SegmentLine]:
    """One line a part of `segments`, in that order."""
    by_segment: dict[int, list[Stay]] = defaultdict(list)
    for stay in stays:
        by_segment[stay.segment].append(stay)
    return [_line(segment, by_segment.get(segment, [])) for segment in segments]


def _line(segment: int, stays: Sequence[Stay]) -> SegmentLine:
    answered = [stay for stay in stays if stay.answers]
    return SegmentLine(
        segment=segment,
        slowness=_median(
            stay.visible_ms / stay.expected_ms
            for stay in stays
            if stay.visible_ms is not None and stay.expected_ms > 0
        ),
        off_task=_mean(stay.off_task_p for stay in stays if stay.off_task_p is not None),
        hints=_mean(float(stay.hints) for stay in answered),
        wrong=_mean(stay.wrong / stay.answers for stay in answered),
    )


def _median(values: Iterable[float]) -> Cell:
    return _cell(list(values), lambda found: quantile(found, 0.5))


def _mean(values: Iterable[float]) -> Cell:
    return _cell(list(values), lambda found: sum(found) / len(found))


def _cell(values: list[float], summary: Callable[[list[float]], float]) -> Cell:
    is_shown = len(values) >= SMALLEST_GROUP
    return Cell(n=len(values), value=summary(values) if is_shown else None)

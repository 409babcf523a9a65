"""What to improve first: findings that an interval supports, what touches most people first.

A finding says what was seen and what to look at; it never says that an exercise is bad, since hard
can be meant.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tutor.domain.analysis.items import ItemStatistics
from tutor.domain.analysis.segments import SegmentLine

HARD_P = 0.4
EASY_P = 0.95
COMMON_P = 0.2
SLOW = 1.8


@dataclass(frozen=True, kw_only=True)
class Finding:
    """About an item or a segment (the other is None). `people` orders: how many it touched."""

    kind: str
    item: int | None
    segment: int | None
    people: float
    seen: str
    look_at: str


def findings(items: Sequence[ItemStatistics], segments: Sequence[SegmentLine]) -> list[Finding]:
    found = [one for item in items if not item.is_hidden for one in _of_item(item)]
    found += [one for line in segments for one in _of_segment(line)]
    return sorted(found, key=lambda one: (-one.people, one.kind, one.item or 0, one.segment or 0))


def _of_item(item: ItemStatistics) -> list[Finding]:
    return [
        one
        for one in (_reversed(item), _hard(item), _common(item), *_hints(item), _easy(item))
        if one is not None
    ]


def _finding(item: ItemStatistics, kind: str, people: float, seen: str, look_at: str) -> Finding:
    return Finding(
        kind=kind, item=item.item, segment=None, people=people, seen=seen, look_at=look_at
    )


def _reversed(item: ItemStatistics) -> Finding | None:
    found = item.discrimination
    if found is None or found.high >= 0:
        return None
    return _finding(
        item,
        "reversed",
        item.learners * 2,
        f"Those who do well elsewhere do worse here (r {found.low:.2f} to {found.high:.2f})",
        "Check the key: an answer that is right may be counted as not yet",
    )


def _hard(item: ItemStatistics) -> Finding | None:
    found = item.difficulty
    if found is None or found.high_p >= HARD_P:
        return None
    return _finding(
        item,
        "hard",
        item.learners * (1 - found.p),
        f"Right at the first try for {found.hits} of {found.n}",
        "Look at the frequent answers, and at what the part before it prepares",
    )


def _common(item: ItemStatistics) -> Finding | None:
    if not item.wrong or item.wrong[0].p < COMMON_P:
        return None
    first = item.wrong[0]
    return _finding(
        item,
        "misconception",
        first.count,
        f"{first.count} of {item.learners} answered “{first.text}” first",
        "Give this answer a feedback of its own",
    )


def _hints(item: ItemStatistics) -> list[Finding]:
    return [
        _finding(
            item,
            "hint",
            one.taken,
            f"After hint {one.hint} the next answer was right for {one.right_after.hits} of "
            f"{one.right_after.n}",
            "Reword this hint, or put a smaller step before it",
        )
        for one in item.hints
        if one.is_no_help and one.right_after is not None
    ]


def _easy(item: ItemStatistics) -> Finding | None:
    found = item.difficulty
    if found is None or found.low_p <= EASY_P - 0.1 or found.p < EASY_P:
        return None
    return _finding(
        item,
        "easy",
        item.learners * 0.1,
        f"Right at the first try for {found.hits} of {found.n}",
        "Leave it as a warm-up, or let it go",
    )


def _of_segment(line: SegmentLine) -> list[Finding]:
    slow = line.slowness
    if slow.value is None or slow.value < SLOW:
        return []
    return [
        Finding(
            kind="slow",
            item=None,
            segment=line.segment,
            people=slow.n / 2,
            seen=f"Read for {slow.value:.1f} times the time expected (median of {slow.n})",
            look_at="Split it, or bring an example in between",
        )
    ]

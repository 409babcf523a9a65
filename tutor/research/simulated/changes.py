"""What each change of a simulated lesson took and brought: a policy's worth, taken apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(kw_only=True, slots=True)
class Change:
    """One interruption: its reason, the lesson time it took, and what it added to the review.

    `gained_p` is in the mean chance over all parts of the lesson. It is measured where the change
    is made; what later practice adds to it or takes from it is not in it.
    """

    why: str
    seconds: int = 0
    gained_p: float = 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Share:
    """All changes of one reason under one policy, for a lesson on average."""

    why: str
    per_lesson: float
    seconds: float
    gained_p: float


def shares(lessons: Iterable[Iterable[Change]]) -> tuple[Share, ...]:
    """By reason, the commonest first.

    >>> asked = Change(why="planned_check_question", seconds=20, gained_p=0.004)
    >>> shares([[asked], [asked, asked]])[0].per_lesson
    1.5
    """
    kept = [list(changes) for changes in lessons]
    found: dict[str, list[Change]] = {}
    for change in (one for changes in kept for one in changes):
        found.setdefault(change.why, []).append(change)
    each = [
        Share(
            why=why,
            per_lesson=len(changes) / len(kept),
            seconds=sum(change.seconds for change in changes) / len(kept),
            gained_p=sum(change.gained_p for change in changes) / len(kept),
        )
        for why, changes in found.items()
    ]
    return tuple(sorted(each, key=lambda share: (-share.per_lesson, share.why)))

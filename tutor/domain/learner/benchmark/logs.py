"""Response logs as histories: one event a question, its skills a set.

Public logs repeat a question that has several skills, one row for each, so that a model meets the
answer it has to predict in the row before (Xiong et al. 2016; Liu et al. 2022, "pyKT"). Here such
rows are one `Event`; `as_rows` gives the rows again, for the figure that papers quote.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """One answer. `item` None: the log does not say which question it was."""

    item: str | None
    skills: tuple[str, ...]
    is_right: bool
    at_s: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class History:
    """All of a learner's answers, oldest first."""

    learner: str
    events: tuple[Event, ...]


@dataclass(frozen=True, kw_only=True)
class Log:
    """A log with the learners held out for testing apart from those to learn from.

    `rows` are as they were read; `has_items` says whether repeated rows can be told.
    """

    name: str
    train: tuple[History, ...]
    test: tuple[History, ...]

    @property
    def has_items(self) -> bool:
        return all(each.item is not None for one in self.test for each in one.events)

    def questions(self) -> Log:
        """The same log, one event a question."""
        return replace(self, train=_merged(self.train), test=_merged(self.test))

    def as_rows(self) -> Log:
        """The same log, one event a skill of a question, as public logs are written."""
        return replace(self, train=_expanded(self.train), test=_expanded(self.test))


def merged(events: Iterable[Event]) -> Iterator[Event]:
    """Rows in a row about one question at one time are one event with all of their skills.

    >>> rows = [Event(item="7", skills=("a",), is_right=True),
    ...         Event(item="7", skills=("b",), is_right=True)]
    >>> [each.skills for each in merged(rows)]
    [('a', 'b')]
    """
    held: Event | None = None
    for event in events:
        if held is not None and _is_same_question(held, event):
            held = replace(held, skills=tuple(sorted({*held.skills, *event.skills})))
            continue
        if held is not None:
            yield held
        held = event
    if held is not None:
        yield held


def _is_same_question(one: Event, other: Event) -> bool:
    return one.item is not None and one.item == other.item and one.at_s == other.at_s


def expanded(events: Iterable[Event]) -> Iterator[Event]:
    """One event for each skill of each question."""
    for event in events:
        for skill in event.skills or ("",):
            yield replace(event, skills=(skill,))


def repeats(history: History) -> list[bool]:
    """For each event, whether the one before it is about the same question at the same time."""
    pairs = pairwise(history.events)
    return [False, *(_is_same_question(before, event) for before, event in pairs)][
        : len(history.events)
    ]


def _merged(histories: tuple[History, ...]) -> tuple[History, ...]:
    return tuple(replace(one, events=tuple(merged(one.events))) for one in histories)


def _expanded(histories: tuple[History, ...]) -> tuple[History, ...]:
    return tuple(replace(one, events=tuple(expanded(one.events))) for one in histories)

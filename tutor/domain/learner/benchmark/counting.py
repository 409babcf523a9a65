"""Regressions on counts, fitted offline: PFA, and the "Best-LR" features with item and skill."""

from __future__ import annotations

import math
from abc import abstractmethod
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import ClassVar

import numpy as np

from attention_model.compat import override
from tutor.domain.learner.benchmark.base import Model, Numbers, answers, item_name
from tutor.domain.learner.benchmark.logs import Event, History
from tutor.domain.learner.benchmark.metrics import Floats
from tutor.domain.learner.benchmark.regression import Design, fit, sigmoid

# Column and value.
Entry = tuple[int, float]


class Counts:
    """Right and wrong answers of one learner so far, by name."""

    def __init__(self) -> None:
        self._counts: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])

    def logs(self, names: Sequence[str]) -> tuple[float, float]:
        """Log(1 + right) and log(1 + wrong), means over `names`."""
        found = [self._counts[name] for name in names] or [[0, 0]]
        wrong, right = (sum(math.log1p(each[side]) for each in found) for side in (0, 1))
        return right / len(found), wrong / len(found)

    def add(self, names: Sequence[str], *, is_right: bool) -> None:
        for name in names:
            self._counts[name][is_right] += 1


class _Counting(Model):
    """A logistic regression whose columns a subclass names; unknown names are columns of zeros."""

    def __init__(self) -> None:
        self._columns = Numbers()
        self._weights = np.zeros(0)

    @override
    def fit(self, histories: Sequence[History]) -> None:
        self._columns = Numbers()
        design = self._design(histories, is_learning=True)
        self._weights = fit(design, answers(histories))

    @override
    def predict(self, histories: Sequence[History]) -> Floats:
        return sigmoid(self._design(histories, is_learning=False).logits(self._weights))

    def _design(self, histories: Sequence[History], *, is_learning: bool) -> Design:
        dense: list[list[float]] = []
        rows: list[int] = []
        entries: list[Entry] = []
        for event, counts in _walk(histories):
            dense.append([1.0, *self.dense(event, counts)])
            for name, value in self.sparse(event, counts):
                column = self._columns.of(name) if is_learning else self._columns.known(name)
                if column is not None:
                    rows.append(len(dense) - 1)
                    entries.append((column, value))
        return Design(
            dense=np.array(dense),
            rows=np.array(rows, dtype=np.int64),
            columns=np.array([column for column, _ in entries], dtype=np.int64),
            values=np.array([value for _, value in entries]),
            width=len(self._columns),
        )

    @abstractmethod
    def dense(self, event: Event, counts: Counts) -> list[float]:
        """The few columns that every event has."""

    @abstractmethod
    def sparse(self, event: Event, counts: Counts) -> list[tuple[str, float]]:
        """Names of the event's own columns, with their values."""


def _walk(histories: Sequence[History]) -> Iterator[tuple[Event, Counts]]:
    """Each event with the counts before it; the event is counted when the next one is asked for."""
    for history in histories:
        counts = Counts()
        for event in history.events:
            yield event, counts
            names = ["", f"item {item_name(event)}", *event.skills]
            counts.add(names, is_right=event.is_right)


class Pfa(_Counting):
    """Pavlik, Cen and Koedinger 2009: a skill's ease, and what right and wrong answers change."""

    name: ClassVar[str] = "pfa"
    title: ClassVar[str] = "PFA"

    @override
    def dense(self, event: Event, counts: Counts) -> list[float]:
        return list(counts.logs(event.skills))

    @override
    def sparse(self, event: Event, counts: Counts) -> list[tuple[str, float]]:
        return _skill_entries(event, counts)


def _skill_entries(event: Event, counts: Counts) -> list[tuple[str, float]]:
    """A skill's ease, and a slope of its own for each of its counts."""
    found = []
    for skill in event.skills:
        right, wrong = counts.logs([skill])
        found += [(skill, 1.0), (f"{skill} right", right), (f"{skill} wrong", wrong)]
    return found


class Logistic(_Counting):
    """Gervet et al. 2020, "Best-LR": item, skills, and log counts of the item, skills and all.

    A skill's counts have slopes of their own, as in PFA.
    """

    name: ClassVar[str] = "logistic"
    title: ClassVar[str] = "logistic regression: item, skill, counts"

    @override
    def dense(self, event: Event, counts: Counts) -> list[float]:
        item = [f"item {item_name(event)}"]
        return [*counts.logs([""]), *counts.logs(item), *counts.logs(event.skills)]

    @override
    def sparse(self, event: Event, counts: Counts) -> list[tuple[str, float]]:
        return [(f"item {item_name(event)}", 1.0), *_skill_entries(event, counts)]


class SkillMean(Model):
    """How often the skills were answered rightly: what a model without a learner knows."""

    name: ClassVar[str] = "skill_mean"
    title: ClassVar[str] = "skill mean"

    def __init__(self) -> None:
        self._sums: defaultdict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])

    @override
    def fit(self, histories: Sequence[History]) -> None:
        self._sums.clear()
        for event in (event for one in histories for event in one.events):
            for skill in ("", *event.skills):
                self._sums[skill][0] += event.is_right
                self._sums[skill][1] += 1

    @override
    def predict(self, histories: Sequence[History]) -> Floats:
        return np.array([self._mean(event) for one in histories for event in one.events])

    def _mean(self, event: Event) -> float:
        met = [self._sums[skill] for skill in event.skills if skill in self._sums]
        return float(np.mean([right / count for right, count in met or [self._sums[""]]]))

"""Our own model as the product runs it: the fold, the tracer, and items that learn online."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import numpy as np

from attention_model.compat import override
from tutor.domain.learner.benchmark.base import Model, Numbers, answers, item_name
from tutor.domain.learner.benchmark.logs import Event, History
from tutor.domain.learner.benchmark.metrics import Floats
from tutor.domain.learner.benchmark.regression import Design, fit
from tutor.domain.learner.knowledge import Answer, Knowledge, after, features_of
from tutor.domain.learner.skills import USUAL_PRIOR, Response, item_offset
from tutor.domain.learner.tracer import FEATURES, Question, Tracer, shipped_tracer

# Item terms depend on the weights and the weights on them; the third round moves AUC by 0.0003.
ROUNDS = 3
# Logs without times: a minute an answer, which only the review dates see.
_START = datetime(2009, 9, 1, tzinfo=UTC)


class Items:
    """Item offsets and the sums that give a skill's usual one, as `ItemOffset` rows keep them."""

    def __init__(self) -> None:
        self._items: dict[str, tuple[float, float]] = {}
        self._skills: defaultdict[int, tuple[float, float]] = defaultdict(lambda: (0.0, 0.0))

    def usual(self, skills: Sequence[int]) -> float:
        """`skills.usual_offset` of each skill, averaged; kept as sums."""
        sums = [self._skills.get(skill, (0.0, 0.0)) for skill in skills]
        means = [total / (evidence + USUAL_PRIOR) for total, evidence in sums]
        return sum(means) / len(means) if means else 0.0

    def offset(self, item: str, *, skills: Sequence[int]) -> float:
        known = self._items.get(item)
        return self.usual(skills) if known is None else known[0]

    def learn(self, item: str, *, skills: Sequence[int], is_right: bool, expected: float) -> None:
        before, evidence = self._items.get(item, (self.usual(skills), 0.0))
        moved = item_offset(
            before, evidence=evidence, is_right=is_right, expected=expected, weight_p=1.0
        )
        self._items[item] = (moved, evidence + 1)
        change = moved * (evidence + 1) - before * evidence
        for skill in skills:
            total, weight = self._skills[skill]
            self._skills[skill] = (total + change, weight + 1)


class Default(Model):
    """The product's rule with the weights fitted to the training learners."""

    name: ClassVar[str] = "default"
    title: ClassVar[str] = "our default, weights fitted here"

    def __init__(self) -> None:
        self.tracer = shipped_tracer()
        self._items = Items()
        self._skills = Numbers()

    @override
    def fit(self, histories: Sequence[History]) -> None:
        right = answers(histories)
        for _ in range(ROUNDS):
            self._items = Items()
            seen = np.array([values for values, _ in self._walk(histories, is_learning=True)])
            self.tracer = _fitted(seen, right=right)
        self._items = Items()
        for _ in self._walk(histories, is_learning=True):
            pass

    @override
    def predict(self, histories: Sequence[History]) -> Floats:
        return np.array([p for _, p in self._walk(histories, is_learning=False)])

    def _walk(
        self, histories: Sequence[History], *, is_learning: bool
    ) -> Iterator[tuple[tuple[float, ...], float]]:
        """Features and prediction before each answer; items learn only where asked to."""
        for history in histories:
            knowledge = Knowledge()
            tries: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
            for index, event in enumerate(history.events):
                question = self._question(event, tries=tries)
                values = features_of(knowledge, question)
                p = self.tracer.chance_p(values)
                yield values, p
                name = item_name(event)
                if is_learning:
                    self._items.learn(
                        name, skills=question.skills, is_right=event.is_right, expected=p
                    )
                tries[name][event.is_right] += 1
                knowledge = after(knowledge, _answer(event, question, index=index))

    def _question(self, event: Event, *, tries: dict[str, list[int]]) -> Question:
        skills = tuple(self._skills.of(skill) for skill in event.skills)
        wrong, right = tries[item_name(event)]
        return Question(
            skills=skills,
            difficulty=self._items.offset(item_name(event), skills=skills),
            skill_difficulty=self._items.usual(skills),
            right_before=right,
            wrong_before=wrong,
        )


class Shipped(Default):
    """The product's rule with the weights as shipped; only the items are learnt."""

    name: ClassVar[str] = "shipped"
    title: ClassVar[str] = "our default, weights as shipped"

    @override
    def fit(self, histories: Sequence[History]) -> None:
        self._items = Items()
        for _ in self._walk(histories, is_learning=True):
            pass


def _answer(event: Event, question: Question, *, index: int) -> Answer:
    since = timedelta(minutes=index) if event.at_s is None else timedelta(seconds=event.at_s)
    return Answer(
        response=Response(
            skills=question.skills,
            is_right=event.is_right,
            difficulty=question.difficulty,
            guess_p=0.0,
            weight_p=1.0,
        ),
        at=_START + since,
    )


def _fitted(seen: Floats, *, right: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Tracer:
    """A tracer with the best weights for these features (n, len(FEATURES))."""
    scale = seen.std(axis=0)
    scale[scale == 0] = 1.0
    nothing = np.zeros(0, dtype=np.int64)
    design = Design(dense=seen / scale, rows=nothing, columns=nothing, values=np.zeros(0), width=0)
    weights = fit(design, right) / scale
    if len(weights) != len(FEATURES):
        raise ValueError(f"{len(weights)} weights for {len(FEATURES)} features")
    return Tracer(weights=tuple(float(each) for each in weights), fitted_on="the log at hand")

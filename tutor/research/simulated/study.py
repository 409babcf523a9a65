"""Runs policies over cells of (attention world, learner model) and compares them with intervals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from attention_model.signals import Signal
from attention_model.simulate import SimulatedLearner, World
from tutor.domain.policy import policy_named
from tutor.domain.policy.caps import WINDOW_MS
from tutor.domain.policy.situation import Timing
from tutor.focus.loading import shipped_estimator
from tutor.research.simulated.changes import Share, shares
from tutor.research.simulated.knowledge import MODELS, Knowledge
from tutor.research.simulated.lesson import LOST_P, PARTS, Lesson, Outcome

if TYPE_CHECKING:
    from tutor.focus.loading import Estimate, Estimator

POLICIES = ("fixed", "proactive", "yoked", "adaptive")
# The others decide without an estimate, as the conformance suite holds them to, so none is made.
NEEDS_AN_ESTIMATE = frozenset({"adaptive"})
# `adaptive` with the estimate alone: the same learners, of whom nobody presses "I drifted".
UNPRESSED = "adaptive, nobody presses"
ROWS = (*POLICIES, UNPRESSED)
DRAWS = 2_000
SEEDS_APART = 1_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One policy in one cell; `shares` take what it did apart by reason.

    `cost_high_p` is the upper end of the cost's 95 % interval over people.
    """

    world: str
    model: str
    policy: str
    review_p: float
    cost_p: float
    interruptions: float
    most_p99: float
    shares: tuple[Share, ...] = ()
    cost_high_p: float = 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Gain:
    """The mean difference of the review on the same learners, with its 95 % interval."""

    mean_p: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """All policies; `gain` is adaptive less proactive, `over_yoked` adaptive less yoked.

    `unpressed` is `gain` where nobody presses "I drifted".
    """

    world: str
    model: str
    rows: tuple[Row, ...]
    gain: Gain
    over_yoked: Gain
    unpressed: Gain


def cells(
    worlds: Iterable[World],
    *,
    learners: int,
    seed: int,
    models: Sequence[type[Knowledge]] = MODELS,
    keep: Path | None = None,
) -> Iterable[Cell]:
    """One cell after the other; the same seed draws the same learners in each.

    What was found is kept in the folder `keep`, and what is there is not computed again: a long
    study can be done in pieces.
    """
    estimator = shipped_estimator()
    version = "-".join(f"{name}{policy_named(name).version}" for name in POLICIES)
    named = f"{learners}-{seed}-{version}-{estimator.fingerprint}"
    for world in worlds:
        for model in models:
            kept = keep / f"{world}-{model.name}-{named}.json" if keep else None
            if kept is not None and kept.exists():
                yield msgspec.json.decode(kept.read_bytes(), type=Cell)
                continue
            found = _cell(world, model, learners=learners, seed=seed, estimator=estimator)
            if kept is not None:
                kept.write_bytes(msgspec.json.encode(found))
            yield found


def _cell(
    world: World, model: type[Knowledge], *, learners: int, seed: int, estimator: Estimator
) -> Cell:
    nobody: list[tuple[Timing, ...]] = [()] * learners

    def run(
        policy: str, timings: Sequence[tuple[Timing, ...]] = nobody, *, is_pressing: bool = True
    ) -> list[Outcome]:
        lessons = [
            _lesson(world, model, policy=policy, seed=seed + SEEDS_APART * each, timings=timing)
            for each, timing in enumerate(timings)
        ]
        for lesson in lessons:
            lesson.is_pressing = is_pressing
        return _live(lessons, estimator=estimator)

    found = {policy: run(policy) for policy in ("fixed", "proactive", "adaptive")}
    times = [outcome.timings for outcome in found["adaptive"]]
    found["yoked"] = run("yoked", times[1:] + times[:1])
    found[UNPRESSED] = run("adaptive", is_pressing=False)
    return Cell(
        world=world,
        model=model.name,
        rows=tuple(_row(world, model, policy, found[policy], seed=seed) for policy in ROWS),
        gain=_gain(found["adaptive"], found["proactive"], seed=seed),
        over_yoked=_gain(found["adaptive"], found["yoked"], seed=seed),
        unpressed=_gain(found[UNPRESSED], found["proactive"], seed=seed),
    )


def _gain(ours: Sequence[Outcome], theirs: Sequence[Outcome], *, seed: int) -> Gain:
    gains = [one.review_p - other.review_p for one, other in zip(ours, theirs, strict=True)]
    low, high = people_interval(gains, seed=seed)
    return Gain(mean_p=float(np.mean(gains)), low=low, high=high)


def _lesson(
    world: World, model: type[Knowledge], *, policy: str, seed: int, timings: tuple[Timing, ...]
) -> Lesson:
    learner = SimulatedLearner(seed=seed, world=world, has_gaze=False)
    lesson = Lesson(
        learner=learner,
        knowledge=model(PARTS, ability=learner.traits.ability, rng=Random(seed + 3)),
        policy=policy,
        seed=seed,
        timings=timings,
    )
    # In the null world attention leaves no trace and costs nothing.
    lesson.loses_p = 0.0 if world is World.NULL else LOST_P
    return lesson


def _live(lessons: Sequence[Lesson], *, estimator: Estimator) -> list[Outcome]:
    """All lessons side by side; the five seconds of all who need it are scored in one batch."""
    for lesson in lessons:
        lesson.live.state = estimator.new_state()
    running = [(lesson, lesson.live_through()) for lesson in lessons]
    waiting = [(lesson, lived, next(lived)) for lesson, lived in running]
    while waiting:
        estimates = _estimates(
            [(lesson, events) for lesson, _, events in waiting], estimator=estimator
        )
        going = []
        for (lesson, lived, _), estimate in zip(waiting, estimates, strict=True):
            try:
                going.append((lesson, lived, lived.send(estimate)))
            except StopIteration:
                continue
        waiting = going
    return [lesson.outcome() for lesson in lessons]


def _estimates(
    heard: Sequence[tuple[Lesson, list[Signal]]], *, estimator: Estimator
) -> list[Estimate | None]:
    """What the estimator says of each lesson after these signals; None where nobody asks."""
    asked = [lesson.policy in NEEDS_AN_ESTIMATE for lesson, _ in heard]
    said = iter(
        estimator.update(
            [
                (lesson.live.state, events, lesson.learner.clock_ms)
                for (lesson, events), is_asked in zip(heard, asked, strict=True)
                if is_asked
            ]
        )
    )
    return [next(said) if is_asked else None for is_asked in asked]


def _row(
    world: World, model: type[Knowledge], policy: str, found: Sequence[Outcome], *, seed: int
) -> Row:
    return Row(
        world=world,
        model=model.name,
        policy=policy,
        review_p=float(np.mean([each.review_p for each in found])),
        cost_p=sum(each.cost_ms for each in found) / sum(each.lesson_ms for each in found),
        interruptions=float(np.mean([len(each.shown) for each in found])),
        most_p99=float(np.percentile([most_in_a_window(each) for each in found], 99)),
        shares=shares(each.changes for each in found),
        cost_high_p=cost_high_p(found, seed=seed),
    )


def cost_high_p(found: Sequence[Outcome], *, seed: int) -> float:
    """The 97.5th percentile of the share of lesson time, by bootstrap over people."""
    rng = np.random.default_rng(seed)
    spent = np.array([(each.cost_ms, each.lesson_ms) for each in found], float)  # (people, 2)
    drawn = spent[rng.integers(0, len(spent), size=(DRAWS, len(spent)))].sum(axis=1)
    return float(np.percentile(drawn[:, 0] / drawn[:, 1], 97.5))


def most_in_a_window(outcome: Outcome) -> int:
    """The most interruptions in any 25 minutes."""
    at = [past.at_ms for past in outcome.shown]
    return max((sum(0 <= later - first < WINDOW_MS for later in at) for first in at), default=0)


def people_interval(gains: Sequence[float], *, seed: int) -> tuple[float, float]:
    """The 95 % interval of the mean over people, by bootstrap."""
    rng = np.random.default_rng(seed)
    values = np.asarray(gains)  # (people,)
    drawn = rng.integers(0, len(values), size=(DRAWS, len(values)))
    low, high = np.percentile(values[drawn].mean(axis=1), [2.5, 97.5])
    return float(low), float(high)

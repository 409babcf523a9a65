"""Lessons as they would look with a sensor lost, signals lost or made up, or a bad eye tracker."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random

from attention_model.datasets.base import Recording
from attention_model.signals import Signal
from attention_model.signals.gaze import Gaze
from attention_model.signals.pointer import Pointer
from attention_model.signals.probe_answer import ProbeAnswer
from attention_model.signals.scroll import Scroll

Perturbation = Callable[[Sequence[Signal], float, Random], list[Signal]]
KEPT = (ProbeAnswer,)  # the label is never touched


def without_gaze(recordings: Sequence[Recording]) -> tuple[Recording, ...]:
    """The same lessons on a machine without an eye tracker."""
    return tuple(
        replace(one, events=tuple(e for e in one.events if not isinstance(e, Gaze)))
        for one in recordings
    )


def lost_signals(events: Sequence[Signal], share_p: float, rng: Random) -> list[Signal]:
    """A share of all signals never arrives."""
    return [event for event in events if isinstance(event, KEPT) or rng.random() >= share_p]


def wrong_area(events: Sequence[Signal], share_p: float, rng: Random) -> list[Signal]:
    """A share of fixations lands on no area or on one by chance, as a drifting tracker gives."""
    return [
        replace(event, area=rng.choice(("", "text")))
        if isinstance(event, Gaze) and rng.random() < share_p
        else event
        for event in events
    ]


def restless_hand(events: Sequence[Signal], share_p: float, rng: Random) -> list[Signal]:
    """Adversarial: the learner jiggles pointer and page in a share of all seconds to look busy."""
    if not events:
        return []
    made: list[Signal] = []
    for second in range(events[0].at_ms // 1000, events[-1].at_ms // 1000):
        if rng.random() < share_p:
            at_ms = 1000 * second + rng.randrange(1000)
            made.append(Pointer(at_ms=at_ms, moves=5, distance_vh=0.4, pauses=0, span_ms=1_000))
            made.append(Scroll(at_ms=at_ms, distance_vh=0.2, reversals=0, jumps=0, span_ms=1_000))
    return sorted([*events, *made], key=lambda event: event.at_ms)


def still_hand(events: Sequence[Signal], share_p: float, rng: Random) -> list[Signal]:
    """Adversarial: a share of pointer and scroll signals is held back, as by keyboard reading."""
    return [
        event
        for event in events
        if not isinstance(event, Pointer | Scroll) or rng.random() >= share_p
    ]


PERTURBATIONS: dict[str, Perturbation] = {
    "lost_signals": lost_signals,
    "wrong_area": wrong_area,
    "restless_hand": restless_hand,
    "still_hand": still_hand,
}


def perturbed(
    recordings: Sequence[Recording], how: Perturbation, share_p: float, *, seed: int
) -> tuple[Recording, ...]:
    """`recordings` with `how` done to a share of what it can be done to."""
    return tuple(
        replace(one, events=tuple(how(one.events, share_p, Random(seed + index))))
        for index, one in enumerate(recordings)
    )

"""To which of two blending pictures a press belongs (Esterman et al. 2013).

While picture n comes up from 0 to 100 %, picture n-1 fades. A press while n is below 40 % answers
n-1; a press while n is above 70 % answers n. Between the two a press is ambiguous: it goes to the
one that has no press yet, if both are without to the nearer one, unless that one is a no-go and the
other is a go. Of several presses on a picture the quickest counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

FADED_P = 0.4
CLEAR_P = 0.7


@dataclass(frozen=True, kw_only=True, slots=True)
class Slot:
    """The time in which one picture comes up, and the presses in it from its start."""

    length_ms: float
    presses_ms: tuple[float, ...]
    is_go: bool
    is_marked: bool = False
    #: Whether the slot before, in the same sequence, is the picture that fades in this one.
    follows: bool = True


def assigned_ms(slots: Sequence[Slot]) -> list[float | None]:
    """The response time of each picture, from the start of its coming up; None without a press."""
    times: list[float | None] = [None] * len(slots)
    ambiguous: list[tuple[int, float]] = []
    for at, slot in enumerate(slots):
        for press_ms in slot.presses_ms:
            share = press_ms / slot.length_ms if slot.length_ms else 1.0
            if share >= CLEAR_P or not slot.follows:
                _keep_quickest(times, at, press_ms)
            elif share < FADED_P:
                _keep_quickest(times, at - 1, slots[at - 1].length_ms + press_ms)
            else:
                ambiguous.append((at, press_ms))
    for at, press_ms in ambiguous:
        _decide(times, slots, at, press_ms)
    return times


def _decide(times: list[float | None], slots: Sequence[Slot], at: int, press_ms: float) -> None:
    before_ms = slots[at - 1].length_ms + press_ms
    is_new_free, is_old_free = times[at] is None, times[at - 1] is None
    if is_new_free and is_old_free:
        is_nearer_new = press_ms / slots[at].length_ms >= 0.5
        if slots[at].is_go != slots[at - 1].is_go:
            is_nearer_new = slots[at].is_go
        target = at if is_nearer_new else at - 1
    elif is_new_free or is_old_free:
        target = at if is_new_free else at - 1
    else:
        return
    times[target] = press_ms if target == at else before_ms


def _keep_quickest(times: list[float | None], at: int, rt_ms: float) -> None:
    known = times[at]
    times[at] = rt_ms if known is None else min(known, rt_ms)

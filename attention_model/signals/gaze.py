"""The `gaze` signal."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import ClassVar, Self

from attention_model.compat import override
from attention_model.signals.base import (
    Fraction,
    Name,
    ShortSpan,
    Signal,
    ViewportHeights,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Gaze(Signal):
    """A fixation on a named area from any eye tracker, or a span off the screen.

    `area` is empty when off screen; `valid_p` is the share of samples with a usable eye estimate.
    """

    NAME: ClassVar[str] = "gaze"
    PURPOSE: ClassVar[str] = "gaze"
    WORDS: ClassVar[str] = "Which part of the page you look at, and for how long; no picture."

    area: Name
    fixation_ms: ShortSpan
    dispersion_vh: ViewportHeights
    offscreen_ms: ShortSpan
    valid_p: Fraction
    span_ms: ShortSpan

    @override
    @classmethod
    def simulate(cls, rng: Random, *, at_ms: int) -> Self:
        is_off = rng.random() < 0.1
        return cls(
            at_ms=at_ms,
            area="" if is_off else rng.choice(("text", "figure", "exercise")),
            fixation_ms=0 if is_off else rng.randint(100, 600),
            dispersion_vh=rng.uniform(0.005, 0.1),
            offscreen_ms=rng.randint(200, 1_000) if is_off else 0,
            valid_p=rng.uniform(0.5, 1.0),
            span_ms=1_000,
        )

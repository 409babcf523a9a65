"""The `click` signal."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import ClassVar, Literal, Self, get_args

from attention_model.compat import override
from attention_model.signals.base import Signal

Target = Literal["content", "control", "outside"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Click(Signal):
    """A click or tap: on the lesson, on a control or outside both; never where exactly."""

    NAME: ClassVar[str] = "click"
    PURPOSE: ClassVar[str] = "activity"
    WORDS: ClassVar[str] = "That you click, and whether on something that reacts."

    target: Target
    is_interactive: bool

    @override
    @classmethod
    def simulate(cls, rng: Random, *, at_ms: int) -> Self:
        targets: tuple[Target, ...] = get_args(Target)
        target = rng.choice(targets)
        return cls(at_ms=at_ms, target=target, is_interactive=target == "control")

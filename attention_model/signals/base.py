"""What every signal declares about itself: its fields with units and ranges, consent, words."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, fields
from random import Random
from types import UnionType
from typing import (
    Annotated,
    Any,
    ClassVar,
    Literal,
    Self,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

# Bounds are wide enough for a laptop that slept over a week-end and narrow enough that a broken
# clock, a negative span or an overflow cannot enter a learner's window.
WEEK_MS = 7 * 24 * 3_600_000
HOUR_MS = 3_600_000
YEAR_2100_MS = 4_102_444_800_000
LARGEST_ID = 2**53 - 1  # the largest integer a browser can represent


@dataclass(frozen=True, kw_only=True, slots=True)
class Number:
    """The unit of a numeric field and the closed range a value must lie in."""

    unit: str
    low: float
    high: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Text:
    """A short name, never free text: at most `max_length` characters."""

    max_length: int


Moment = Annotated[int, Number(unit="ms", low=0, high=YEAR_2100_MS)]
Span = Annotated[int, Number(unit="ms", low=0, high=WEEK_MS)]
ShortSpan = Annotated[int, Number(unit="ms", low=0, high=HOUR_MS)]
Identity = Annotated[int, Number(unit="id", low=0, high=LARGEST_ID)]
Attempt = Annotated[int, Number(unit="ordinal", low=1, high=10_000)]
Count = Annotated[int, Number(unit="count", low=0, high=100_000)]
Fraction = Annotated[float, Number(unit="fraction", low=0.0, high=1.0)]
ViewportHeights = Annotated[float, Number(unit="viewport heights", low=0.0, high=10_000.0)]
Name = Annotated[str, Text(max_length=64)]
SegmentKind = Literal["reading", "worked_example", "media", "practice"]


@dataclass(frozen=True, kw_only=True, slots=True)
class FieldSpec:
    """One field of a signal, as the protocol and the codebook need it.

    `python_type` is int, float, str or bool. Numbers carry `unit`, `low` and `high`; text carries
    `max_length`, or `choices` when only certain words are allowed.
    """

    name: str
    python_type: type
    is_optional: bool = False
    unit: str = ""
    low: float = 0.0
    high: float = 0.0
    max_length: int = 0
    choices: tuple[str, ...] = ()

    @property
    def allowed(self) -> str:
        """What may stand in this field, in words for an error message."""
        return self._allowed_value() + (" or nothing" if self.is_optional else "")

    def _allowed_value(self) -> str:
        if self.choices:
            return "one of " + ", ".join(self.choices)
        if self.python_type is bool:
            return "true or false"
        if self.python_type is str:
            return f"text of at most {self.max_length} characters"
        what = "a whole number" if self.python_type is int else "a number"
        return f"{what} from {self.low:g} to {self.high:g} ({self.unit})"

    def accepts(self, value: object) -> bool:
        """Whether `value` has the right type and lies in the range (NaN never does)."""
        if value is None:
            return self.is_optional
        if self.python_type is bool:
            return isinstance(value, bool)
        if self.python_type is str:
            return isinstance(value, str) and self._accepts_text(value)
        if isinstance(value, bool) or not isinstance(value, int | float):
            return False
        if self.python_type is int and not isinstance(value, int):
            return False
        return self.low <= value <= self.high

    def _accepts_text(self, value: str) -> bool:
        return value in self.choices if self.choices else len(value) <= self.max_length


@dataclass(frozen=True, kw_only=True, slots=True)
class Signal:
    """An observed behaviour. `at_ms` is epoch time on the learner's own clock.

    Spans (`..._ms`) are deltas since the last signal of the same kind, so that a resent or lost
    frame never counts a minute twice.
    """

    NAME: ClassVar[str]
    PURPOSE: ClassVar[str]
    """The consent purpose this signal needs: `activity` or `gaze`."""
    WORDS: ClassVar[str]
    """What is noticed, in a sentence for the learner who is asked for consent."""

    at_ms: Moment

    @classmethod
    @abstractmethod
    def simulate(cls, rng: Random, *, at_ms: int) -> Self:
        """A plausible signal drawn from `rng`; every field lies within its range."""


class SignalError(ValueError):
    """A signal that can never be accepted; `problems` lists all that is wrong with it."""

    def __init__(self, kind: str, problems: tuple[str, ...]) -> None:
        super().__init__(f"{kind}: " + "; ".join(problems))
        self.kind = kind
        self.problems = problems


def fields_of(signal: type[Signal]) -> tuple[FieldSpec, ...]:
    """The fields of `signal` in order, `at_ms` first."""
    hints = get_type_hints(signal, include_extras=True)
    return tuple(_field_spec(item.name, hints[item.name]) for item in fields(signal))


def _field_spec(name: str, hint: Any) -> FieldSpec:
    members = get_args(hint) if get_origin(hint) in {Union, UnionType} else (hint,)
    is_optional = type(None) in members
    kept = next(member for member in members if member is not type(None))
    if get_origin(kept) is Literal:
        return FieldSpec(
            name=name, python_type=str, is_optional=is_optional, choices=get_args(kept)
        )
    if get_origin(kept) is not Annotated:
        return FieldSpec(name=name, python_type=kept, is_optional=is_optional)
    python_type, limit = get_args(kept)
    extra: dict[str, Any] = (
        {"max_length": limit.max_length}
        if isinstance(limit, Text)
        else {"unit": limit.unit, "low": limit.low, "high": limit.high}
    )
    return FieldSpec(name=name, python_type=python_type, is_optional=is_optional, **extra)


def problems_in(specs: Mapping[str, FieldSpec], values: Mapping[str, object]) -> tuple[str, ...]:
    """Everything wrong with `values`: bad, missing and unknown fields, each in one phrase."""
    bad = [
        f"{name} is {values[name]!r}, it must be {spec.allowed}"
        for name, spec in specs.items()
        if name in values and not spec.accepts(values[name])
    ]
    missing = [f"{name} is missing" for name in specs if name not in values]
    unknown = [f"{name} is not a field of it" for name in values if name not in specs]
    return (*bad, *missing, *unknown)

"""What every attention activity declares about itself: words, plan, score and a simulated go."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, ClassVar

from attention_model.compat import override
from tutor.domain.activities.words import gettext_noop as _

Parameters = Mapping[str, Any]

#: Said with every result. Basis: no convincing far transfer of working-memory training
#: (Melby-Lervag, Redick & Hulme 2016), none of attention training to schoolwork where raters were
#: blind (Rapport et al. 2013), no reliable gain in children's sustained attention (Slattery 2022).
FAR_TRANSFER = _(
    "An activity can be a break, and it can show how steady your attention is today. People get "
    "better at the activity itself; there is no good evidence that it improves schoolwork or "
    "attention in general."
)

#: A press sooner than this after the onset cannot be an answer to what was shown.
ANTICIPATION_MS = 100.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Planned:
    """One trial to be shown. `duration_ms` is None where the learner sets the pace."""

    position: int
    kind: str
    stimulus: Mapping[str, Any] = field(default_factory=dict)
    duration_ms: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Response:
    """An action and when it was taken: ms from the trial's onset to the event's own time stamp."""

    action: str
    rt_ms: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Trial:
    """One trial as it was shown and answered.

    `onset_ms` is on the page's clock, from the start of the block; `shown_ms` the time from this
    onset to the end of the trial. A trial is marked where the page was left, or a frame was dropped
    when the picture had to change.
    """

    position: int
    kind: str
    stimulus: Mapping[str, Any] = field(default_factory=dict)
    responses: tuple[Response, ...] = ()
    block: int = 0
    onset_ms: float = 0.0
    shown_ms: float = 0.0
    dropped_frames: int = 0
    is_blurred: bool = False

    @property
    def is_marked(self) -> bool:
        return self.dropped_frames > 0 or self.is_blurred

    @property
    def first(self) -> Response | None:
        return self.responses[0] if self.responses else None


@dataclass(frozen=True, kw_only=True, slots=True)
class Sentence:
    """A text for translation, with `%(name)s` places and their values."""

    text: str
    values: Mapping[str, str | int | float] = field(default_factory=dict)

    @override
    def __str__(self) -> str:
        return self.text % self.values


@dataclass(frozen=True, kw_only=True, slots=True)
class Score:
    """The measures by name; None where too few trials were left to say one.

    `counted` and `left_out` are numbers of trials, marked ones being left out.
    """

    values: Mapping[str, float | None]
    counted: int
    left_out: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Measure:
    """One measure: its name in a score, its words, its unit and how many decimals are honest.

    `is_headline` measures stand in the small table; the others are in the details and exports.
    """

    name: str
    words: str
    unit: str
    decimals: int = 0
    is_headline: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """A way to do an activity: what differs from the defaults, and about how long it takes."""

    name: str
    words: str
    minutes: float
    changes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Action:
    """Something the learner can do: a button for touch, and a key that can be changed.

    `key` is a `KeyboardEvent.code`; `only_in` names the forms that have it, all where empty.
    """

    name: str
    words: str
    key: str
    only_in: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """What the learner reads before the first go."""

    title: str
    what: str
    steps: tuple[str, ...]


class Activity(ABC):
    """One attention activity. Stateless and pure; a member of `ACTIVITIES`.

    Give it a new `version` whenever the same parameters and dice plan something else, or the same
    trials score differently: runs of two versions are never set beside each other.
    """

    name: ClassVar[str]
    version: ClassVar[str] = "1"
    words: ClassVar[Words]
    #: What is known of it and what is not, one or two sentences.
    evidence: ClassVar[str]
    defaults: ClassVar[Parameters]
    #: The first is what the page proposes.
    forms: ClassVar[tuple[Form, ...]]
    actions: ClassVar[tuple[Action, ...]] = ()
    measures: ClassVar[tuple[Measure, ...]]
    #: Onset and answer are timed to the frame, so that a dropped frame spoils a trial.
    is_timed: ClassVar[bool] = False
    #: It cannot be done without seeing it; a screen-reader user is told so beforehand.
    is_visual: ClassVar[bool] = False

    @abstractmethod
    def plan(self, parameters: Parameters, *, rng: Random) -> tuple[Planned, ...]:
        """The trials of one block."""

    @abstractmethod
    def score(self, trials: Sequence[Trial]) -> Score:
        """The measures of a run's trials, in order of block and position."""

    @abstractmethod
    def simulate(self, plan: Sequence[Planned], *, rng: Random, skill: float) -> tuple[Trial, ...]:
        """A simulated go at a plan; `skill` from 0 (all at random) to 1 (almost no slips)."""

    @abstractmethod
    def say(self, score: Score) -> Sentence:
        """What was done, in one sentence: behaviour, never a trait."""

    def practice(self, parameters: Parameters, *, rng: Random) -> tuple[Planned, ...]:
        """A few trials to learn the task by; empty where it explains itself."""
        return ()

    def next_parameters(
        self, parameters: Parameters, *, block: int, trials: Sequence[Trial]
    ) -> Parameters | None:
        """What the next block is made of, from how `block` went; None when that was the last."""
        return None

    def form(self, name: str) -> Form:
        """Raises ValueError naming the forms that exist."""
        for one in self.forms:
            if one.name == name:
                return one
        known = ", ".join(one.name for one in self.forms)
        raise ValueError(f"form {name!r} of {self.name} is not one of {known}")

    def parameters(self, form: str) -> dict[str, Any]:
        return {**self.defaults, **self.form(form).changes}


def usable(trials: Iterable[Trial]) -> list[Trial]:
    """Those that a frame-timed score may count."""
    return [trial for trial in trials if not trial.is_marked]


def answered(
    planned: Planned,
    responses: Iterable[tuple[str, float]] = (),
    *,
    onset_ms: float = 0.0,
    shown_ms: float | None = None,
) -> Trial:
    """What becomes of a planned trial: for simulated goes and for tests."""
    return Trial(
        position=planned.position,
        kind=planned.kind,
        stimulus=planned.stimulus,
        responses=tuple(Response(action=action, rt_ms=rt_ms) for action, rt_ms in responses),
        onset_ms=onset_ms,
        shown_ms=planned.duration_ms or 0.0 if shown_ms is None else shown_ms,
    )


def numbered(kinds: Iterable[tuple[str, Mapping[str, Any], float | None]]) -> tuple[Planned, ...]:
    """Planned trials from (kind, stimulus, duration_ms), numbered from 1."""
    return tuple(
        Planned(position=position, kind=kind, stimulus=stimulus, duration_ms=duration_ms)
        for position, (kind, stimulus, duration_ms) in enumerate(kinds, start=1)
    )

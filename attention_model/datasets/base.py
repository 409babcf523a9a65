"""What every data set is turned into, so that one trainer and one evaluation serve all.

A data set is one module with `NAME` and `load(folder) -> DataSet`, and one line in `DATASETS`.
It yields `Recording`s: a person, a session, and their signals in order with `probe_answer` among
them. A data set that was published as measurements per probe and not as events says so by filling
`measured` instead; it is then evaluated on those columns.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from attention_model.signals import Signal
from attention_model.signals.probe_answer import OFF_TASK, ProbeAnswer


class DataSetError(ValueError):
    """A data set that cannot be read; says what was looked for and where."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Recording:
    """One session of one person.

    `events` are in order of `at_ms`. `groups` holds attributes for fairness slices, never for
    features. `measured` holds one mapping of published measurements per answered probe, in order.
    """

    person: str
    session: str
    events: tuple[Signal, ...]
    groups: Mapping[str, str] = field(default_factory=dict)
    measured: tuple[Mapping[str, float], ...] = ()

    def probes(self) -> tuple[ProbeAnswer, ...]:
        """The probes that were answered, in order; skipped ones are missing."""
        answers = (event for event in self.events if isinstance(event, ProbeAnswer))
        return tuple(answer for answer in answers if answer.answer != "skipped")


@dataclass(frozen=True, kw_only=True, slots=True)
class DataSet:
    """Recordings with what a reader has to know before believing a number."""

    name: str
    recordings: tuple[Recording, ...]
    licence: str
    source: str
    confounds: str
    """Which trivial facts predict the label here, in a sentence; empty when none are known."""


def is_off_task(answer: ProbeAnswer) -> bool:
    """The label: thought about something else than the task. Being stuck is on the task."""
    return answer.answer in OFF_TASK

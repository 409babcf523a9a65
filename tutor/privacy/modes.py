"""Deployment modes: who runs the site decides what can be sensed, seen and kept at all.

`ATTUNE_MODE` chooses one. A mode takes away before anybody is asked for consent: what it does not
offer is on no page, is collected by no page, is refused at the door of events, and is seen by
nobody, whatever was agreed to earlier.

In a school of the European Union a system may not infer attention from biometric data, with or
without consent (AI Act, Article 5(1)(f), and the Commission's guidelines on it, which name the
interest and attention of students). `institution-eu` therefore knows neither an eye tracker nor how
a pointer or a keyboard is moved, and shows no teacher an estimate about a named learner.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings

from attention_model.signals import SIGNALS
from tutor.privacy.models import Purpose

#: Everything that is observed today but how the body moves: eyes, pointer, keys. A signal that is
#: new is refused under `institution-eu` until somebody has thought about it and put it here.
NOT_BIOMETRIC = frozenset(
    {"segment_view", "segment_leave", "dwell", "scroll", "click", "visibility", "blur", "idle"}
    | {"item_view", "answer", "hint", "probe_answer", "drifted", "adaptation_seen", "dropped"}
)
EVERYTHING = frozenset(signal.NAME for signal in SIGNALS)


@dataclass(frozen=True, kw_only=True)
class Mode:
    """`signals` can be collected, `purposes` can be agreed to.

    `days` says how long each retention clock keeps what it watches; None keeps it until it is
    erased. The clocks are those of `tutor.privacy.retention`.
    """

    name: str
    title: str
    words: str
    signals: frozenset[str]
    purposes: tuple[Purpose, ...]
    days: dict[str, int | None]

    @property
    def refused_signals(self) -> frozenset[str]:
        return EVERYTHING - self.signals


PERSONAL = Mode(
    name="personal",
    title="Personal",
    words="Somebody runs Attune for themselves and people they know.",
    signals=EVERYTHING,
    purposes=tuple(Purpose),
    days={"events": None, "estimates": None, "probes": None, "accesses": 365, "bundles": 90},
)
INSTITUTION = Mode(
    name="institution",
    title="Institution",
    words="A school or university runs Attune, outside the European Union.",
    signals=EVERYTHING,
    purposes=tuple(Purpose),
    days={"events": 90, "estimates": 90, "probes": 365, "accesses": 365, "bundles": 30},
)
INSTITUTION_EU = Mode(
    name="institution-eu",
    title="Institution in the European Union",
    words=(
        "A school or university of the European Union runs Attune: no eye tracker, nothing about "
        "how a pointer or a keyboard is moved, and no estimate about a named learner for teachers."
    ),
    signals=NOT_BIOMETRIC,
    purposes=(Purpose.ACTIVITY, Purpose.RESEARCH),
    days={"events": 7, "estimates": 30, "probes": 365, "accesses": 365, "bundles": 30},
)
RESEARCH = Mode(
    name="research",
    title="Research",
    words="A research group runs Attune under its own ethics review.",
    signals=EVERYTHING,
    purposes=tuple(Purpose),
    days={"events": 1825, "estimates": 1825, "probes": 1825, "accesses": 1825, "bundles": 365},
)
MODES: tuple[Mode, ...] = (PERSONAL, INSTITUTION, INSTITUTION_EU, RESEARCH)


def mode_named(name: str) -> Mode:
    for mode in MODES:
        if mode.name == name:
            return mode
    raise KeyError(f"no mode {name!r}, there are {', '.join(mode.name for mode in MODES)}")


def current_mode() -> Mode:
    return mode_named(settings.MODE)


def allowed_signals(granted: Iterable[str]) -> frozenset[str]:
    """The signals that may be collected where `granted` was agreed to, in this mode."""
    agreed = frozenset(granted)
    offered = current_mode().signals
    return frozenset(
        signal.NAME for signal in SIGNALS if signal.PURPOSE in agreed and signal.NAME in offered
    )

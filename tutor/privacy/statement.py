"""What this site senses, infers, keeps and shows, drawn from the configuration it runs with."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import ngettext

from attention_model.signals import SIGNALS
from tutor.privacy.modes import Mode, current_mode
from tutor.privacy.purposes import PurposeWords, offered_purposes
from tutor.privacy.retention import CLOCKS

INFERRED = (
    (
        "How likely it is that attention is off the task",
        "A chance with an interval, from what is noticed on the page; none where there is too "
        "little to go on. It errs at times, it is no mark, and it is never shown as a number.",
    ),
    (
        "What can be done already",
        "For every skill, from answers and hints alone, to choose what comes next and when to "
        "look at it again.",
    ),
)
NEVER = (
    "which key is pressed",
    "typed text outside an answer",
    "sound",
    "pictures or video",
    "features of a face, or feelings",
)


@dataclass(frozen=True, kw_only=True)
class Sensed:
    name: str
    words: str
    is_collected: bool


@dataclass(frozen=True, kw_only=True)
class Kept:
    words: str
    how_long: str


@dataclass(frozen=True, kw_only=True)
class Statement:
    mode: Mode
    sensed: tuple[Sensed, ...]
    inferred: tuple[tuple[str, str], ...]
    kept: tuple[Kept, ...]
    purposes: tuple[PurposeWords, ...]
    never: tuple[str, ...]
    erase_after_days: int

    @property
    def collected(self) -> list[Sensed]:
        return [one for one in self.sensed if one.is_collected]

    @property
    def refused(self) -> list[Sensed]:
        return [one for one in self.sensed if not one.is_collected]


def statement() -> Statement:
    mode = current_mode()
    sensed = tuple(
        Sensed(name=signal.NAME, words=signal.WORDS, is_collected=signal.NAME in mode.signals)
        for signal in SIGNALS
    )
    return Statement(
        mode=mode,
        sensed=sensed,
        inferred=INFERRED,
        kept=(*_clocked(mode), Kept(words=BOOK, how_long=ERASED)),
        purposes=offered_purposes(),
        never=NEVER,
        erase_after_days=settings.ERASE_AFTER_DAYS,
    )


BOOK = "The exercise book: answers, hints, progress and what the tutor changed"
ERASED = "until the account is erased"


def _clocked(mode: Mode) -> tuple[Kept, ...]:
    return tuple(Kept(words=clock.words, how_long=_days(mode.days[clock.name])) for clock in CLOCKS)


def _days(days: int | None) -> str:
    """
    >>> _days(7), _days(365), _days(None)
    ('7 days', '1 year', 'until the account is erased')
    """
    if days is None:
        return ERASED
    if days % 365 == 0:
        years = days // 365
        return ngettext("%(n)s year", "%(n)s years", years) % {"n": years}
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}

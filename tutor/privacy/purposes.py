"""The purposes in words: what is collected, an example, who sees it, for how long.

Changing any of these words is a new `WORDING_VERSION`: every decision is stored with the version
that the person read.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from attention_model.signals import SIGNALS
from tutor.privacy.models import Purpose
from tutor.privacy.modes import current_mode

WORDING_VERSION = "2026-11-24.2"


@dataclass(frozen=True, kw_only=True)
class PurposeWords:
    purpose: Purpose
    title: str
    what_for: str
    collected: tuple[str, ...]
    example: str
    seen_by: str
    kept: str
    without: str


def _collected_under(purpose: Purpose) -> tuple[str, ...]:
    return tuple(signal.WORDS for signal in SIGNALS if purpose == signal.PURPOSE)


ACTIVITY = PurposeWords(
    purpose=Purpose.ACTIVITY,
    title="Pace the lesson by what I do on the page",
    what_for="So that the next part can be shorter, come with an example, or wait for a break.",
    collected=_collected_under(Purpose.ACTIVITY),
    example="10:42:05 · reading “Both sides” · open 5 s, visible 5 s, in use 3 s · read to 40 %",
    seen_by="You, and the tutor's program. No other person, unless you allow it below.",
    kept="Until you delete it or your account is closed.",
    without="The lesson keeps its usual order and length. Everything else works.",
)
TEACHER_VIEW = PurposeWords(
    purpose=Purpose.TEACHER_VIEW,
    title="Show my teacher how it is going while I work",
    what_for="So that your teacher can see when you may want help.",
    collected=(
        "Nothing more is collected. Your teacher also sees whether you are at the page and, when "
        "there is enough to go on, a careful estimate of focus with its uncertainty.",
    ),
    example="Bo · Lesson 2, part 3 · in another tab for 2 min · usual focus",
    seen_by="The teachers of your classes, while you study. Never a ranking, never a mark.",
    kept="Shown live. What was shown is not stored for your teacher.",
    without="Your teacher sees your answers, hints and progress, as with any exercise book.",
)
RESEARCH = PurposeWords(
    purpose=Purpose.RESEARCH,
    title="Let researchers use my study record under a pseudonym",
    what_for="So that lessons like this one can be made better for others.",
    collected=(
        "Nothing more is collected. Researchers may copy your events, answers, estimates, "
        "probe answers and what the tutor did, with your name and address left out.",
    ),
    example="learner 7f3c9e… · item 118 · second try · right · 21.4 s",
    seen_by="Researchers of this site, once you agreed to their study. They see a pseudonym.",
    kept="Copies made while you agreed stay with the researchers; later ones leave you out.",
    without="Nobody does research with your record. The lesson is the same.",
)
GAZE = PurposeWords(
    purpose=Purpose.GAZE,
    title="Use an eye tracker that I switch on myself",
    what_for="So that the tutor can tell reading from looking away.",
    collected=(
        *_collected_under(Purpose.GAZE),
        "No picture and no video ever leaves this device.",
    ),
    example="10:42:06 · looked at “text” for 240 ms · 0 ms off the screen",
    seen_by="You, and the tutor's program. Never your teacher.",
    kept="Until you delete it or your account is closed.",
    without="No eye tracker is asked for. Most people study without one.",
)
PURPOSES: tuple[PurposeWords, ...] = (ACTIVITY, TEACHER_VIEW, RESEARCH, GAZE)


def offered_purposes() -> tuple[PurposeWords, ...]:
    """The purposes that this deployment mode offers, with its signals and its days."""
    mode = current_mode()
    return tuple(
        replace(words, collected=_collected_now(words), kept=_kept_now(words))
        for words in PURPOSES
        if words.purpose in mode.purposes
    )


def _collected_now(words: PurposeWords) -> tuple[str, ...]:
    refused = current_mode().refused_signals
    left_out = {signal.WORDS for signal in SIGNALS if signal.NAME in refused}
    return tuple(line for line in words.collected if line not in left_out)


def _kept_now(words: PurposeWords) -> str:
    days = current_mode().days["events"]
    if days is None or words.purpose not in {Purpose.ACTIVITY, Purpose.GAZE}:
        return words.kept
    return _(
        "For %(days)s days, or until you delete it. Where you take part in a study, "
        "until that ends."
    ) % {"days": days}

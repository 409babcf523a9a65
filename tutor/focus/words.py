"""Observed behaviours in words: for the learner's own estimate, and for why the lesson changed.

Keys are the `words_key` of `attention_model.features`. Where a feature compares with the learner's
own usual (`z`), the sign says in which direction. Behaviours, never traits.
"""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

# key: (words when the value is above usual or simply there, words when it is below)
_WORDS: dict[str, tuple[str, str]] = {
    "answer_pace": (
        noop("Your last answers took longer than usual for you"),
        noop("Your last answers were quicker than usual for you"),
    ),
    "answer_uneven": (
        noop("The times you took for your last answers differ more than usual for you"),
        noop("The times you took for your last answers were very even"),
    ),
    "answer_success": (
        noop("Your last answers came out better than expected"),
        noop("Your last answers came out otherwise than expected"),
    ),
    "answer_first_act": (
        noop("You began your last answers later than usual for you"),
        noop("You began your last answers sooner than usual for you"),
    ),
    "answer_rapid": (noop("Some of your last answers came within a few seconds"),) * 2,
    "easy_miss": (noop("Some exercises that you usually solve did not work out this time"),) * 2,
    "unanswered": (noop("You went on from some exercises without answering them"),) * 2,
    "reading_pace": (
        noop("You have been on this part longer than usual for you"),
        noop("You went through this part quicker than usual for you"),
    ),
    "scrolling": (
        noop("You scrolled more than usual for you"),
        noop("You scrolled less than usual for you"),
    ),
    "scroll_back": (
        noop("You scrolled back and forth more than usual for you"),
        noop("You scrolled back less than usual for you"),
    ),
    "scroll_jumps": (noop("You scrolled in long jumps"),) * 2,
    "pointer": (
        noop("You moved the pointer more than usual for you"),
        noop("You moved the pointer less than usual for you"),
    ),
    "clicks": (noop("You clicked beside buttons and links"),) * 2,
    "hidden": (noop("This page was hidden during the last minutes"),) * 2,
    "blurred": (noop("Another window was in front during the last minutes"),) * 2,
    "idle": (noop("Nothing was pressed, moved or scrolled for a while"),) * 2,
    "hints": (noop("You opened several hints"),) * 2,
    "fast_hints": (noop("You opened hints quickly one after another"),) * 2,
    "drifted": (noop("You said that you had drifted"),) * 2,
    "gaze_fixations": (
        noop("Your gaze rested longer than usual for you"),
        noop("Your gaze rested more briefly than usual for you"),
    ),
    "gaze_area": (
        noop("You looked at the text more than usual for you"),
        noop("You looked at the text less than usual for you"),
    ),
    "gaze_off": (
        noop("You looked away from the screen more than usual for you"),
        noop("You looked away from the screen less than usual for you"),
    ),
    "steadiness": (noop("The last minutes looked different from how you usually work"),) * 2,
}
_ANY = noop("The last minutes looked different from how you usually work")


def has_words(words_key: str) -> bool:
    return words_key in _WORDS


def observed(words_key: str, value: float) -> str:
    """What was observed, as the first half of a sentence and without its full stop.

    >>> observed("pointer", -1.2)
    'You moved the pointer less than usual for you'
    """
    above, below = _WORDS.get(words_key, (_ANY, _ANY))
    return _(above if value >= 0 else below)

"""Why the lesson changed, in the learner's words: from a reason's code and values to a sentence.

The domain returns codes and numbers; sentences are made here, in the language of the page. Each
names an observed behaviour, never a trait, and says what was done about it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop
from django.utils.translation import ngettext

from tutor.domain.policy.situation import Action
from tutor.focus.words import observed

_TITLES: dict[str, str] = {
    Action.SHORTEN: noop("The next part comes in smaller steps"),
    Action.CHECK: noop("A short question on this part"),
    Action.REREAD: noop("The key paragraph again"),
    Action.EXAMPLE: noop("The worked example again"),
    Action.BREAK: noop("A short break, if you like"),
}
# What was done, as the second half of the sentence.
_DONE: dict[str, str] = {
    Action.SHORTEN: noop("so the next part comes in smaller steps"),
    Action.CHECK: noop("so here is a short question on what you just read"),
    Action.REREAD: noop("so the key paragraph is here again"),
    Action.EXAMPLE: noop("so the worked example is back"),
    Action.BREAK: noop("and you have been working for a while: a break might help"),
}
WHYS = ("tab", "window", "stuck", "drifted", "seen", "planned", "timed", "teacher")
MINUTE_S = 60
_SAID = {
    "drifted": noop("You said that you had drifted"),
    "planned": noop("Some parts of this lesson end with a question"),
    "timed": noop("This lesson pauses at times set in advance"),
    "teacher": noop("Your teacher asked for it"),
}


def title_of(action: str) -> str:
    """The headline of a change; for an action without one, its name in plain words."""
    return _(_TITLES[action]) if action in _TITLES else action.replace("_", " ")


def why_of(reason_code: str, values: Mapping[str, Any]) -> str:
    """The sentence of a reason; empty for decisions that are not shown.

    >>> why_of("tab_worked_example", {"away_ms": 125_000})
    'You were in another tab for 2 min, so the worked example is back.'
    """
    why, _sep, action = reason_code.partition("_")
    if why not in WHYS or action not in _DONE:
        return ""
    first = _seen(why, values)
    second = _(_DONE[action])
    return _("{observed}, {done}.").format(observed=first, done=second)


def span_words(span_ms: int) -> str:
    """A span as it is said: seconds up to a minute and a half, whole minutes beyond.

    >>> span_words(45_000), span_words(120_000), span_words(3_000_000)
    ('45 s', '2 min', '50 min')
    """
    seconds = round(span_ms / 1000)
    if seconds < MINUTE_S * 1.5:
        return _("{count} s").format(count=seconds)
    return _("{count} min").format(count=round(seconds / MINUTE_S))


def _seen(why: str, values: Mapping[str, Any]) -> str:
    if why == "tab":
        return _("You were in another tab for {span}").format(
            span=span_words(int(values.get("away_ms", 0)))
        )
    if why == "window":
        return _("Another window was in front for {span}").format(
            span=span_words(int(values.get("away_ms", 0)))
        )
    if why == "stuck":
        count = int(values.get("count", 0))
        return ngettext(
            "The last {count} answer did not work out yet",
            "The last {count} answers did not work out yet",
            count,
        ).format(count=count)
    if why in _SAID:
        return _(_SAID[why])
    return observed(str(values.get("feature", "")), _number(values.get("value", 0)))


def _number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        return 0.0

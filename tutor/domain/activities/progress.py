"""A result beside one's own earlier ones: never beside anybody else's, and never as a rank."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.domain.activities.base import Sentence
from tutor.domain.activities.words import gettext_noop as _

#: With fewer earlier runs a range says nothing.
FEWEST_EARLIER = 3
#: Older runs are history, not what is usual now.
MOST_EARLIER = 10


def beside_earlier(value: float | None, earlier: Sequence[float]) -> Sentence:
    """Where `value` lies among the runs before it, `earlier` newest first."""
    usual = list(earlier)[:MOST_EARLIER]
    if value is None:
        return Sentence(text=_("There was too little to set beside your earlier runs."))
    if not usual:
        return Sentence(
            text=_("This is your first run of this kind; there is nothing to set beside it.")
        )
    if len(usual) < FEWEST_EARLIER:
        return Sentence(
            text=_("A few more runs of this kind, and you can see what is usual for you.")
        )
    values = {"count": len(usual)}
    if value < min(usual):
        text = _("That is lower than in your last %(count)d runs. Runs differ from day to day.")
    elif value > max(usual):
        text = _("That is higher than in your last %(count)d runs. Runs differ from day to day.")
    else:
        text = _("That is within what your last %(count)d runs were like.")
    return Sentence(text=text, values=values)

"""What a teacher did, in two voices: to the teachers of a class, and to the learner."""

from __future__ import annotations

from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from tutor.domain.alerts import minutes
from tutor.guidance.models import ActionKind, Answer, Pacing, TeacherAction

_DONE = {
    ActionKind.NUDGE: "Message sent",
    ActionKind.HINT: "Hint opened",
    ActionKind.ITEM: "Exercise set",
    ActionKind.PACING: "Pace set",
    ActionKind.PAUSE: "Adaptation paused",
}
_ANSWERS = {Answer.THANKS: "thanks", Answer.DISMISSED: "closed by the learner"}

TITLES: dict[str, str] = {
    ActionKind.NUDGE: noop("A message from your teacher"),
    ActionKind.HINT: noop("Your teacher opened a hint for you"),
    ActionKind.ITEM: noop("Your teacher chose an exercise for you"),
    ActionKind.PACING: noop("Your teacher set the pace"),
    ActionKind.PAUSE: noop("Your teacher paused the tutor’s changes"),
}
_PACES: dict[str, str] = {
    Pacing.SMALL_STEPS: noop("The next parts come in smaller steps."),
    Pacing.AS_WRITTEN: noop("Parts come whole, and exercises in the lesson’s order."),
    Pacing.UNINTERRUPTED: noop("No questions, repeats or breaks come in between."),
}
_PAUSED = noop("The lesson stays as it is written, whatever the tutor notices.")
# Short, kind, and about the work: a teacher's first words, to be sent as they are or changed.
TEMPLATES = (
    "Take your time with this one. Which part is clear so far?",
    "Try the hint, or write down what you know first. I am coming by in a moment.",
    "You are working hard on this. Put your hand up and we look at it together.",
)


def done_words(action: TeacherAction, *, now_ms: int) -> str:
    """For the teacher: what, when, and what became of it.

    Ages go by minutes, so that a row stays still.
    """
    age_ms = now_ms - int(action.made_at.timestamp() * 1000)
    said = _ANSWERS.get(Answer(action.answer)) or ("seen" if action.seen_at else "")
    for_all = ", for the class" if action.learner_id is None else ""
    what = f"{_DONE[ActionKind(action.kind)]}{for_all}, {minutes(age_ms)} ago"
    return f"{what} ({said})" if said else what


def title_for_learner(action: TeacherAction) -> str:
    return _(TITLES[action.kind])


def text_for_learner(action: TeacherAction) -> str:
    """The sentences below the title; the teacher's own words stay in the teacher's language."""
    parts = [_what(action), action.reason]
    if action.until is not None:
        until = date_format(localtime(action.until), "j F, H:i")
        parts.append(_("Until %(time)s.") % {"time": until})
    return " ".join(part for part in parts if part)


def _what(action: TeacherAction) -> str:
    content: dict[str, Any] = action.content
    if action.kind == ActionKind.NUDGE:
        return str(content["text"])
    if action.kind == ActionKind.PACING:
        return _(_PACES[content["pacing"]])
    if action.kind == ActionKind.PAUSE:
        return _(_PAUSED)
    return str(content.get("title", ""))

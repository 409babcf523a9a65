"""Why a step stands in today's plan, in words of what was observed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tutor.content.models import Skill
from tutor.domain.learner import SkillKnowledge
from tutor.domain.learner.plan import Kind, Step, Why

A_WHILE = timedelta(minutes=2)
# More names than these are no longer read.
MOST_NAMES = 3


def title_of(step: Step, *, skills: Sequence[Skill]) -> str:
    """The name of a step that is no lesson."""
    if step.kind == Kind.HELP:
        return skills[0].title
    count = len(step.questions)
    if step.kind == Kind.REVIEW:
        return ngettext("Review: %(n)s question", "Review: %(n)s questions", count) % {"n": count}
    return ngettext("Practise: %(n)s question", "Practise: %(n)s questions", count) % {"n": count}


def because(
    step: Step,
    *,
    skills: Sequence[Skill],
    known: Sequence[SkillKnowledge],
    seen_at: datetime | None,
    before: str,
    now: datetime,
) -> str:
    """The sentence; `known` belongs to `skills`, `seen_at` and `before` to the step's lesson."""
    match step.why:
        case Why.WAS_HERE:
            return _was_here(seen_at, now=now)
        case Why.FADING:
            return _fading(skills, known, now=now)
        case Why.NOT_SETTLING:
            return _not_settling(known[0])
        case Why.NOT_STEADY:
            return _not_steady(skills[0], known[0])
        case Why.BEGINS:
            return _("This is where the course begins.")
        case Why.COMES_AFTER:
            return _("It comes after “%(title)s”.") % {"title": before}


def _was_here(seen_at: datetime | None, *, now: datetime) -> str:
    if seen_at is None or now - seen_at < A_WHILE:
        return _("You were here a moment ago.")
    return _("You were here %(ago)s ago.") % {"ago": timesince(seen_at, now, depth=1)}


def _fading(skills: Sequence[Skill], known: Sequence[SkillKnowledge], *, now: datetime) -> str:
    met = [one.memory.reviewed_at for one in known if one.memory]
    values = {
        "names": names_of(skills),
        "ago": timesince(min(met, default=now), now, depth=1),
    }
    return _("You met %(names)s %(ago)s ago. Met again now, it stays longer.") % values


def _not_settling(known: SkillKnowledge) -> str:
    values = {"n": known.effort.opportunities}
    return (
        _(
            "You have tried this %(n)s times and it has not settled. More of the same "
            "seldom helps: see it worked out, and ask your teacher if you like."
        )
        % values
    )


def _not_steady(skill: Skill, known: SkillKnowledge) -> str:
    state = known.state
    values = {"name": quoted(skill), "right": state.right_count, "n": state.attempt_count}
    return _("Of your %(n)s answers on %(name)s, %(right)s were right so far.") % values


def names_of(skills: Sequence[Skill]) -> str:
    """“One”, “two” and more, as many as are read."""
    shown = ", ".join(quoted(skill) for skill in skills[:MOST_NAMES])
    return shown if len(skills) <= MOST_NAMES else _("%(names)s and more") % {"names": shown}


def quoted(skill: Skill) -> str:
    return _("“%(title)s”") % {"title": skill.title}

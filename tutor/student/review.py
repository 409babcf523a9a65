"""The questions of a review or of practice, and the help for a skill that does not settle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tutor.accounts.models import User
from tutor.content.models import Item, Lesson, Segment, SegmentKind, Skill
from tutor.domain.learner.plan import questions_for
from tutor.learning import services
from tutor.learning.models import Session
from tutor.student.chunks import chunks_of
from tutor.student.plan import Known, known_of
from tutor.student.plan_words import quoted
from tutor.student.presenters import ExerciseView, item_view
from tutor.student.shown import trusted


@dataclass(frozen=True, kw_only=True)
class QuestionView:
    """One question, with the text that it stands under in its lesson."""

    exercise: ExerciseView
    about: str
    icon: str
    context_html: SafeString


def review_page(person: User, *, now: datetime) -> dict[str, Any]:
    """What is about to fade, or when the next of it comes."""
    known = known_of(person)
    due = known.needs(now=now).due
    page = _page(person, known=known, skills=due, icon="retry", now=now)
    next_due = _next_due(known, now=now)
    return {
        **page,
        "title": _("Review"),
        "empty_title": _("Nothing fades today"),
        "empty_words": next_due
        or _("Once you have answered questions in a lesson, they come back here in time."),
        "other_url": reverse("practice"),
        "other_words": _("Practise something"),
    }


def practice_page(person: User, *, now: datetime) -> dict[str, Any]:
    """What is not steady yet, the least steady first."""
    known = known_of(person)
    needs = known.needs(now=now)
    skills = (*needs.due, *needs.unsteady)
    page = _page(person, known=known, skills=skills, icon="practice", now=now)
    return {
        **page,
        "title": _("Practice"),
        "empty_title": _("Nothing to practise right now"),
        "empty_words": _(
            "Questions that you answered today rest until tomorrow; then they are worth more."
        ),
    }


def _page(
    person: User, *, known: Known, skills: Sequence[int], icon: str, now: datetime
) -> dict[str, Any]:
    pks = questions_for(skills, candidates=known.candidates, now=now)
    rows = Item.objects.filter(pk__in=pks).select_related("segment__lesson__course")
    items = {item.pk: item for item in rows.prefetch_related("hints", "skills")}
    chosen = [items[pk] for pk in pks]
    sessions = {
        lesson.pk: services.start_review(person, lesson=lesson, now=now)
        for lesson in {item.segment.lesson for item in chosen}
    }
    return {
        "questions": [
            _question(item, session=sessions[item.segment.lesson_id], icon=icon) for item in chosen
        ],
        "boot": {
            "learner": str(person.public_id),
            "sessions": {
                str(item.pk): str(sessions[item.segment.lesson_id].public_id) for item in chosen
            },
        },
    }


def _question(item: Item, *, session: Session, icon: str) -> QuestionView:
    segment = item.segment
    # A text that leads to its questions belongs to them; a reading is the lesson's own.
    is_led = segment.kind == SegmentKind.PRACTICE
    return QuestionView(
        exercise=item_view(session, item=item),
        about=f"{segment.lesson.title} · {', '.join(skill.title for skill in item.skills.all())}",
        icon=icon,
        context_html=trusted(segment.html if is_led else ""),
    )


def _next_due(known: Known, *, now: datetime) -> str:
    coming = [
        (one.memory.due_at, pk)
        for pk, one in known.knowledge.skills.items()
        if one.memory and one.memory.due_at > now
    ]
    if not coming:
        return ""
    due_at, pk = min(coming)
    values = {"name": quoted(known.skills[pk]), "day": date_format(due_at, "DATE_FORMAT")}
    return _("%(name)s comes next, on %(day)s.") % values


def help_page(person: User, *, skill_pk: int) -> dict[str, Any]:
    """A skill worked out: the lesson's own example, and one question with all of its hints.

    Raises:
        Http404: a skill that the person has not met in a course of theirs.
    """
    skill = known_of(person).skills.get(skill_pk)
    if skill is None:
        raise Http404("There is no such skill.")
    item = (
        Item.objects.filter(skills=skill, is_check=False, segment__is_retired=False)
        .filter(segment__lesson__sessions__learner=person)
        .select_related("segment__lesson__course")
        .order_by("difficulty", "pk")
        .first()
    )
    example = _example(skill, lesson=item.segment.lesson if item else None)
    return {
        "skill": skill,
        "lesson": item.segment.lesson if item else None,
        "example": example,
        "chunks": [trusted(chunk) for chunk in chunks_of(example.html)] if example else [],
        "stem_html": trusted(item.stem_html) if item else "",
        "ways": [trusted(hint.html) for hint in item.hints.order_by("position")] if item else [],
    }


def _example(skill: Skill, *, lesson: Lesson | None) -> Segment | None:
    """The worked example that asks about the skill, else one of the lesson that practises it."""
    examples = Segment.objects.filter(
        kind=SegmentKind.WORKED_EXAMPLE, lesson__course=skill.course_id
    )
    own = examples.filter(items__skills=skill).order_by("lesson__position", "position").first()
    if own or lesson is None:
        return own
    return examples.filter(lesson=lesson).order_by("position").first()

"""Today for a learner: the plan of `domain.learner.plan`, in words, with a way to each step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from django.urls import reverse

from tutor.accounts.models import User
from tutor.content.models import Lesson, Skill
from tutor.domain.learner import Knowledge, SkillKnowledge
from tutor.domain.learner.plan import Candidate, Kind, LessonStanding, Needs, Step, needs_of
from tutor.domain.learner.plan import plan_for as planned
from tutor.learning.selectors import courses_for
from tutor.learning.selectors_knowledge import stored_knowledge
from tutor.learning.selectors_practice import candidates_of, skills_met
from tutor.student.plan_words import because, title_of
from tutor.student.selectors import CourseLines, LessonLine, course_lines


@dataclass(frozen=True, kw_only=True)
class StepView:
    """A step as the page shows it: where it leads, what it is, and the sentence that says why."""

    kind: Kind
    url: str
    title: str
    because: str
    # Set where the step is a lesson.
    line: LessonLine | None = None
    # How many questions it asks; 0 where it asks none.
    question_count: int = 0

    @property
    def icon(self) -> str:
        return _ICONS[self.kind]


_ICONS = {
    Kind.CONTINUE: "reading",
    Kind.LESSON: "reading",
    Kind.REVIEW: "retry",
    Kind.PRACTICE: "practice",
    Kind.HELP: "hint",
}


@dataclass(frozen=True, kw_only=True)
class Today:
    """What to do now: one step that goes first, and others one may choose instead."""

    first: StepView | None
    others: list[StepView]
    courses: list[CourseLines]


@dataclass(frozen=True, kw_only=True)
class Known:
    """What the plan of one learner goes by; skills of courses they still study."""

    skills: Mapping[int, Skill]
    knowledge: Knowledge
    candidates: Sequence[Candidate]

    @property
    def mastery_p(self) -> dict[int, float]:
        return {pk: skill.mastery_p for pk, skill in self.skills.items()}

    def needs(self, *, now: datetime) -> Needs:
        return needs_of(self.knowledge.skills, now=now, mastery_p=self.mastery_p)

    def of(self, skill: int) -> SkillKnowledge:
        return self.knowledge.skills.get(skill, SkillKnowledge())


def known_of(learner: User) -> Known:
    skills = skills_met(learner)
    knowledge = stored_knowledge(learner.pk, skills=skills)
    candidates = candidates_of(learner, knowledge=knowledge) if skills else []
    return Known(skills=skills, knowledge=knowledge, candidates=candidates)


def today_of(learner: User, *, now: datetime) -> Today:
    courses = course_lines(learner, courses=courses_for(learner))
    lines = {line.lesson.pk: line for each in courses for line in each.lessons if line.part_count}
    known = known_of(learner)
    plan = planned(
        [_standing(line, before=_before(courses)) for line in lines.values()],
        skills=known.knowledge.skills,
        candidates=known.candidates,
        now=now,
        mastery_p=known.mastery_p,
    )
    steps = [
        _view(step, lines=lines, known=known, before=_before(courses), now=now)
        for step in ([plan.first] if plan.first else []) + list(plan.others)
    ]
    return Today(first=steps[0] if steps else None, others=steps[1:], courses=courses)


def _before(courses: Sequence[CourseLines]) -> dict[int, Lesson]:
    """By lesson: the one before it in its course."""
    return {
        after.lesson.pk: line.lesson
        for course in courses
        for line, after in pairwise(course.lessons)
    }


def _standing(line: LessonLine, *, before: Mapping[int, Lesson]) -> LessonStanding:
    earlier = before.get(line.lesson.pk)
    return LessonStanding(
        lesson=line.lesson.pk,
        is_begun=line.is_begun,
        is_done=line.is_done,
        last_seen_at=line.last_seen_at,
        before=earlier.pk if earlier else None,
    )


def _view(
    step: Step,
    *,
    lines: Mapping[int, LessonLine],
    known: Known,
    before: Mapping[int, Lesson],
    now: datetime,
) -> StepView:
    line = lines[step.lesson] if step.lesson is not None else None
    skills = [known.skills[pk] for pk in step.skills]
    earlier = before.get(line.lesson.pk) if line else None
    return StepView(
        kind=step.kind,
        url=_url(step, line=line),
        title=line.lesson.title if line else title_of(step, skills=skills),
        because=because(
            step,
            skills=skills,
            known=[known.of(pk) for pk in step.skills],
            seen_at=line.last_seen_at if line else None,
            before=earlier.title if earlier else "",
            now=now,
        ),
        line=line,
        question_count=len(step.questions),
    )


def _url(step: Step, *, line: LessonLine | None) -> str:
    if line is not None:
        return reverse("lesson", args=[line.lesson.course.slug, line.lesson.slug])
    if step.kind == Kind.HELP:
        return reverse("skill_help", args=[step.skills[0]])
    return reverse("review" if step.kind == Kind.REVIEW else "practice")

"""How far each learner is, skill by skill: one table for the screen, the printer and the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tutor.accounts.models import Classroom, User
from tutor.accounts.selectors import roster_of
from tutor.content.models import Course, Lesson, Skill
from tutor.learning.models import Session, SkillState
from tutor.teacher.figures import UNKNOWN, Table

MASTERED = "mastered"


def progress_table(classroom: Classroom, course: Course, *, group: str = "") -> Table:
    """A line a learner: lessons finished, skills mastered, and each skill's answers.

    Counts are of answers given anywhere to the course's skills; “3/4” is three right of four.
    """
    learners = roster_of(classroom)
    if group:
        learners = learners.filter(class_groups__classroom=classroom, class_groups__name=group)
    people = list(learners)
    skills = list(Skill.objects.filter(course=course).order_by("pk"))
    states = _states(people, skills)
    done = _lessons_done(people, course)
    lesson_count = Lesson.objects.filter(course=course).count()
    rows = [
        _row(person, skills=skills, states=states, done=done.get(person.pk, 0), of=lesson_count)
        for person in people
    ]
    columns = ("Learner", "Lessons", "Skills mastered", *(skill.title for skill in skills))
    return Table(name="progress", columns=columns, rows=rows)


def _row(
    person: User,
    *,
    skills: Sequence[Skill],
    states: Mapping[tuple[int, int], SkillState],
    done: int,
    of: int,
) -> tuple[str, ...]:
    cells = [_cell(states.get((person.pk, skill.pk)), skill) for skill in skills]
    mastered = sum(cell.endswith(MASTERED) for cell in cells)
    return (person.display_name, f"{done}/{of}", f"{mastered}/{len(skills)}", *cells)


def _cell(state: SkillState | None, skill: Skill) -> str:
    if state is None or state.attempt_count == 0:
        return UNKNOWN
    counts = f"{state.right_count}/{state.attempt_count}"
    return f"{counts} {MASTERED}" if state.mastery_p >= skill.mastery_p else counts


def _states(people: Sequence[User], skills: Sequence[Skill]) -> dict[tuple[int, int], SkillState]:
    rows = SkillState.objects.filter(learner__in=people, skill__in=skills)
    return {(row.learner_id, row.skill_id): row for row in rows}


def _lessons_done(people: Sequence[User], course: Course) -> dict[int, int]:
    ended = Session.objects.filter(learner__in=people, lesson__course=course, kind="lesson")
    pairs = ended.exclude(ended_at=None).values_list("learner_id", "lesson_id").distinct()
    done: dict[int, int] = {}
    for learner, _lesson in pairs:
        done[learner] = done.get(learner, 0) + 1
    return done

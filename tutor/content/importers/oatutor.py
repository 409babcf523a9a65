"""OATutor's content pool: lessons of problems of steps, with hint pathways and a skill model.

A problem becomes a practice segment, a step an item. Problems keep their own licence and
attribution, and one that names no licence is not taken. See docs/reference/course-format.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.utils.text import slugify

from attention_model.compat import override
from tutor.content.importers.base import (
    CourseDraft,
    Finding,
    Importer,
    LessonDraft,
    Place,
    Reading,
    SkillDraft,
    Weight,
)
from tutor.content.importers.oatutor_pool import PoolError, Source, read_source
from tutor.content.importers.oatutor_problems import Desk, SkippedError, read_problem, read_record
from tutor.content.importers.oatutor_text import credit, natural_order

_Record = Mapping[str, Any]


class OATutorImporter(Importer):
    """A folder with coursePlan*.json, skillModel*.json, and the content pool (packed or not)."""

    name = "oatutor"

    @override
    def read(self, path: Path, *, course: str = "") -> Reading:
        try:
            source = read_source(path)
            plan = _plan(source, course)
        except PoolError as error:
            refusal = Finding(weight=Weight.ERROR, where=str(path), reason=str(error))
            return Reading(draft=None, findings=(refusal,))
        desk = Desk(source=source)
        draft = _course(plan, desk)
        return Reading(draft=draft, findings=tuple(desk.findings), counts=dict(desk.counts))


def _plan(source: Source, wanted: str) -> _Record:
    names = [str(plan.get("courseName", "")) for plan in source.plans]
    if not wanted and len(names) == 1:
        return source.plans[0]
    if wanted not in names:
        listed = "; ".join(names)
        raise PoolError(f"choose a course with --course NAME: the plan holds {listed}")
    return source.plans[names.index(wanted)]


def _course(plan: _Record, desk: Desk) -> CourseDraft:
    title = str(plan.get("courseName") or "OATutor course")
    by_lesson = _problems_by_lesson(desk, {str(lesson["id"]) for lesson in plan["lessons"]}, title)
    lessons = [
        _lesson(entry, by_lesson.get(str(entry["id"]), {}), desk) for entry in plan["lessons"]
    ]
    licence = credit(plan.get("courseLicense"))
    return CourseDraft(
        slug=slugify(title)[:80],
        title=title,
        language=str(plan.get("language") or "en"),
        licence=licence or "See each problem",
        attribution=credit(plan.get("courseOER")),
        source_format=OATutorImporter.name,
        place=Place(where=title),
        is_strict=False,
        skills=_skills(plan, lessons),
        lessons=tuple(lessons),
        figures=tuple(desk.figures),
    )


def _problems_by_lesson(
    desk: Desk, lesson_ids: set[str], course: str
) -> dict[str, dict[str, _Record]]:
    """{lesson id: {problem id: problem}}; problems of other courses are passed over."""
    found: dict[str, dict[str, _Record]] = {}
    for problem_id in sorted(desk.source.pool.problems, key=natural_order):
        try:
            problem = read_record(desk.source.pool.problems[problem_id], f"{problem_id}.json")
        except SkippedError as error:
            desk.note(Weight.SKIPPED, problem_id, str(error))
            continue
        lesson_id = str(problem.get("lessonId", ""))
        if lesson_id in lesson_ids:
            found.setdefault(lesson_id, {})[problem_id] = problem
        elif problem.get("courseName") == course:
            reason = f"its lesson {lesson_id!r} is not in the course plan"
            desk.note(Weight.SKIPPED, problem_id, reason)
    return found


def _lesson(entry: _Record, problems: Mapping[str, _Record], desk: Desk) -> LessonDraft:
    name, topics = str(entry.get("name", "")), str(entry.get("topics", ""))
    segments = []
    for problem_id, problem in problems.items():
        try:
            segments.append(read_problem(problem_id, problem, desk))
        except SkippedError as error:
            desk.note(Weight.SKIPPED, problem_id, str(error))
    if not segments:
        desk.note(Weight.NOTE, name, "the lesson has no problem that could be taken")
    number = name.removeprefix("Lesson").strip()
    return LessonDraft(
        slug=slugify(name.replace(".", "-"))[:120] or slugify(str(entry["id"])),
        title=f"{number} {topics}".strip()[:200],
        place=Place(where=name),
        segments=tuple(segments),
    )


def _skills(plan: _Record, lessons: Sequence[LessonDraft]) -> tuple[SkillDraft, ...]:
    """Every skill of a lesson's aims or of an item, with the mastery that the plan asks for."""
    mastery_p: dict[str, float] = {}
    for entry in plan["lessons"]:
        for skill, aim in (entry.get("learningObjectives") or {}).items():
            mastery_p[str(skill)] = float(aim) if isinstance(aim, int | float) else 0.95
    for lesson in lessons:
        for segment in lesson.segments:
            for item in segment.items:
                for skill in item.skills:
                    mastery_p.setdefault(skill, 0.95)
    return tuple(
        SkillDraft(slug=slug[:160], title=_skill_title(slug), mastery_p=aim)
        for slug, aim in sorted(mastery_p.items())
    )


def _skill_title(slug: str) -> str:
    words = slug.replace("_", " ").strip(" .")
    return (words[:1].upper() + words[1:])[:200]

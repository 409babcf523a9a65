"""A small course for tests, laid directly in the database so that no importer is under test."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tutor.content.models import Course, Hint, Item, Lesson, Segment, SegmentKind, Skill

NUMERIC: dict[str, Any] = {
    "answer": "4",
    "tolerance": "0",
    "unit": None,
    "feedback": [{"when": "-4", "say": "Check the sign after you subtract."}],
    "feedback_default": "Undo the addition first.",
}
CHOICE: dict[str, Any] = {
    "choices": [
        {"id": "a", "text": "subtract 3", "is_right": True, "feedback": "That undoes adding 3."},
        {"id": "b", "text": "add 3", "is_right": False, "feedback": "That would add 3 twice."},
        {"id": "c", "text": "divide by 3", "is_right": False, "feedback": "Nothing is times 3."},
    ],
    "shuffle": False,
}
SHORT: dict[str, Any] = {"accepted": ["equation"], "edit_distance": 1, "feedback": []}
ALGEBRAIC: dict[str, Any] = {
    "answer": "2x+3",
    "form": "any",
    "variables": ["x"],
    "feedback": [{"when": "2x-3", "say": "Look at the sign of the constant."}],
}
PUBLIC_CHOICE = {
    "choices": [
        {"id": choice["id"], "html": choice["text"], "speech": choice["text"]}
        for choice in CHOICE["choices"]
    ]
}


def make_course(*, now: datetime, slug: str = "equations") -> Course:
    course = Course.objects.create(
        slug=slug,
        title="Equations",
        licence="CC BY 4.0",
        attribution="Attune authors",
        source_format="folder",
        imported_at=now,
    )
    undo = Skill.objects.create(course=course, slug="undo", title="Undo one step")
    read = Skill.objects.create(course=course, slug="read", title="Read an equation")
    for position, title in ((1, "What an equation says"), (2, "Undo one step")):
        lesson = Lesson.objects.create(
            course=course, slug=f"lesson-{position}", position=position, title=title
        )
        _fill(lesson, undo=undo, read=read)
    return course


def _fill(lesson: Lesson, *, undo: Skill, read: Skill) -> None:
    reading = _segment(
        lesson,
        1,
        SegmentKind.READING,
        html="<p>An equation says that two sides are equal.</p><p>Do the same to both sides.</p>",
        key_html="<p>Do the same to both sides.</p>",
        word_count=140,
    )
    example = _segment(lesson, 2, SegmentKind.WORKED_EXAMPLE, html="<p>x + 3 = 7, so x = 4.</p>")
    practice = _segment(lesson, 3, SegmentKind.PRACTICE, html="<p>Your turn.</p>")
    second = _segment(lesson, 4, SegmentKind.READING, html="<p>More.</p>", word_count=200)
    _item(reading, 1, "short_text", SHORT, {}, read, is_check=True)
    _item(example, 1, "multiple_choice", CHOICE, PUBLIC_CHOICE, undo, is_check=True)
    _item(practice, 1, "numeric", NUMERIC, {"unit": None}, undo)
    _item(practice, 2, "multiple_choice", CHOICE, PUBLIC_CHOICE, undo, difficulty=-1.0)
    _item(practice, 3, "short_text", SHORT, {}, read)
    _item(second, 1, "algebraic", ALGEBRAIC, {}, undo, difficulty=1.0)


def _segment(lesson: Lesson, position: int, kind: SegmentKind, **fields: Any) -> Segment:
    return Segment.objects.create(
        lesson=lesson,
        slug=f"segment-{position}",
        position=position,
        kind=kind,
        title=f"Part {position}",
        **fields,
    )


def _item(
    segment: Segment,
    position: int,
    exercise_type: str,
    spec: dict[str, Any],
    public_spec: dict[str, Any],
    skill: Skill,
    **fields: Any,
) -> Item:
    item = Item.objects.create(
        segment=segment,
        slug=f"item-{position}",
        position=position,
        exercise_type=exercise_type,
        title=f"Item {position}",
        stem_html="<p>Solve x + 3 = 7.</p>",
        spec=spec,
        public_spec=public_spec,
        **fields,
    )
    item.skills.add(skill)
    for ordinal, text in enumerate(("What was added?", "Undo it.", "Subtract 3: x = 4."), start=1):
        Hint.objects.create(
            item=item,
            slug=f"hint-{ordinal}",
            position=ordinal,
            html=f"<p>{text}</p>",
            dependencies=[f"hint-{ordinal - 1}"] if ordinal > 1 else [],
            is_bottom_out=ordinal == 3,
        )
    return item

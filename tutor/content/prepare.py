"""A draft to rows that are ready to be saved: every text rendered, nothing written anywhere.

All that takes time or can fail happens here, before the transaction of
`content.services.publish_course` begins.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from django.db.models import Model

from tutor.content.dialect import FigureLink
from tutor.content.figures import figure_links
from tutor.content.importers.base import (
    CourseDraft,
    FigureDraft,
    Finding,
    HintDraft,
    ItemDraft,
    LessonDraft,
    Place,
    QuestionDraft,
    SegmentDraft,
    Weight,
)
from tutor.content.maths import in_maths_thread
from tutor.content.models import Course, Hint, Item, Lesson, Segment, Skill
from tutor.content.render import Rendered, render_block
from tutor.content.specs import RenderedSpec, rendered_spec

#: Adults read 238 words a minute silently (Brysbaert 2019, doi:10.1016/j.jml.2019.104047); learners
#: of 12 to 15 about three quarters of that, and mathematics is read twice in places.
READING_WORDS_PER_MINUTE = 150
#: A first guess for an item until its own attempts are known.
ITEM_MS = 45_000

_Row = TypeVar("_Row", bound=Model)
_Links = Mapping[str, FigureLink]


@dataclass(frozen=True, kw_only=True)
class PreparedItem:
    row: Item
    skills: tuple[str, ...]
    hints: tuple[Hint, ...]


@dataclass(frozen=True, kw_only=True)
class PreparedSegment:
    row: Segment
    items: tuple[PreparedItem, ...]


@dataclass(frozen=True, kw_only=True)
class PreparedLesson:
    row: Lesson
    segments: tuple[PreparedSegment, ...]


@dataclass(frozen=True, kw_only=True)
class PreparedCourse:
    """Unsaved rows without their foreign keys, in the order of the course."""

    draft: CourseDraft
    row: Course
    skills: tuple[Skill, ...]
    lessons: tuple[PreparedLesson, ...]
    findings: tuple[Finding, ...]

    def errors(self) -> list[Finding]:
        """The findings that refuse the import."""
        return [finding for finding in self.findings if finding.weight is Weight.ERROR]


@dataclass
class _Press:
    """Renders texts and notes what goes wrong, with the place in the source."""

    draft: CourseDraft
    figures: dict[str, FigureDraft]
    findings: list[Finding] = field(default_factory=list)

    def block(self, text: str, place: Place, links: _Links) -> Rendered:
        rendered = render_block(text, figures=links)
        self.note(rendered.problems, place)
        return rendered

    def spec(self, question: QuestionDraft, place: Place, links: _Links) -> RenderedSpec:
        rendered = rendered_spec(question.exercise_type, question.spec, figures=links)
        self.note(rendered.problems, place)
        return rendered

    def row(self, row: _Row, place: Place) -> _Row:
        """The row; text that its columns cannot hold is an error, whatever the database."""
        for column in row._meta.concrete_fields:
            value = getattr(row, column.attname)
            if column.max_length and isinstance(value, str) and len(value) > column.max_length:
                reason = (
                    f"{column.name} {value[:40]!r}… has {len(value)} characters; "
                    f"at most {column.max_length} fit"
                )
                self.findings.append(place.finding(Weight.ERROR, reason))
        return row

    def once(self, what: str, names: Iterable[str], place: Place) -> None:
        """A name that is taken twice is an error: the second would overwrite the first."""
        for name, count in Counter(names).items():
            if count > 1:
                reason = f"the {what} {name!r} is given {count} times"
                self.findings.append(place.finding(Weight.ERROR, reason))

    def note(self, problems: tuple[str, ...], place: Place) -> None:
        weight = Weight.ERROR if self.draft.is_strict else Weight.NOTE
        for problem in problems:
            # A problem quotes what it is about; the quotation finds the line.
            quoted = problem.split("'")[1].replace("\\\\", "\\") if "'" in problem else ""
            self.findings.append(place.finding(weight, problem, near=quoted))


def prepared_course(
    draft: CourseDraft, *, on_lesson: Callable[[str], None] | None = None
) -> PreparedCourse:
    """Render a draft. `on_lesson` is told the title of each lesson that is about to be rendered.

    Lessons are handed to the maths thread one by one, so that `on_lesson` runs in the caller's
    thread, with the caller's database connection.
    """
    press = _Press(draft=draft, figures={figure.name: figure for figure in draft.figures})
    press.once("lesson", (lesson.slug for lesson in draft.lessons), draft.place)
    press.once("skill", (skill.slug for skill in draft.skills), draft.place)
    press.once("figure", (figure.name for figure in draft.figures), draft.place)
    description = press.block(draft.description, draft.place, {})
    row = Course(
        slug=draft.slug,
        title=draft.title,
        description=draft.description,
        description_html=description.html,
        is_strict=draft.is_strict,
        language=draft.language,
        licence=draft.licence,
        attribution=draft.attribution,
        source_format=draft.source_format,
    )
    press.row(row, draft.place)
    skills = [
        press.row(Skill(slug=one.slug, title=one.title, mastery_p=one.mastery_p), draft.place)
        for one in draft.skills
    ]
    lessons = []
    for position, lesson in enumerate(draft.lessons, start=1):
        if on_lesson:
            on_lesson(lesson.title)
        lessons.append(in_maths_thread(partial(_lesson, press, lesson, position)))
    return PreparedCourse(
        draft=draft,
        row=row,
        skills=tuple(skills),
        lessons=tuple(lessons),
        findings=tuple(press.findings),
    )


def _lesson(press: _Press, draft: LessonDraft, position: int) -> PreparedLesson:
    press.once("segment", (segment.slug for segment in draft.segments), draft.place)
    row = Lesson(
        slug=draft.slug,
        position=position,
        title=draft.title,
        summary=draft.summary,
        introduction_html=press.block(draft.introduction, draft.place, {}).html,
        minutes=draft.minutes,
    )
    segments = (_segment(press, one, at) for at, one in enumerate(draft.segments, start=1))
    return PreparedLesson(row=press.row(row, draft.place), segments=tuple(segments))


def _segment(press: _Press, draft: SegmentDraft, position: int) -> PreparedSegment:
    links = figure_links(press.draft.slug, press.figures, draft.figures)
    body = press.block(draft.text, draft.place, links)
    press.once("item", (item.slug for item in draft.items), draft.place)
    items = tuple(_item(press, one, at, links) for at, one in enumerate(draft.items, start=1))
    row = Segment(
        slug=draft.slug,
        position=position,
        kind=draft.kind,
        title=draft.title,
        html=body.html,
        key_html=body.key_html,
        word_count=body.word_count,
        expected_ms=_expected_ms(draft, body.word_count),
        licence=draft.licence or press.draft.licence,
        attribution=draft.attribution or press.draft.attribution,
    )
    return PreparedSegment(row=press.row(row, draft.place), items=items)


def _expected_ms(draft: SegmentDraft, word_count: int) -> int:
    if draft.minutes:
        return round(draft.minutes * 60_000)
    items = sum(not item.is_check for item in draft.items)
    return round(word_count / READING_WORDS_PER_MINUTE * 60_000) + items * ITEM_MS


def _item(press: _Press, draft: ItemDraft, position: int, links: _Links) -> PreparedItem:
    spec = press.spec(draft.question, draft.place, links)
    row = Item(
        slug=draft.slug,
        position=position,
        exercise_type=draft.question.exercise_type,
        title=draft.title,
        stem_html=press.block(draft.question.stem, draft.place, links).html,
        spec=spec.spec,
        public_spec=spec.public_spec,
        difficulty=draft.difficulty,
        is_check=draft.is_check,
    )
    press.once("hint", (hint.slug for hint in draft.hints), draft.place)
    known = {skill.slug for skill in press.draft.skills}
    for skill in draft.skills:
        if skill not in known:
            reason = f"the skill {skill!r} is not among those of the course"
            press.findings.append(draft.place.finding(Weight.ERROR, reason))
    last = len(draft.hints)
    hints = (
        _hint(press, hint, draft.place, links, position=at, is_last=at == last)
        for at, hint in enumerate(draft.hints, start=1)
    )
    return PreparedItem(row=press.row(row, draft.place), skills=draft.skills, hints=tuple(hints))


def _hint(
    press: _Press, draft: HintDraft, place: Place, links: _Links, *, position: int, is_last: bool
) -> Hint:
    scaffold = _scaffold(press, draft.scaffold, place, links) if draft.scaffold else None
    row = Hint(
        slug=draft.slug,
        position=position,
        title=draft.title,
        html=press.block(draft.text, place, links).html,
        dependencies=list(draft.dependencies),
        scaffold=scaffold,
        is_bottom_out=is_last,
    )
    return press.row(row, place)


def _scaffold(
    press: _Press, question: QuestionDraft, place: Place, links: _Links
) -> dict[str, Any]:
    spec = press.spec(question, place, links)
    return {
        "exercise_type": question.exercise_type,
        "stem_html": press.block(question.stem, place, links).html,
        "spec": spec.spec,
        "public_spec": spec.public_spec,
    }

"""course -> our folder -> course is identical."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.content.banks import write_cartridge, write_gift, write_moodle, write_qti
from tests.content.writing import sums, write_course
from tutor.content import services
from tutor.content.exporters.folder import FolderExporter
from tutor.content.importers.base import (
    CourseDraft,
    HintDraft,
    ItemDraft,
    LessonDraft,
    Place,
    QuestionDraft,
    SegmentDraft,
    SkillDraft,
)
from tutor.content.importers.folder import FolderImporter
from tutor.content.management.commands.export_course import write_export
from tutor.content.models import Course, Figure, Hint, Item, Lesson, LessonVersion, Segment
from tutor.content.services import import_course
from tutor.domain.exercises import EXERCISE_TYPES

DEMO = Path(services.__file__).parent / "demo" / "linear-equations"
SOURCES: dict[str, Callable[[Path], Path]] = {
    "folder": write_course, "gift": write_gift, "moodle": write_moodle,
    "cartridge": write_cartridge, "qti": write_qti,
    "oatutor": lambda folder: sums().write(folder),
}  # fmt: skip


def rows(course: Course) -> list[Any]:
    """Everything that a learner or a teacher could see of a course, but keys and slug."""
    there = f"/learn/{course.slug}/"

    def of(row: Any, *names: str) -> Any:
        return json.loads(
            json.dumps([getattr(row, name) for name in names]).replace(there, "/learn/here/")
        )

    return [
        of(course, "title", "description", "description_html", "language", "licence",
           "attribution", "source_format", "is_strict"),
        [of(one, "slug", "title", "mastery_p") for one in course.skills.order_by("pk")],
        [of(one, "slug", "position", "title", "summary", "introduction_html", "minutes")
         for one in Lesson.objects.filter(course=course)],
        [of(one, "slug", "position", "kind", "title", "html", "key_html", "word_count",
            "expected_ms", "licence", "attribution")
         for one in Segment.objects.filter(lesson__course=course)],
        [[*of(one, "slug", "position", "exercise_type", "title", "stem_html", "spec", "public_spec",
              "difficulty", "is_check"), [skill.slug for skill in one.skills.order_by("slug")]]
         for one in Item.objects.filter(segment__lesson__course=course)],
        [of(one, "slug", "position", "title", "html", "dependencies", "scaffold", "is_bottom_out")
         for one in Hint.objects.filter(item__segment__lesson__course=course)],
        [(one.name, Path(one.file.path).read_bytes())
         for one in Figure.objects.filter(course=course)],
    ]  # fmt: skip


def export(course: Course, out: Path, *, form: str = "folder") -> dict[str, Any]:
    lines = StringIO()
    call_command("export_course", form, course.slug, "--out", str(out), stdout=lines)
    found: dict[str, Any] = json.loads(lines.getvalue().splitlines()[-1])
    return found


def again(course: Course, folder: Path, *, now: datetime) -> Course:
    """The course exported and imported under another slug."""
    export(course, folder / "out")
    report = import_course("folder", folder / "out", now=now, slug=f"{course.slug}-again")
    assert report.course is not None, [str(finding) for finding in report.findings]
    return report.course


@pytest.mark.django_db
def test_the_demo_course_comes_back_identical(tmp_path: Path, now: datetime) -> None:
    course = import_course("folder", DEMO, now=now).course
    assert course is not None
    assert rows(again(course, tmp_path, now=now)) == rows(course)


@pytest.mark.django_db
@pytest.mark.parametrize("name", SOURCES)
def test_a_course_of_any_format_comes_back_identical(
    name: str, tmp_path: Path, now: datetime
) -> None:
    (tmp_path / "in").mkdir()
    report = import_course(name, SOURCES[name](tmp_path / "in"), now=now, licence="CC BY 4.0")
    assert report.course is not None
    assert rows(again(report.course, tmp_path, now=now)) == rows(report.course)


@pytest.mark.django_db
def test_an_authors_files_come_back_letter_for_letter(tmp_path: Path, now: datetime) -> None:
    course = import_course("folder", write_course(tmp_path / "in"), now=now).course
    assert course is not None
    counts = export(course, tmp_path / "out")
    for name in ("lesson.md", "01-two-sides.md", "02-your-turn.md", "figures/scale.svg"):
        written = (tmp_path / "out" / "01-scale" / name).read_bytes()
        assert written == (tmp_path / "in" / "01-scale" / name).read_bytes()
    assert (counts["files"], counts["items"], counts["skipped"]) == (5, 1, 0)


@pytest.mark.django_db
def test_nothing_is_overwritten_and_no_course_is_invented(tmp_path: Path, now: datetime) -> None:
    course = import_course("folder", write_course(tmp_path / "in"), now=now).course
    assert course is not None
    with pytest.raises(CommandError, match="is there already"):
        export(course, tmp_path / "in")
    with pytest.raises(CommandError, match="there are balance"):
        call_command("export_course", "folder", "scales", "--out", str(tmp_path / "out"))
    LessonVersion.objects.all().delete()
    with pytest.raises(CommandError, match="import balance once more"):
        export(course, tmp_path / "out")


SIGNS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp", "Co", "Cn"))
WORDS = st.text(SIGNS, min_size=1, max_size=24).map(str.strip).filter(bool)
PROSE = st.lists(
    WORDS.filter(lambda line: not line.startswith(("`", "~"))), min_size=1, max_size=4
).map("\n".join)
SLUGS = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,6}){0,2}", fullmatch=True)
SKILLS = ("one", "two")


@st.composite
def questions(draw: st.DrawFn) -> QuestionDraft:
    kind = draw(st.sampled_from(EXERCISE_TYPES))
    spec = kind.sample() | {"feedback_default": draw(WORDS), "feedback_right": draw(PROSE)}
    return QuestionDraft(exercise_type=kind.name, spec=spec, stem=draw(PROSE))


@st.composite
def hints(draw: st.DrawFn) -> tuple[HintDraft, ...]:
    names = draw(st.lists(SLUGS, min_size=3, max_size=5, unique=True))
    return tuple(
        HintDraft(
            slug=name,
            text=draw(PROSE),
            title=draw(st.just("") | WORDS),
            dependencies=tuple(draw(st.lists(st.sampled_from(names[:at]), unique=True)))
            if at
            else (),
            scaffold=draw(st.none() | questions()),
        )
        for at, name in enumerate(names)
    )


@st.composite
def items(draw: st.DrawFn, slug: str) -> ItemDraft:
    return ItemDraft(
        slug=slug,
        question=draw(questions()),
        place=Place(where=""),
        title=draw(st.just("") | WORDS),
        skills=tuple(draw(st.lists(st.sampled_from(SKILLS), min_size=1, unique=True))),
        difficulty=draw(st.floats(-2, 2).map(lambda one: round(one, 2))),
        is_check=draw(st.booleans()),
        hints=draw(hints()),
    )


@st.composite
def courses(draw: st.DrawFn) -> CourseDraft:
    names = iter(draw(st.lists(SLUGS, min_size=14, max_size=14, unique=True)))
    return CourseDraft(
        slug=draw(SLUGS),
        title=draw(WORDS),
        licence=draw(WORDS),
        language="en",
        source_format="folder",
        place=Place(where=""),
        description=draw(st.just("") | PROSE),
        attribution=draw(st.just("") | WORDS),
        is_strict=draw(st.booleans()),
        skills=tuple(
            SkillDraft(slug=one, title=draw(WORDS), mastery_p=draw(st.sampled_from([0.6, 0.95])))
            for one in SKILLS
        ),
        lessons=tuple(draw(lessons(names)) for _ in range(draw(st.integers(1, 2)))),
    )


@st.composite
def lessons(draw: st.DrawFn, names: Iterator[str]) -> LessonDraft:
    return LessonDraft(
        slug=next(names),
        title=draw(WORDS),
        place=Place(where=""),
        summary=draw(st.just("") | WORDS),
        introduction=draw(st.just("") | PROSE),
        minutes=draw(st.integers(0, 90)),
        segments=tuple(draw(segments(names)) for _ in range(draw(st.integers(1, 2)))),
    )


@st.composite
def segments(draw: st.DrawFn, names: Iterator[str]) -> SegmentDraft:
    return SegmentDraft(
        slug=next(names),
        kind=draw(st.sampled_from(["reading", "practice", "media", "worked_example"])),
        place=Place(where=""),
        title=draw(WORDS),
        text=draw(PROSE),
        minutes=draw(st.sampled_from([0.0, 2.0, 2.5])),
        licence=draw(st.just("") | WORDS),
        attribution=draw(st.just("") | WORDS),
        items=tuple(draw(items(next(names))) for _ in range(draw(st.integers(0, 2)))),
    )


def placeless(draft: CourseDraft) -> CourseDraft:
    """The draft without where its texts stood, which no course keeps."""
    nowhere = Place(where="")
    return replace(
        draft,
        place=nowhere,
        lessons=tuple(
            replace(
                lesson,
                place=nowhere,
                files={},
                segments=tuple(
                    replace(
                        segment,
                        place=nowhere,
                        items=tuple(replace(item, place=nowhere) for item in segment.items),
                    )
                    for segment in lesson.segments
                ),
            )
            for lesson in draft.lessons
        ),
    )


@settings(max_examples=15, deadline=None, derandomize=True)
@given(courses())
def test_any_course_comes_back_identical(draft: CourseDraft) -> None:
    with TemporaryDirectory() as folder:
        write_export(FolderExporter().write(draft), Path(folder), is_folder=True)
        reading = FolderImporter().read(Path(folder))
    assert [str(finding) for finding in reading.findings] == []
    assert reading.draft is not None
    assert placeless(reading.draft) == placeless(draft)

"""A course is saved whole or not at all, and a new version breaks nobody's session."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import pytest

from tests.content.writing import ITEM, PRACTICE, READING, write_course
from tutor.accounts.models import User
from tutor.content import selectors, services
from tutor.content.importers.folder import FolderImporter
from tutor.content.models import Course, Figure, Hint, Item, Lesson, Segment, Skill
from tutor.content.prepare import PreparedCourse, prepared_course
from tutor.content.services import ImportRefusedError, import_course, publish_course
from tutor.learning.models import Attempt, Session

pytestmark = pytest.mark.django_db
SECOND = ITEM.replace("slug: find-x", "slug: find-y")


def prepared(folder: Path, changes: Mapping[str, str | None] | None = None) -> PreparedCourse:
    draft = FolderImporter().read(write_course(folder, changes)).draft
    assert draft is not None
    return prepared_course(draft)


def test_everything_that_was_written_can_be_read_again(tmp_path: Path, now: datetime) -> None:
    course = publish_course(prepared(tmp_path), now=now)
    (found,) = selectors.outline(course)
    assert (found.segment_count, found.item_count) == (2, 1)
    reading, practice = selectors.segments(found.lesson)
    item = practice.items.get()
    assert [skill.slug for skill in item.skills.all()] == ["undo"]
    assert [hint.position for hint in item.hints.all()] == [1, 2, 3]
    assert reading.licence == "CC BY 4.0"
    picture = selectors.figure(course, "scale-scale.svg")
    with picture.file.open("rb") as file:
        assert b"viewBox" in file.read()


def test_a_failure_half_way_leaves_nothing_behind(
    tmp_path: Path, media: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(services, "_link_skills", fail)
    with pytest.raises(RuntimeError, match="disk is full"):
        publish_course(prepared(tmp_path), now=now)
    assert not Course.objects.exists()
    assert not Skill.objects.exists()
    assert not Figure.objects.exists()
    assert not Lesson.everything.exists()
    assert [path for path in media.rglob("*") if path.is_file()] == []


def test_a_failed_new_version_leaves_the_old_one_as_it_was(
    tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    course = publish_course(prepared(tmp_path), now=now)
    changed = {"01-scale/02-your-turn.md": PRACTICE.replace("Your turn", "Go") + SECOND}
    new = prepared(tmp_path, changed)
    monkeypatch.setattr(services, "_link_skills", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        publish_course(new, now=now)
    assert [segment.title for segment in selectors.segments(course.lessons.get())] == [
        "Two sides",
        "Your turn",
    ]
    assert Item.objects.get().slug == "find-x"


def test_a_course_with_errors_is_refused(tmp_path: Path, now: datetime) -> None:
    broken = prepared(tmp_path, {"01-scale/01-two-sides.md": READING + "\n$\\foo$\n"})
    with pytest.raises(ImportRefusedError, match=r"01-two-sides\.md:15"):
        publish_course(broken, now=now)
    assert not Course.objects.exists()


def test_a_check_saves_nothing(tmp_path: Path, media: Path, now: datetime) -> None:
    report = import_course("folder", write_course(tmp_path), now=now, is_check=True)
    assert report.course is None
    assert not Course.objects.exists()
    assert not media.exists()


def test_bos_session_goes_on_under_a_new_version(tmp_path: Path, bo: User, now: datetime) -> None:
    course = publish_course(prepared(tmp_path), now=now)
    lesson, item = course.lessons.get(), Item.objects.get()
    session = Session.objects.create(
        learner=bo, lesson=lesson, segment=item.segment, started_at=now, last_seen_at=now, seed=1
    )
    attempt = Attempt.objects.create(
        session=session, item=item, idempotency_key=uuid.uuid4(), ordinal=1,
        response={"text": "4"}, outcome="right", latency_ms=900, expected_p=0.5, answered_at=now,
    )  # fmt: skip
    # The new version puts another segment first, swaps the old ones, and asks for y before x.
    changes = {
        "01-scale/01-two-sides.md": None,
        "01-scale/02-your-turn.md": None,
        "01-scale/01-welcome.md": READING.replace("Two sides", "Welcome"),
        "01-scale/02-your-turn.md ".strip(): PRACTICE.replace(ITEM, SECOND + ITEM),
        "01-scale/03-two-sides.md": READING,
    }
    publish_course(prepared(tmp_path, changes), now=now)
    session.refresh_from_db()
    attempt.refresh_from_db()
    assert session.lesson.pk == lesson.pk
    assert session.segment == item.segment
    assert attempt.item.position == 2
    titles = [segment.title for segment in selectors.segments(lesson)]
    assert titles == ["Welcome", "Your turn", "Two sides"]


def test_an_item_that_is_gone_is_retired_and_its_answers_stay(
    tmp_path: Path, bo: User, now: datetime
) -> None:
    course = publish_course(prepared(tmp_path), now=now)
    item = Item.objects.get()
    session = Session.objects.create(
        learner=bo, lesson=course.lessons.get(), started_at=now, last_seen_at=now, seed=1
    )
    attempt = Attempt.objects.create(
        session=session, item=item, idempotency_key=uuid.uuid4(), ordinal=1,
        response={"text": "4"}, outcome="right", latency_ms=900, expected_p=0.5, answered_at=now,
    )  # fmt: skip
    gone = {"01-scale/02-your-turn.md": PRACTICE.replace(ITEM, SECOND)}
    publish_course(prepared(tmp_path, gone), now=now)
    assert [one.slug for one in Item.objects.all()] == ["find-y"]
    assert Attempt.objects.get(pk=attempt.pk).item.slug == "find-x"
    assert Attempt.objects.get(pk=attempt.pk).item.hints.count() == 0
    assert Hint.everything.filter(item=item).count() == 3


def test_an_item_that_comes_back_is_the_same_item(tmp_path: Path, now: datetime) -> None:
    publish_course(prepared(tmp_path), now=now)
    key = Item.objects.get().pk
    publish_course(
        prepared(tmp_path, {"01-scale/02-your-turn.md": PRACTICE.replace(ITEM, SECOND)}), now=now
    )
    publish_course(prepared(tmp_path), now=now)
    assert Item.objects.get().pk == key


def test_publishing_twice_changes_nothing(tmp_path: Path, now: datetime) -> None:
    publish_course(prepared(tmp_path), now=now)
    before = list(Hint.everything.values_list("pk", "slug", "html", "is_retired"))
    publish_course(prepared(tmp_path), now=now)
    assert list(Hint.everything.values_list("pk", "slug", "html", "is_retired")) == before
    assert Figure.objects.count() == 1


def test_the_same_folder_can_be_two_courses(tmp_path: Path, now: datetime) -> None:
    for slug in ("one", "two"):
        import_course("folder", write_course(tmp_path), now=now, slug=slug)
    assert sorted(course.slug for course in Course.objects.all()) == ["one", "two"]
    assert "/learn/two/figures/" in Segment.objects.get(lesson__course__slug="two", position=1).html


def test_the_demo_course_has_no_faults(now: datetime) -> None:
    folder = Path(services.__file__).parent / "demo" / "linear-equations"
    report = import_course("folder", folder, now=now)
    assert [str(finding) for finding in report.findings] == []
    assert Item.objects.count() >= 60
    assert Lesson.objects.count() >= 6

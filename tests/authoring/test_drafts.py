"""Ada's drafts: saved as she writes, never over somebody else's, published whole or not at all."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.authoring.lessons import FILES, PRACTICE, READING, SLUG, published, written
from tests.authoring.lessons import begun_course as begun
from tutor.accounts.models import Classroom, User
from tutor.authoring import services
from tutor.authoring.changes import differences, summary_of
from tutor.authoring.checking import FilesError, check_lesson
from tutor.authoring.selectors import desk_of, lesson_lines, versions_of
from tutor.content.models import Course, Item, Lesson
from tutor.content.services_lessons import order_lessons
from tutor.learning import services as learning
from tutor.student.presenters import segment_view

pytestmark = pytest.mark.django_db


@pytest.fixture
def course(ada: User, now: datetime) -> Course:
    return begun(ada, now)


def findings(course: Course, **changes: str) -> list[str]:
    names = {"your_turn": "02-your-turn.md", "two_sides": "01-two-sides.md"}
    files = {**FILES, **{names[key]: text for key, text in changes.items()}}
    return [str(one) for one in check_lesson(course, SLUG, files).findings]


def test_a_new_lesson_begins_as_a_draft_that_nobody_else_sees(
    course: Course, ada: User, now: datetime
) -> None:
    begun_lesson = services.begin_lesson(course, title="Ada's “scale”", by=ada, now=now)
    again = services.begin_lesson(course, title="Ada's “scale”", by=ada, now=now)
    assert (begun_lesson.lesson_slug, again.lesson_slug) == ("adas-scale", "adas-scale-2")
    assert [line.title for line in lesson_lines(course)] == ["Ada's “scale”"] * 2
    assert not course.lessons.exists()
    checked = check_lesson(course, "adas-scale", begun_lesson.files)
    assert checked.findings == ()


def test_a_mistake_is_named_with_its_file_its_line_and_the_way_out(course: Course) -> None:
    found = findings(
        course, your_turn=PRACTICE.replace("answer: '4'\n  feedback", "answer: 0.5\n  feedback")
    )
    assert found == ["02-your-turn.md:14: answer is 0.5: put it in quotes, so that it is kept"]
    found = findings(course, two_sides=READING + "\n$\\farc{3}{4}$\n")
    assert len(found) == 1
    assert found[0].startswith("01-two-sides.md:9: the formula")


def test_a_picture_without_words_for_who_cannot_see_it_is_a_mistake(course: Course) -> None:
    [missing, unknown] = findings(course, two_sides=READING + "\n![](figures/scale.png)\n")
    assert "has no alternative text" in missing
    assert "is not a file of this course" in unknown


def test_a_course_without_a_skill_says_where_to_add_one(ada: User, now: datetime) -> None:
    bare = Course.objects.create(
        slug="bare", title="Bare", licence="CC BY 4.0", source_format="folder", imported_at=now
    )
    checked = check_lesson(bare, SLUG, FILES)
    assert checked.findings[0].where == "course"
    assert "add one on the course's page" in checked.findings[0].reason


def test_a_question_of_another_lesson_keeps_its_name(
    course: Course, ada: User, now: datetime
) -> None:
    published(course, ada, now)
    found = [str(one) for one in check_lesson(course, "second", FILES).findings]
    assert len(found) == 1
    assert "slug 'find-x' is taken in the lesson “The scale”" in found[0]


def test_files_that_are_no_lesson_are_refused_with_a_sentence(
    course: Course, ada: User, now: datetime
) -> None:
    services.begin_lesson(course, title="The scale", by=ada, now=now)
    for name in ("../course.md", "01-Big.md", "figures/x.svg", "1-short.md"):
        with pytest.raises(FilesError, match="is no name of a part"):
            services.save_manuscript(
                course, SLUG, files={**FILES, name: "x"}, revision=1, by=ada, now=now
            )
    with pytest.raises(FilesError, match=r"needs its lesson\.md"):
        services.save_manuscript(course, SLUG, files={}, revision=1, by=ada, now=now)


def test_two_who_write_at_once_do_not_overwrite_each_other(
    course: Course, ada: User, max_admin: User, now: datetime
) -> None:
    first = written(course, ada, now)
    mine = {**FILES, "01-two-sides.md": READING + "\nAda's line.\n"}
    services.save_manuscript(course, SLUG, files=mine, revision=first.revision, by=ada, now=now)
    with pytest.raises(services.ConflictError) as conflict:
        services.save_manuscript(
            course, SLUG, files=FILES, revision=first.revision, by=max_admin, now=now
        )
    assert conflict.value.theirs.updated_by == ada
    assert "Ada's line." in desk_of(course, SLUG).files["01-two-sides.md"]


def test_saving_what_stands_already_makes_no_draft(
    course: Course, ada: User, now: datetime
) -> None:
    published(course, ada, now)
    desk = services.save_manuscript(course, SLUG, files=FILES, revision=0, by=ada, now=now)
    assert desk.revision == 0
    assert not course.manuscripts.exists()


def test_a_lesson_with_mistakes_is_not_published(course: Course, ada: User, now: datetime) -> None:
    desk = written(course, ada, now, two_sides=READING.replace("reading", "novel"))
    with pytest.raises(services.NotReadyError) as refused:
        services.publish_manuscript(course, SLUG, revision=desk.revision, by=ada, now=now)
    assert [one.line for one in refused.value.checked.findings] == [2]
    assert not course.lessons.exists()
    assert course.manuscripts.exists()


def test_publishing_one_lesson_leaves_the_others_as_they_are(
    course: Course, ada: User, now: datetime
) -> None:
    published(course, ada, now)
    first = Lesson.objects.get()
    other = services.begin_lesson(course, title="Second", by=ada, now=now)
    services.publish_manuscript(course, "second", revision=other.revision, by=ada, now=now)
    published(course, ada, now, your_turn=PRACTICE.replace("Take your time.", "No hurry."))
    course.refresh_from_db()
    assert course.is_published
    taught = course.lessons.order_by("position")
    assert [(one.slug, one.version, one.position) for one in taught] == [
        (SLUG, 2, 1), ("second", 1, 2),
    ]  # fmt: skip
    assert taught[0].pk == first.pk
    assert [skill.slug for skill in Item.objects.get().skills.all()] == ["undo-one-step"]


def test_bo_who_is_in_the_lesson_keeps_the_version_that_he_began(
    course: Course, class_8a: Classroom, ada: User, bo: User, now: datetime
) -> None:
    published(course, ada, now)
    learning.assign_course(class_8a, course=course, now=now)
    session = learning.start_session(bo, lesson=Lesson.objects.get(), now=now)
    desk = written(course, ada, now, two_sides=READING.replace("level", "even"), your_turn=None)
    checked = check_lesson(course, SLUG, desk.files)
    summary = summary_of(checked, Lesson.objects.get())
    assert summary.in_lesson == 1
    assert [f"{one.word}: {one.what}" for one in summary.changes] == [
        "Changed: the text of part “Two sides”",
        "Gone: part “Your turn”; answers given in it are kept",
    ]
    services.publish_manuscript(course, SLUG, revision=desk.revision, by=ada, now=now)
    session.refresh_from_db()
    assert session.segment is not None
    assert "A scale is level" in segment_view(session, segment=session.segment).segment.html
    newcomer = learning.start_session(ada, lesson=Lesson.objects.get(), now=now)
    assert newcomer.segment is not None
    assert "A scale is even" in segment_view(newcomer, segment=newcomer.segment).segment.html


def test_an_earlier_version_is_taken_back_as_the_draft_and_published_again(
    course: Course, ada: User, now: datetime
) -> None:
    published(course, ada, now)
    published(course, ada, now, your_turn=None)
    assert not Item.objects.exists()
    desk = services.restore_version(course, SLUG, number=1, revision=0, by=ada, now=now)
    assert desk.files == FILES
    services.publish_manuscript(course, SLUG, revision=desk.revision, by=ada, now=now)
    assert [one.number for one in versions_of(course, SLUG)] == [3, 2, 1]
    assert Item.objects.get().slug == "find-x"


def test_the_difference_shows_the_lines_and_leaves_out_what_is_the_same() -> None:
    old = {"lesson.md": "same\n", "01-a.md": "".join(f"line {n}\n" for n in range(20))}
    new = {**old, "01-a.md": old["01-a.md"].replace("line 3\n", "line three\n"), "02-b.md": "x\n"}
    changed, added = differences(old, new)
    assert (changed.name, changed.word, added.word) == ("01-a.md", "Changed", "New")
    assert [(line.sign, line.text, line.number) for line in changed.lines] == [
        (" ", "line 1", 2), (" ", "line 2", 3), ("-", "line 3", 4), ("+", "line three", 4),
        (" ", "line 4", 5), (" ", "line 5", 6),
    ]  # fmt: skip


def test_lessons_change_places(course: Course, ada: User, now: datetime) -> None:
    published(course, ada, now)
    other = services.begin_lesson(course, title="Second", by=ada, now=now)
    services.publish_manuscript(course, "second", revision=other.revision, by=ada, now=now)
    order_lessons(course, ["second", SLUG])
    ordered = course.lessons.order_by("position").values_list("slug", "position")
    assert list(ordered) == [("second", 1), (SLUG, 2)]

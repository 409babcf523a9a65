"""OATutor courses: what is taken, what is not and why; nothing is trusted."""

from __future__ import annotations

import tarfile
from collections import Counter
from datetime import datetime
from pathlib import Path
from random import Random

import pytest

from tests.content.writing import LICENCE, PoolWriter, hint, problem, scaffold, step, sums
from tutor.content.importers.base import CourseDraft, Reading, Weight
from tutor.content.importers.oatutor import OATutorImporter
from tutor.content.importers.oatutor_text import attune_text
from tutor.content.models import Course, Hint, Item, Lesson, Segment, Skill
from tutor.content.services import import_course
from tutor.domain.exercises import Outcome, exercise_type

GIF = b"GIF89a\x40\x01\xc8\x00" + b"\x00" * 20


def read(pool: PoolWriter, folder: Path) -> Reading:
    return OATutorImporter().read(pool.write(folder))


def draft_of(reading: Reading) -> CourseDraft:
    assert reading.draft is not None
    return reading.draft


def found(reading: Reading, weight: Weight) -> list[str]:
    return [str(finding) for finding in reading.findings if finding.weight is weight]


@pytest.mark.parametrize("is_packed", [True, False])
def test_problems_become_practice_in_natural_order(tmp_path: Path, is_packed: bool) -> None:
    folder = sums().write(tmp_path, is_packed=is_packed)
    reading = OATutorImporter().read(folder)
    draft = draft_of(reading)
    (lesson,) = draft.lessons
    assert (lesson.slug, lesson.title) == ("lesson-1-1", "1.1 Sums")
    assert [segment.slug for segment in lesson.segments] == ["sum2", "sum10"]
    assert [item.slug for item in lesson.segments[1].items] == ["sum10a", "sum10b"]
    assert reading.counts["hints"] == 3
    assert reading.findings == ()
    assert [(s.slug, s.title, s.mastery_p) for s in draft.skills] == [
        ("add_two_numbers", "Add two numbers", 0.85)
    ]


def test_licence_and_attribution_stay_with_each_problem(tmp_path: Path) -> None:
    segment = draft_of(read(sums(), tmp_path)).lessons[0].segments[0]
    assert segment.licence == "CC BY 4.0 (https://licences.example/by/4.0/)"
    assert segment.attribution == (
        "Problem: A Book of Algebra (https://books.example/algebra). "
        "Hints: The Tutors (https://tutor.example)"
    )


@pytest.mark.parametrize("licence", ["", 0.0, None])
def test_a_problem_without_a_licence_is_not_taken(tmp_path: Path, licence: object) -> None:
    pool = sums()
    pool.add(problem(3, license=licence), [(step("sum3a"), [])])
    assert found(read(pool, tmp_path), Weight.SKIPPED) == ["sum3: it names no licence"]


def test_a_hint_without_a_licence_keeps_its_problem_out(tmp_path: Path) -> None:
    pool = sums()
    pool.add(problem(3), [(step("sum3a"), [hint("sum3a-h1", license="")])])
    skipped = found(read(pool, tmp_path), Weight.SKIPPED)
    assert skipped == ["sum3: its hint 'sum3a-h1' names no licence"]


def test_random_variables_are_skipped_by_name(tmp_path: Path) -> None:
    pool = sums()
    pool.add(problem(3, variabilization={"a": ["1", "2"]}), [(step("sum3a"), [])])
    (skipped,) = found(read(pool, tmp_path), Weight.SKIPPED)
    assert skipped.startswith("sum3: it fills in random variables")


def test_a_step_that_cannot_be_graded_is_skipped_and_the_others_stay(tmp_path: Path) -> None:
    pool = PoolWriter()
    broken = step("sum1b", problemType="DragAndDrop")
    pool.add(problem(1), [(step("sum1a"), []), (broken, [])])
    reading = read(pool, tmp_path)
    assert found(reading, Weight.SKIPPED) == [
        "sum1b: problemType 'DragAndDrop' is not TextBox or MultipleChoice"
    ]
    assert [item.slug for item in draft_of(reading).items()] == ["sum1a"]


def test_a_question_about_a_missing_picture_is_skipped(tmp_path: Path) -> None:
    pool = PoolWriter()
    pool.add(problem(1), [(step("sum1a", stepBody="##figure1.gif##"), [])])
    (skipped,) = found(read(pool, tmp_path), Weight.SKIPPED)
    assert skipped == "sum1: it asks about 'figure1.gif', a figure that its folder does not hold"


def test_hints_and_scaffolds_keep_their_order_and_a_last_one_answers(tmp_path: Path) -> None:
    item = list(draft_of(read(sums(), tmp_path)).items())[-1]
    assert [one.slug for one in item.hints] == ["sum10b-h1", "sum10b-h2", "sum10b-answer"]
    assert [one.dependencies for one in item.hints] == [(), ("sum10b-h1",), ("sum10b-h2",)]
    question = item.hints[1].scaffold
    assert question is not None
    assert (question.exercise_type, question.spec["answer"]) == ("numeric", "4")
    assert item.hints[-1].text == "The answer is $2^t$"


def test_choices_that_differ_in_capitals_alone_are_one(tmp_path: Path) -> None:
    choices = {"choices": ["No", "Yes", "no", "$$x$$", "$$X$$"], "stepAnswer": ["no"]}
    pool = PoolWriter()
    pool.add(problem(1), [(step("sum1a", problemType="MultipleChoice", **choices), [])])
    (item,) = draft_of(read(pool, tmp_path)).items()
    taken = [(one["text"], one["is_right"]) for one in item.question.spec["choices"]]
    assert taken == [("No", True), ("Yes", False), ("$x$", False), ("$X$", False)]


def test_broken_hint_graphs_are_mended_and_named(tmp_path: Path) -> None:
    hints = [
        hint("h1", dependencies=["h2"]),
        hint("h2", dependencies=["h1"]),
        hint("h3", dependencies=["h3", "elsewhere"]),
        hint("h3"),
        scaffold("h4", subHints=[scaffold("h4-s1")]),
        scaffold("h5", dependencies=["h4"]) | {"hintAnswer": []},
    ]
    pool = PoolWriter()
    pool.add(problem(1), [(step("sum1a"), hints)])
    reading = read(pool, tmp_path)
    (item,) = draft_of(reading).items()
    seen: set[str] = set()
    for one in item.hints:
        assert set(one.dependencies) <= seen
        seen.add(one.slug)
    assert seen == {"h1", "h2", "h3", "h3-2", "h4", "h4-s1", "h5", "sum1a-answer"}
    assert len(found(reading, Weight.NOTE)) == 5
    assert reading.counts["sub_hints"] == 1


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("$$2^t$$ and $5", r"$2^t$ and \$5"),
        ("x**2 * y", r"x\^2 \* y"),
        (r"one\ntwo", "one\\\ntwo"),
        ("$$2$$ $$___$$ $$3$$", r"$2$ \_\_\_\_ $3$"),
        ("- [x](javascript:a) <b>", r"\- \[x\]\(javascript\:a\) \<b\>"),
    ],
)
def test_their_text_becomes_ours_and_nothing_else_is_markup(source: str, text: str) -> None:
    assert attune_text(source) == text


@pytest.mark.parametrize("name", ["../evil.json", "/etc/evil.json", "content-pool/../../evil"])
def test_an_archive_that_leads_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    pool = sums()
    pool.files[name] = b"{}"
    (error,) = read(pool, tmp_path).errors()
    assert "leads out of it" in str(error)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "coursePlan.sums.json", "skillModel.sums.json", "sums.content-pool.tar.gz",
    ]  # fmt: skip


def test_links_in_an_archive_are_not_followed(tmp_path: Path) -> None:
    folder = sums().write(tmp_path)
    with tarfile.open(tmp_path / "sums.content-pool.tar.gz", "w:gz") as archive:
        link = tarfile.TarInfo("content-pool/sum2/sum2.json")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    assert list(draft_of(OATutorImporter().read(folder)).items()) == []


def test_a_broken_archive_is_one_clear_error(tmp_path: Path) -> None:
    folder = sums().write(tmp_path)
    (folder / "sums.content-pool.tar.gz").write_bytes(b"not an archive")
    (error,) = OATutorImporter().read(folder).errors()
    assert "cannot be read as a tar archive" in str(error)


def test_a_folder_without_a_course_plan_is_one_clear_error(tmp_path: Path) -> None:
    (error,) = OATutorImporter().read(tmp_path).errors()
    assert "0 files named coursePlan*.json" in str(error)


@pytest.mark.django_db
def test_bo_gets_the_whole_problem(tmp_path: Path, now: datetime) -> None:
    pool = sums()
    picture = step("sum11a", stepBody=r"Look:\n##figure1.gif##")
    pool.add(problem(11), [(picture, [])], figures={"figure1.gif": GIF})
    report = import_course("oatutor", pool.write(tmp_path), now=now)
    assert report.of(Weight.ERROR) == []
    item = Item.objects.get(slug="sum10b")
    heard = [choice["speech"] for choice in item.public_spec["choices"]]
    assert heard == ["2 T", "2 to the T", "T 2"]
    assert "is_right" not in str(item.public_spec)
    assert item.segment.title == "Add ^twice^"
    assert item.stem_html == "<p>Which grows?<br>\nPick one ____.</p>"
    grade = exercise_type(item.exercise_type).grade(item.spec, {"choice": "b"}, rng=Random(1))
    assert grade.outcome is Outcome.RIGHT
    shown = Item.objects.get(slug="sum11a").stem_html
    assert 'src="/learn/sums/figures/sum11-figure1.gif"' in shown
    assert 'width="320" height="200"' in shown
    assert "gives no description" in shown


@pytest.mark.django_db
def test_the_whole_of_elementary_algebra_comes_in(shared_data: Path, now: datetime) -> None:
    folder = shared_data / "content" / "oatutor"
    if not folder.is_dir():
        pytest.skip(f"no OATutor course at {folder}")
    report = import_course("oatutor", folder, now=now)
    assert report.of(Weight.ERROR) == []
    skipped = Counter(finding.where[:3] for finding in report.of(Weight.SKIPPED))
    course = Course.objects.get()
    assert Lesson.objects.count() == 71
    assert Skill.objects.count() == 201
    assert Segment.objects.count() + skipped.total() == 2032
    assert Item.objects.count() + skipped.total() == 2520
    assert Segment.objects.filter(licence="").count() == 0
    assert report.reading.counts["hints"] >= 10_604 - 25 * skipped.total()
    taken = report.reading.counts["hints"] + report.reading.counts["sub_hints"]
    assert Hint.objects.count() == taken + Item.objects.count()
    assert Hint.objects.filter(is_bottom_out=True).count() == Item.objects.count()
    assert course.licence == "CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/)"
    assert skipped.total() <= 10


def test_the_licence_of_the_fixture_is_made_up() -> None:
    assert "example" in LICENCE

"""A course folder is read strictly: every fault is named with file and line, all at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.content.writing import COURSE, ITEM, LESSON, PRACTICE, READING, write_course
from tutor.content.importers.base import CourseDraft
from tutor.content.importers.folder import FolderImporter
from tutor.content.prepare import prepared_course


def read(folder: Path) -> CourseDraft:
    """The draft of a folder that has no faults."""
    reading = FolderImporter().read(folder)
    assert reading.findings == ()
    assert reading.draft is not None
    return reading.draft


def faults(folder: Path, changes: dict[str, str | None]) -> list[str]:
    """Every finding of a changed course, as it is printed."""
    return [str(one) for one in FolderImporter().read(write_course(folder, changes)).findings]


def test_a_course_is_read_as_it_was_written(tmp_path: Path) -> None:
    draft = read(write_course(tmp_path))
    lesson = draft.lessons[0]
    assert (draft.slug, draft.licence, draft.language) == ("balance", "CC BY 4.0", "en")
    assert (lesson.slug, lesson.title, lesson.minutes) == ("scale", "The scale", 10)
    assert [segment.slug for segment in lesson.segments] == ["two-sides", "your-turn"]
    item = lesson.segments[1].items[0]
    assert (item.slug, item.difficulty, item.skills) == ("find-x", -1.0, ("undo",))
    assert [hint.dependencies for hint in item.hints] == [(), ("hint-1",), ("hint-2",)]
    assert item.hints[1].scaffold is not None
    assert lesson.segments[1].text == "Take your time."


def test_what_is_read_can_be_rendered(tmp_path: Path) -> None:
    prepared = prepared_course(read(write_course(tmp_path)))
    assert prepared.findings == ()
    reading, practice = prepared.lessons[0].segments
    assert (
        '<img src="/learn/balance/figures/scale-scale.svg" alt="A level scale."' in reading.row.html
    )
    assert 'width="200" height="100"' in reading.row.html
    assert (
        reading.row.key_html == '<p class="key">What you do to one side, you do to the other.</p>'
    )
    assert reading.row.expected_ms == 120_000
    item = practice.items[0]
    assert "answer" not in item.row.public_spec
    assert [hint.is_bottom_out for hint in item.hints] == [False, False, True]
    assert item.row.spec["rendered"]["Undo the $+3$ first."].startswith("Undo the <math")
    assert item.hints[1].scaffold is not None
    assert item.hints[1].scaffold["stem_html"].startswith("<p>What is <math")


TWO_SIDES, YOUR_TURN = "01-scale/01-two-sides.md", "01-scale/02-your-turn.md"


def edited(text: str, old: str, new: str) -> str:
    """The text with the first `old` replaced, which has to be there."""
    assert old in text
    return text.replace(old, new, 1)


FAULTS: list[tuple[str, str | None, str]] = [
    ("course.md", "no front matter", "course.md:1: it has to begin with front matter"),
    ("course.md", "---\nslug: x\n", "course.md:1: its front matter has no closing line"),
    ("course.md", edited(COURSE, "licence: CC BY 4.0\n", ""), "course.md:2: 'licence' is missing"),
    ("course.md", edited(COURSE, "balance", "Bal ance"), "course.md:2: slug 'Bal ance'"),
    ("course.md", edited(COURSE, "language", "langage"), "course.md:4: unknown key 'langage'"),
    ("course.md", edited(COURSE, "title: K", "title: [K"), "course.md:4: this is not valid YAML"),
    ("course.md", edited(COURSE, "attri", "title: x\nattri"), "course.md:6: the key 'title'"),
    ("course.md", edited(COURSE, "CC BY 4.0", "&a CC"), "course.md:5: anchors"),
    ("01-scale/lesson.md", None, "01-scale: this lesson has no lesson.md"),
    ("01-scale/lesson.md", edited(LESSON, "10", "ten"), "lesson.md:4: 'minutes' is 'ten'"),
    ("01-scale/lesson.md", LESSON + ITEM, "lesson.md:9: items belong in a segment's file"),
    (TWO_SIDES, edited(READING, "reading", "riding"), "01-two-sides.md:2: kind 'riding'"),
    (TWO_SIDES, edited(READING, "[undo]", "[do]"), "01-two-sides.md:5: skill 'do'"),
    (TWO_SIDES, "---\nkind: reading\ntitle: x\n---\n", "neither a text nor an item"),
    (YOUR_TURN, PRACTICE + "\nAnd more.\n", "02-your-turn.md:31: text after an item"),
    (YOUR_TURN, PRACTICE.rstrip("`\n"), "02-your-turn.md:9: the block that opens here"),
    (YOUR_TURN, PRACTICE + ITEM, "slug 'find-x' is taken by 01-scale/02-your-turn.md:10"),
    (YOUR_TURN, edited(PRACTICE, "numeric", "numerik"), "02-your-turn.md:11: type 'numerik'"),
    (YOUR_TURN, edited(PRACTICE, "'4'", "4"), "02-your-turn.md:16: answer is 4: put it in quotes"),
    (YOUR_TURN, edited(PRACTICE, "tolerance:", "tolerence:"), "'tolerence' is not a key"),
    (YOUR_TURN, edited(PRACTICE, "ty: -1", "ty: 9"), "02-your-turn.md:13: 'difficulty' is 9"),
    (YOUR_TURN, edited(PRACTICE, "  - text: 'What was added to $x$?'\n", ""), ":21: 2 hints"),
    (YOUR_TURN, edited(PRACTICE, "find-x", "find x"), "02-your-turn.md:10: slug 'find x'"),
    (YOUR_TURN, edited(PRACTICE, "'Undo it.'", "[]"), "02-your-turn.md:23: 'text' is missing"),
    ("01-scale/03 more.md", READING, "03 more.md: unexpected name"),
    ("01-scale/01-again.md", READING, "number 01 is taken by 01-again.md"),
    ("01-scale/figures/tool.exe", "MZ", "'.exe' is not a picture"),
    ("01-scale/figures/a.svg", "<svg onload='x()'></svg>", "a picture must not act"),
    ("01-scale/figures/a.svg", "<svg><script>x()</script></svg>", "a picture must not act"),
]


@pytest.mark.parametrize(("name", "text", "fault"), FAULTS)
def test_a_fault_is_named_with_its_file_and_line(
    tmp_path: Path, name: str, text: str | None, fault: str
) -> None:
    found = faults(tmp_path, {name: text})
    assert any(fault in one for one in found), found


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    found = faults(
        tmp_path,
        {
            "course.md": COURSE.replace("licence", "license"),
            "01-scale/lesson.md": LESSON.replace("title", "titel"),
            "01-scale/02-your-turn.md": PRACTICE.replace("'4'", "four").replace("numeric", "n"),
        },
    )
    files = {one.split(":")[0] for one in found}
    assert files == {"course.md", "01-scale/lesson.md", "01-scale/02-your-turn.md"}
    assert len(found) >= 5


def test_a_formula_that_cannot_be_shown_is_an_error_at_its_line(tmp_path: Path) -> None:
    broken = READING.replace("you do to the other.", "you do to $\\foo$.")
    prepared = prepared_course(read(write_course(tmp_path, {"01-scale/01-two-sides.md": broken})))
    (fault,) = prepared.errors()
    assert str(fault).startswith(
        "01-scale/01-two-sides.md:12: the formula '\\\\foo' cannot be shown"
    )


def test_a_folder_without_a_course_says_so(tmp_path: Path) -> None:
    (fault,) = FolderImporter().read(tmp_path).errors()
    assert "holds no course.md" in str(fault)

"""Questions of other systems become exercises that grade as they did there, or are named."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.content.banks import (
    MATCH_CORRECT,
    declared,
    moodle_answer,
    moodle_question,
    moodle_quiz,
    pack,
    qti2_item,
    write_cartridge,
    write_gift,
    write_moodle,
)
from tutor.content.importers import importer
from tutor.content.importers.base import ItemDraft, Reading, Weight
from tutor.domain.exercises import Outcome, exercise_type


def items(reading: Reading) -> list[ItemDraft]:
    return list(reading.draft.items()) if reading.draft else []


def outcome(item: ItemDraft, **response: str) -> Outcome:
    kind = exercise_type(item.question.exercise_type)
    return kind.grade(item.question.spec, response, rng=Random(1)).outcome


def only(reading: Reading) -> ItemDraft:
    (item,) = items(reading)
    return item


def moodle(folder: Path, *questions: str) -> Reading:
    path = folder / "quiz.xml"
    path.write_text(moodle_quiz(*questions), encoding="utf-8")
    return importer("moodle").read(path)


def qti(folder: Path, text: str) -> Reading:
    path = folder / "item.xml"
    path.write_text(text, encoding="utf-8")
    return importer("qti").read(path)


def reasons(reading: Reading, weight: Weight) -> list[str]:
    return [str(finding) for finding in reading.findings if finding.weight is weight]


def test_each_gift_question_becomes_an_exercise_in_the_lesson_of_its_category(
    tmp_path: Path,
) -> None:
    reading = importer("gift").read(write_gift(tmp_path))
    assert reading.draft is not None
    (lesson,) = reading.draft.lessons
    assert lesson.title == "Equations"
    kinds = [item.question.exercise_type for item in items(reading)]
    assert kinds == ["multiple_choice", "multiple_choice", "numeric", "short_text", "matching"]
    assert [segment.kind for segment in lesson.segments][-1] == "reading"
    assert items(reading)[0].slug == "undo-add"


def test_the_last_hint_gives_the_answer(tmp_path: Path) -> None:
    first, *_ = items(importer("gift").read(write_gift(tmp_path)))
    assert first.hints[-1].text == "Take 3 away on both sides.\n\nThe answer is: subtract 3"


def test_a_true_false_question_says_its_first_comment_to_a_wrong_answer(tmp_path: Path) -> None:
    truth = items(importer("gift").read(write_gift(tmp_path)))[1]
    said = {one["text"]: one["feedback"] for one in truth.question.spec["choices"]}
    assert said == {"True": "Right.", "False": "It is one."}


def test_a_tolerance_is_kept(tmp_path: Path) -> None:
    half = items(importer("gift").read(write_gift(tmp_path)))[2]
    assert outcome(half, text="1.51") is Outcome.RIGHT
    assert outcome(half, text="1.6") is Outcome.NOT_YET


def test_moodles_pictures_come_with_their_question(tmp_path: Path) -> None:
    reading = importer("moodle").read(write_moodle(tmp_path))
    assert reading.findings == ()
    assert reading.draft is not None
    assert [figure.name for figure in reading.draft.figures] == ["q2-dot.png"]
    first, half, gaps = items(reading)
    assert first.question.stem == "Solve $x+3=7$.\n\n![a dot](figures/q2-dot.png)"
    assert outcome(half, text="2.6") is Outcome.RIGHT
    assert gaps.question.spec["text"] == "2+1= [[g1]] and so on."
    assert outcome(gaps, g1="3") is Outcome.RIGHT


def test_a_question_about_a_picture_that_is_not_there_is_named(tmp_path: Path) -> None:
    asked = moodle_question(
        "truefalse", moodle_answer("true", 100), text='<img src="@@PLUGINFILE@@/gone.png">'
    )
    reading = moodle(tmp_path, asked)
    assert "gone.png" in reasons(reading, Weight.SKIPPED)[0]
    assert reading.draft is None


@pytest.mark.parametrize("kind", ["stack", "essay", "calculated", "gapselect", "ddwtos", "random"])
def test_types_without_a_counterpart_are_named(kind: str, tmp_path: Path) -> None:
    (reason,) = reasons(moodle(tmp_path, moodle_question(kind, "", name="Q1")), Weight.SKIPPED)
    assert reason.startswith(f"Q1 ({kind}): ")


def test_fractions_decide_what_is_right(tmp_path: Path) -> None:
    answers = "".join(
        moodle_answer(text, worth)
        for text, worth in (("2", 50), ("3", 50), ("4", -100), ("5", -33.3))
    )
    many = moodle_question("multichoice", "<single>False</single>" + answers)
    one = moodle_question("multichoice", moodle_answer("a", 50) + moodle_answer("b", 0))
    reading = moodle(tmp_path, many, one)
    both, best = items(reading)
    assert outcome(both, chosen="a b") is Outcome.RIGHT
    assert outcome(both, chosen="a b c") is Outcome.NOT_YET
    assert outcome(best, choice="a") is Outcome.RIGHT
    assert "worth 50%" in reasons(reading, Weight.NOTE)[0]


def test_short_answers_keep_their_comments_and_lose_their_patterns(tmp_path: Path) -> None:
    answers = (
        moodle_answer("variable", 100, "Yes.") + moodle_answer("vari*", 100)
        + moodle_answer("constant", 0, "It varies.") + moodle_answer("*", 0, "Think of x.")
    )  # fmt: skip
    reading = moodle(tmp_path, moodle_question("shortanswer", "<usecase>1</usecase>" + answers))
    spec = only(reading).question.spec
    assert spec["accepted"] == ["variable"]
    assert spec["feedback"] == [{"when": "constant", "say": "It varies."}]
    assert spec["feedback_default"] == "Think of x."
    assert len(reasons(reading, Weight.NOTE)) == 2


def test_graded_units_are_asked_for(tmp_path: Path) -> None:
    units = (
        "<unitgradingtype>1</unitgradingtype><units>"
        "<unit><multiplier>1</multiplier><unit_name>m</unit_name></unit>"
        "<unit><multiplier>100</multiplier><unit_name>cm</unit_name></unit></units>"
    )
    asked = moodle_question("numerical", moodle_answer("2", 100) + units)
    item = only(moodle(tmp_path, asked))
    assert outcome(item, text="200 cm") is Outcome.RIGHT
    assert outcome(item, text="2 cm") is Outcome.NOT_YET
    assert outcome(item, text="2") is Outcome.ALMOST


def test_a_cartridge_becomes_lessons_pages_and_questions(tmp_path: Path) -> None:
    reading = importer("cartridge").read(write_cartridge(tmp_path))
    assert reading.draft is not None
    assert (reading.draft.title, reading.draft.licence) == ("Lines", "CC BY 4.0")
    (lesson,) = reading.draft.lessons
    assert [(one.kind, one.title) for one in lesson.segments] == [
        ("reading", "Slopes"), ("practice", "Slope"),
    ]  # fmt: skip
    assert outcome(only(reading), choice="b") is Outcome.RIGHT


def test_both_cartridges_import_or_name_what_they_cannot(shared_data: Path) -> None:
    folder = shared_data / "content" / "common-cartridge"
    every = importer("cartridge").read(folder / "all-question-types")
    assert every.errors() == []
    assert every.counts == {"questions": 9, "taken": 6}
    kinds = [item.question.exercise_type for item in items(every)]
    assert kinds == ["multiple_choice", "multiple_choice", "multiple_response", "cloze",
                     "matching", "numeric"]  # fmt: skip
    assert len(reasons(every, Weight.SKIPPED)) == 3
    latex = importer("cartridge").read(folder / "latex.imscc")
    assert latex.findings == ()
    assert latex.draft is not None
    assert "$f(10)$" in next(latex.draft.segments()).text


def test_every_moodle_file_imports_or_names_what_it_cannot(shared_data: Path) -> None:
    files = sorted((shared_data / "content" / "moodle-xml").glob("*.xml"))
    taken = named = 0
    for path in files:
        reading = importer("moodle").read(path)
        taken += len(items(reading))
        named += len(reasons(reading, Weight.SKIPPED))
    assert (len(files), taken, named) == (33, 24, 9)


CHOICE = (
    '<choiceInteraction responseIdentifier="RESPONSE" maxChoices="{most}"><prompt>Pick.</prompt>'
    '<simpleChoice identifier="a">one</simpleChoice><simpleChoice identifier="b">two'
    '<feedbackInline identifier="b" outcomeIdentifier="F" showHide="show">No.</feedbackInline>'
    '</simpleChoice><simpleChoice identifier="c">three</simpleChoice></choiceInteraction>'
)
ENTRY = '<p>1 + <textEntryInteraction responseIdentifier="{name}"/> = 3</p>'
CASES: dict[str, tuple[str, str, dict[str, str], dict[str, str]]] = {
    "one choice": (
        qti2_item(declared("a"), CHOICE.format(most=1)), "multiple_choice",
        {"choice": "a"}, {"choice": "b"}),
    "several choices": (
        qti2_item(declared("a", "c", cardinality="multiple"), CHOICE.format(most=0)),
        "multiple_response", {"chosen": "a c"}, {"chosen": "a"}),
    "a number": (
        qti2_item(declared("2", base="float"), ENTRY.format(name="RESPONSE")), "numeric",
        {"text": "2"}, {"text": "3"}),
    "a word": (
        qti2_item(declared("two", base="string"), ENTRY.format(name="RESPONSE")), "short_text",
        {"text": "Two"}, {"text": "three"}),
    "two fields": (
        qti2_item(
            declared("2", base="integer", name="A") + declared("two", base="string", name="B"),
            ENTRY.format(name="A") + ENTRY.format(name="B")),
        "cloze", {"g1": "2", "g2": "two"}, {"g1": "3", "g2": "two"}),
    "a menu": (
        qti2_item(
            declared("b"),
            '<p>A <inlineChoiceInteraction responseIdentifier="RESPONSE"><inlineChoice '
            'identifier="a">cat</inlineChoice><inlineChoice identifier="b">dog</inlineChoice>'
            "</inlineChoiceInteraction> barks.</p>"),
        "cloze", {"g1": "b"}, {"g1": "a"}),
    "an order": (
        qti2_item(
            declared("c", "a", "b", cardinality="ordered"),
            '<orderInteraction responseIdentifier="RESPONSE"><simpleChoice identifier="a">2'
            '</simpleChoice><simpleChoice identifier="b">3</simpleChoice><simpleChoice '
            'identifier="c">1</simpleChoice></orderInteraction>'),
        "ordering", {"order": "e1 e2 e3"}, {"order": "e2 e1 e3"}),
    "a match": (
        qti2_item(
            declared("p x", "q y", cardinality="multiple", base="directedPair"),
            '<matchInteraction responseIdentifier="RESPONSE"><simpleMatchSet>'
            '<simpleAssociableChoice identifier="p">1</simpleAssociableChoice>'
            '<simpleAssociableChoice identifier="q">2</simpleAssociableChoice></simpleMatchSet>'
            '<simpleMatchSet><simpleAssociableChoice identifier="x">one</simpleAssociableChoice>'
            '<simpleAssociableChoice identifier="y">two</simpleAssociableChoice>'
            "</simpleMatchSet></matchInteraction>"),
        "matching", {"p1": "o1", "p2": "o2"}, {"p1": "o2", "p2": "o1"}),
    "a gap match": (
        qti2_item(
            declared("w G1", "s G2", cardinality="multiple", base="directedPair"),
            '<gapMatchInteraction responseIdentifier="RESPONSE"><gapText identifier="w">winter'
            '</gapText><gapText identifier="s">summer</gapText><p>Cold is <gap identifier="G1"/>,'
            ' warm is <gap identifier="G2"/>.</p></gapMatchInteraction>'),
        "cloze", {"g1": "a", "g2": "b"}, {"g1": "b", "g2": "a"}),
    "hot text": (
        qti2_item(
            declared("h2", cardinality="multiple"),
            '<hottextInteraction responseIdentifier="RESPONSE"><p>The <hottext identifier="h1">'
            'cat</hottext> eat <hottext identifier="h2">mouses</hottext> .</p>'
            "</hottextInteraction>"),
        "highlight", {"tokens": "3"}, {"tokens": "1"}),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_core_interactions_grade_as_they_declare(name: str, tmp_path: Path) -> None:
    text, kind, right, wrong = CASES[name]
    item = only(qti(tmp_path, text))
    assert item.question.exercise_type == kind
    assert outcome(item, **right) is Outcome.RIGHT
    assert outcome(item, **wrong) is Outcome.NOT_YET


@pytest.mark.parametrize("version", [2, 3])
def test_free_text_is_named_in_both_versions(version: int, tmp_path: Path) -> None:
    body = '<p>Why?</p><extendedTextInteraction responseIdentifier="RESPONSE"/>'
    text = qti2_item(declared("x", base="string"), body)
    if version == 3:
        for old, new in (
            ("extendedTextInteraction", "qti-extended-text-interaction"),
            ("itemBody", "qti-item-body"), ("assessmentItem", "qti-assessment-item"),
            ("responseDeclaration", "qti-response-declaration"),
            ("responseIdentifier", "response-identifier"),
        ):  # fmt: skip
            text = text.replace(old, new)
    (reason,) = reasons(qti(tmp_path, text), Weight.SKIPPED)
    assert "an extended text: no exercise type here grades free text" in reason


def test_scoring_rules_of_ones_own_are_named(tmp_path: Path) -> None:
    rules = "<responseProcessing><responseCondition/></responseProcessing>"
    text = qti2_item(declared("a"), CHOICE.format(most=1), after=rules)
    assert "its own scoring rules are not read" in reasons(qti(tmp_path, text), Weight.NOTE)[0]


def test_mathml_in_an_item_becomes_a_formula(tmp_path: Path) -> None:
    maths = (
        '<p>Solve <math xmlns="http://www.w3.org/1998/Math/MathML"><mfrac><mi>x</mi><mn>2</mn>'
        "</mfrac><mo>=</mo><mn>3</mn></math>.</p>"
    )
    entry = '<p><textEntryInteraction responseIdentifier="RESPONSE"/></p>'
    item = only(qti(tmp_path, qti2_item(declared("6", base="integer"), maths + entry)))
    assert item.question.stem == r"Solve $\frac{x}{2}=3$."


def test_a_packages_test_orders_its_items_and_names_its_lessons(tmp_path: Path) -> None:
    files: dict[str, Any] = {
        "imsmanifest.xml": '<manifest><resources><resource type="imsqti_item_xmlv2p1" '
        'href="items/a.xml"/><resource type="imsqti_item_xmlv2p1" href="items/b.xml"/>'
        '<resource type="imsqti_test_xmlv2p1" href="test.xml"/></resources></manifest>',
        "test.xml": '<assessmentTest title="T"><testPart><assessmentSection title="Second first">'
        '<assessmentItemRef href="items/b.xml"/></assessmentSection></testPart></assessmentTest>',
        "items/a.xml": qti2_item(declared("a"), CHOICE.format(most=1), name="a"),
        "items/b.xml": qti2_item(declared("b"), CHOICE.format(most=1), name="b"),
    }
    reading = importer("qti").read(pack(tmp_path / "test.zip", files))
    assert reading.draft is not None
    assert [lesson.title for lesson in reading.draft.lessons] == ["Second first", "test"]
    assert [item.slug for item in items(reading)] == ["b", "a"]
    assert MATCH_CORRECT in files["items/a.xml"]

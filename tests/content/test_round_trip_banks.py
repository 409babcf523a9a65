"""course -> Moodle XML or QTI -> course: every item that is written grades as it did."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tutor.content import services
from tutor.content.exporters import exporter
from tutor.content.exporters.base import Export
from tutor.content.importers import importer
from tutor.content.importers.base import (
    CourseDraft,
    ItemDraft,
    LessonDraft,
    Place,
    QuestionDraft,
    Reading,
    SegmentDraft,
    Weight,
)
from tutor.content.importers.folder import FolderImporter
from tutor.content.management.commands.export_course import write_export
from tutor.domain.exercises import EXERCISE_TYPES, Outcome, exercise_type
from tutor.domain.exercises.marked_text import gap_names

DEMO = Path(services.__file__).parent / "demo" / "linear-equations"
FORMATS = ("moodle", "qti")
#: {format: types without a counterpart there}
WITHOUT = {"moodle": {"algebraic", "highlight"}, "qti": {"algebraic"}}


def there_and_back(draft: CourseDraft, form: str, folder: Path) -> tuple[Export, Reading]:
    one = exporter(form)
    export = one.write(draft)
    path = folder / f"course{one.suffix}"
    write_export(export, path, is_folder=not one.suffix)
    return export, importer(form).read(path)


def probes(item: ItemDraft) -> Iterator[dict[str, str]]:
    """Right answers, wrong ones, those with words of their own, and near ones."""
    name, spec = item.question.exercise_type, item.question.spec
    kind = exercise_type(name)
    for seed in range(6):
        for is_right in (True, False):
            yield kind.simulate(spec, is_right=is_right, rng=Random(seed))
    if name in ("numeric", "short_text"):
        for text in (*spec.get("accepted", ()), *(r["when"] for r in spec.get("feedback", ()))):
            yield {"text": text}
        yield {"text": f"{spec.get('answer', 'x')}1"}
    if name == "multiple_choice":
        yield from ({"choice": choice["id"]} for choice in spec["choices"])
    if name == "multiple_response":
        yield from ({"chosen": option["id"]} for option in spec["options"])
    yield {}


def translated(
    response: Mapping[str, str], old: QuestionDraft, new: QuestionDraft
) -> dict[str, str]:
    """The same answer with the ids that the question has now."""
    name, a, b = old.exercise_type, old.spec, new.spec
    if name == "multiple_choice":
        return {"choice": _by_place(a["choices"], b["choices"]).get(response.get("choice", ""), "")}
    if name == "multiple_response":
        ids = _by_place(a["options"], b["options"]) | {"none": "none"}
        chosen = response.get("chosen", "").split()
        return {"chosen": " ".join(ids[one] for one in chosen)} if chosen else {}
    if name in ("matching", "categorise"):
        things, places = {
            "matching": ("prompts", "options"), "categorise": ("elements", "categories")
        }[name]  # fmt: skip
        keys, texts = _by_place(a[things], b["prompts"]), _by_text(a[places], b["options"])
        return {keys[key]: texts.get(value, "") for key, value in response.items()}
    if name == "ordering":
        ids = {one: f"e{at}" for at, one in enumerate(a["order"], start=1)}
        return {"order": " ".join(ids[one] for one in response.get("order", "").split())}
    if name == "cloze":
        return _cloze(response, a, b)
    return dict(response)


def _cloze(response: Mapping[str, str], a: Any, b: Any) -> dict[str, str]:
    old, new = ({gap["id"]: gap for gap in spec["gaps"]} for spec in (a, b))
    found = {}
    for one, other in zip(gap_names(a["text"]), gap_names(b["text"]), strict=True):
        value = response.get(one, "")
        if old[one]["type"] == "multiple_choice":
            choices = (old[one]["spec"]["choices"], new[other]["spec"]["choices"])
            value = _by_place(*choices).get(value, "")
        found[other] = value
    return found


def _by_place(old: Any, new: Any) -> dict[str, str]:
    return {a["id"]: b["id"] for a, b in zip(old, new, strict=True)}


def _by_text(old: Any, new: Any) -> dict[str, str]:
    ids = {one["text"]: one["id"] for one in new}
    return {one["id"]: ids[one["text"]] for one in old}


def outcome(question: QuestionDraft, response: Mapping[str, str]) -> Outcome:
    kind = exercise_type(question.exercise_type)
    return kind.grade(question.spec, response, rng=Random(1)).outcome


def differences(draft: CourseDraft, export: Export, reading: Reading) -> tuple[int, list[str]]:
    """How many answers were compared, and those that are judged otherwise."""
    assert reading.draft is not None
    back = {item.slug: item for item in reading.draft.items()}
    skipped = {finding.where for finding in export.of(Weight.SKIPPED)}
    count, wrong = 0, []
    for item in draft.items():
        if item.slug in skipped:
            assert item.slug not in back
            continue
        for response in probes(item):
            before = outcome(item.question, response)
            new = translated(response, item.question, back[item.slug].question)
            after = outcome(back[item.slug].question, new)
            count += 1
            if before is not after and item.slug not in export.regraded:
                wrong.append(f"{item.slug} {dict(response)} {new}: {before} became {after}")
    return count, wrong


def sample_course() -> CourseDraft:
    """One item of every exercise type, as its own sample."""
    place = Place(where="sample")
    items = tuple(
        ItemDraft(
            slug=kind.name.replace("_", "-"),
            question=QuestionDraft(
                exercise_type=kind.name, spec=kind.sample(), stem="What is *right*, $x < 3$?"
            ),
            place=place,
            skills=("one",),
        )
        for kind in EXERCISE_TYPES
    )
    segment = SegmentDraft(
        slug="all", kind="practice", place=place, title="All", text="Read $x^2$.", items=items
    )
    lesson = LessonDraft(slug="all", title="All kinds", place=place, segments=(segment,))
    return CourseDraft(
        slug="kinds", title="Kinds", licence="CC0", source_format="folder", place=place,
        lessons=(lesson,),
    )  # fmt: skip


@pytest.mark.parametrize("form", FORMATS)
def test_every_exercise_type_is_written_or_named(form: str, tmp_path: Path) -> None:
    draft = sample_course()
    export, reading = there_and_back(draft, form, tmp_path)
    skipped = {finding.where for finding in export.of(Weight.SKIPPED)}
    assert skipped >= {name.replace("_", "-") for name in WITHOUT[form]}
    assert len(skipped) + export.item_count == len(EXERCISE_TYPES)
    assert reading.errors() == []
    assert "What is *right*, $x < 3$?" in {i.question.stem for i in reading.draft.items()}  # type: ignore[union-attr] # read without errors


@pytest.mark.parametrize("form", FORMATS)
def test_every_written_type_grades_as_it_did(form: str, tmp_path: Path) -> None:
    draft = sample_course()
    count, wrong = differences(draft, *there_and_back(draft, form, tmp_path))
    assert wrong == []
    assert count > 50


@pytest.mark.parametrize("form", FORMATS)
def test_the_demo_course_grades_as_it_did(form: str, tmp_path: Path) -> None:
    draft = FolderImporter().read(DEMO).draft
    assert draft is not None
    export, reading = there_and_back(draft, form, tmp_path)
    count, wrong = differences(draft, export, reading)
    assert wrong == []
    assert count > 1_000, count
    assert export.item_count + len(export.of(Weight.SKIPPED)) == sum(1 for _ in draft.items())

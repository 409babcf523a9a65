"""Moodle XML. What is compared as mathematics, or highlighted, has no counterpart there."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from attention_model.compat import override
from tutor.content.exporters.base import Export, Exporter, NotWrittenError
from tutor.content.exporters.html import Press
from tutor.content.exporters.moodle_cloze import cloze_text
from tutor.content.importers.base import CourseDraft, ItemDraft, SegmentDraft
from tutor.domain.algebra.printer import decimal_text
from tutor.domain.exercises.entries import text_of
from tutor.domain.exercises.numeric_spec import exact_number

_Spec = Mapping[str, Any]


class MoodleExporter(Exporter):
    """One .xml file; a lesson is a category, a text a description."""

    name = "moodle"
    suffix = ".xml"

    @override
    def write(self, draft: CourseDraft) -> Export:
        export, root = Export(), Element("quiz")
        data = {figure.name: figure.data for figure in draft.figures}
        for lesson in draft.lessons:
            category = SubElement(root, "question", type="category")
            path = f"$course$/top/{draft.title.replace('/', '-')}/{lesson.title.replace('/', '-')}"
            _text(SubElement(category, "category"), path)
            for segment in lesson.segments:
                for element in _segment(segment, data, export):
                    root.append(element)
        indent(root)
        export.files["course.xml"] = tostring(root, encoding="utf-8", xml_declaration=True)
        return export


def _segment(segment: SegmentDraft, data: Mapping[str, bytes], export: Export) -> Iterable[Element]:
    if segment.text:
        page = _Page(segment=segment, data=data, export=export, where=segment.slug)
        question = page.question("description", segment.title or segment.slug)
        page.html(SubElement(question, "questiontext"), segment.text)
        yield question
        if segment.kind not in ("reading", "practice"):
            export.note(segment.slug, f"a {segment.kind.replace('_', ' ')} becomes a description")
    for item in segment.items:
        page = _Page(segment=segment, data=data, export=export, where=item.slug)
        try:
            yield page.item(item)
        except NotWrittenError as error:
            export.skip(item.slug, str(error))


def _text(parent: Element, text: str) -> None:
    SubElement(parent, "text").text = text


@dataclass
class _Page:
    """One item while it is written."""

    segment: SegmentDraft
    data: Mapping[str, bytes]
    export: Export
    where: str

    def question(self, kind: str, name: str) -> Element:
        question = Element("question", type=kind)
        _text(SubElement(question, "name"), name)
        return question

    def html(self, element: Element, text: str, *, is_inline: bool = False) -> None:
        """A text and, within the same element, the pictures that it shows."""
        element.set("format", "html")
        press = Press(segment=self.segment)
        _text(element, press.inline(text) if is_inline else press.block(text))
        for name in sorted(press.shown & self.data.keys()):
            file = SubElement(element, "file", name=name, path="/", encoding="base64")
            file.text = base64.b64encode(self.data[name]).decode()

    def regraded(self, reason: str) -> None:
        """Written, but an answer may be judged otherwise there."""
        self.export.regraded.add(self.where)
        self.export.note(self.where, reason)

    def note(self, reason: str) -> None:
        self.export.note(self.where, reason)

    def item(self, item: ItemDraft) -> Element:
        kind, build = _BUILDERS.get(item.question.exercise_type, ("", _cannot))
        question = self.question(kind, item.title or self.segment.title or item.slug)
        stem = SubElement(question, "questiontext")
        SubElement(question, "generalfeedback", format="html")
        SubElement(question, "defaultgrade").text = "1"
        SubElement(question, "idnumber").text = item.slug
        build(self, question, item.question.spec)
        if kind == "cloze":
            self.html(stem, item.question.stem)
            words = stem.find("text")
            if words is not None:
                words.text = f"{words.text}\n{cloze_text(item.question.spec, self.segment)}"
        else:
            self.html(stem, item.question.stem)
        self._help(question, item)
        self.export.item_count += 1
        return question

    def _help(self, question: Element, item: ItemDraft) -> None:
        for hint in item.hints[:-1]:
            self.html(SubElement(question, "hint"), hint.text)
        if any(hint.scaffold for hint in item.hints):
            self.note("the questions within its hints are left out; the hints stay")
        general = question.find("generalfeedback")
        if item.hints and general is not None:
            self.html(general, item.hints[-1].text)
        tags = SubElement(question, "tags")
        for skill in item.skills:
            _text(SubElement(tags, "tag"), skill)
        if item.is_check:
            self.note("a check question becomes a question like any other")

    def answer(self, question: Element, text: str, percent: str, feedback: str = "") -> Element:
        """An answer that is shown, and so may hold markup."""
        element = SubElement(question, "answer", fraction=percent)
        self.html(element, text, is_inline=True)
        self.html(SubElement(element, "feedback"), feedback, is_inline=True)
        return element

    def typed(self, question: Element, text: str, percent: str, feedback: str = "") -> Element:
        """An answer that is written by the learner."""
        element = SubElement(question, "answer", fraction=percent, format="moodle_auto_format")
        _text(element, text)
        self.html(SubElement(element, "feedback"), feedback, is_inline=True)
        return element

    def said(self, question: Element, spec: _Spec) -> None:
        for name, key in (
            ("correctfeedback", "feedback_right"), ("incorrectfeedback", "feedback_default"),
        ):  # fmt: skip
            self.html(SubElement(question, name), str(spec.get(key) or ""), is_inline=True)


def _cannot(page: _Page, question: Element, spec: _Spec) -> None:
    raise NotWrittenError(
        "its answer is compared as mathematics, or highlighted: Moodle has no such question"
    )


def _choice(page: _Page, question: Element, spec: _Spec) -> None:
    SubElement(question, "single").text = "true"
    SubElement(question, "shuffleanswers").text = "1" if spec.get("shuffle") else "0"
    page.said(question, spec)
    for choice in spec["choices"]:
        percent = "100" if choice["is_right"] else "0"
        page.answer(question, choice["text"], percent, str(choice.get("feedback") or ""))


def _response(page: _Page, question: Element, spec: _Spec) -> None:
    rights = sum(option["is_right"] for option in spec["options"])
    if not rights:
        raise NotWrittenError("nothing in it is right; Moodle wants one right option at least")
    SubElement(question, "single").text = "false"
    SubElement(question, "shuffleanswers").text = "1" if spec.get("shuffle") else "0"
    page.said(question, spec)
    worth = f"{100 / rights:.5f}".rstrip("0").rstrip(".")
    for option in spec["options"]:
        percent = worth if option["is_right"] else "-100"
        page.answer(question, option["text"], percent, str(option.get("feedback") or ""))
    if spec.get("offers_none"):
        page.note("“none of these” is not offered")


def _numeric(page: _Page, question: Element, spec: _Spec) -> None:
    if spec.get("form") == "lowest_terms" or spec.get("given"):
        page.regraded("the form of the number is not asked for, only its value")
    element = page.typed(
        question, decimal(spec["answer"]), "100", str(spec.get("feedback_right") or "")
    )
    SubElement(element, "tolerance").text = decimal(str(spec.get("tolerance") or "0"))
    for rule in spec.get("feedback", ()):
        try:
            page.typed(question, decimal(rule["when"]), "0", rule["say"])
        except NotWrittenError:
            page.note(f"what is said to {rule['when']!r} is left out")
    if default := str(spec.get("feedback_default") or ""):
        page.typed(question, "*", "0", default)
    if unit := spec.get("unit"):
        _units(question, unit, spec.get("units_accepted") or {})


def decimal(text: str) -> str:
    """A number as Moodle reads it.

    Raises:
        NotWrittenError: its digits never end.
    """
    value = exact_number(text)
    written = decimal_text(value) if value is not None else None
    if written is None:
        raise NotWrittenError(f"{text} has no end as a decimal, and Moodle reads no fractions")
    return text.strip() if _is_plain(text) else written


def _is_plain(text: str) -> bool:
    try:
        return Fraction(text) is not None and "/" not in text
    except ValueError:
        return False


def _units(question: Element, unit: str, accepted: Mapping[str, str]) -> None:
    SubElement(question, "unitgradingtype").text = "1"
    SubElement(question, "unitpenalty").text = "0.1"
    listed = SubElement(question, "units")
    for name, factor in ((unit, "1"), *accepted.items()):
        entry = SubElement(listed, "unit")
        value = exact_number(factor) or Fraction(1)
        SubElement(entry, "multiplier").text = decimal(str(1 / value))
        SubElement(entry, "unit_name").text = name


def _short(page: _Page, question: Element, spec: _Spec) -> None:
    SubElement(question, "usecase").text = "0"
    if spec.get("edit_distance"):
        page.regraded("a slip of spelling counts as not right, where here it is almost right")
    for text in spec["accepted"]:
        page.typed(question, _starless(text), "100", str(spec.get("feedback_right") or ""))
    for rule in spec.get("feedback", ()):
        page.typed(question, _starless(rule["when"]), "0", rule["say"])
    if default := str(spec.get("feedback_default") or ""):
        page.typed(question, "*", "0", default)


def _starless(text: str) -> str:
    return text.replace("*", "\\*")


def _matching(page: _Page, question: Element, spec: _Spec) -> None:
    _pairs(page, question, spec, things="prompts", places="options", goes="pairs")


def _categorise(page: _Page, question: Element, spec: _Spec) -> None:
    page.note("sorting becomes matching")
    _pairs(page, question, spec, things="elements", places="categories", goes="belongs")


def _pairs(
    page: _Page, question: Element, spec: _Spec, *, things: str, places: str, goes: str
) -> None:
    SubElement(question, "shuffleanswers").text = "1" if spec.get("shuffle") else "0"
    page.said(question, spec)
    _without_rules(page, spec)
    for thing in spec[things]:
        entry = SubElement(question, "subquestion")
        page.html(entry, thing["text"], is_inline=True)
        partner = text_of(spec[places], spec[goes][thing["id"]])
        page.html(SubElement(entry, "answer"), partner, is_inline=True)
    used = set(spec[goes].values())
    for place in spec[places]:
        if place["id"] not in used:
            entry = SubElement(question, "subquestion", format="html")
            _text(entry, "")
            page.html(SubElement(entry, "answer"), place["text"], is_inline=True)


def _ordering(page: _Page, question: Element, spec: _Spec) -> None:
    if spec.get("also"):
        page.regraded("only one of its right orders is kept")
    for name in ("layouttype", "selecttype", "selectcount"):
        SubElement(question, name).text = "0"
    page.said(question, spec)
    _without_rules(page, spec)
    for number, one in enumerate(spec["order"], start=1):
        element = SubElement(question, "answer", fraction=f"{number}.0000000")
        page.html(element, text_of(spec["elements"], one), is_inline=True)


def _without_rules(page: _Page, spec: _Spec) -> None:
    if spec.get("feedback"):
        page.note("what is said to single mistakes is left out")


def _cloze(page: _Page, question: Element, spec: _Spec) -> None:
    page.said(question, spec)
    for gap in spec["gaps"]:
        if gap["type"] == "short_text" and gap["spec"].get("edit_distance"):
            page.regraded("a slip of spelling counts as not right, where here it is almost right")
        if gap["type"] == "numeric" and (gap["spec"].get("form") or gap["spec"].get("given")):
            page.regraded("the form of a number is not asked for, only its value")


_BUILDERS: dict[str, tuple[str, Callable[[_Page, Element, _Spec], None]]] = {
    "multiple_choice": ("multichoice", _choice),
    "multiple_response": ("multichoice", _response),
    "numeric": ("numerical", _numeric),
    "short_text": ("shortanswer", _short),
    "matching": ("matching", _matching),
    "categorise": ("matching", _categorise),
    "ordering": ("ordering", _ordering),
    "cloze": ("cloze", _cloze),
}

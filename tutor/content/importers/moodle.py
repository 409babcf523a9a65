"""Moodle XML: a question bank as Moodle exports it, pictures in base64 within."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from attention_model.compat import override
from tutor.content.importers.bank import Bank, NotTakenError, Pictures
from tutor.content.importers.bank_specs import (
    Answer,
    Said,
    choice_spec,
    matching_spec,
    numeric_spec,
    ordering_spec,
    plain_words,
    response_spec,
    short_spec,
    truth_spec,
    written,
)
from tutor.content.importers.base import Importer, QuestionDraft, Reading
from tutor.content.importers.folder_figures import MAX_BYTES
from tutor.content.importers.moodle_cloze import cloze_spec
from tutor.content.importers.safe_files import SourceError, parse_xml, read_file
from tutor.domain.exercises.numeric_spec import exact_number

_FORMATS = {"html": "html", "markdown": "markdown", "plain_text": "plain"}
_UNTAKEN = {
    "essay": "an essay: no exercise type here grades free text",
    "calculated": "it draws random numbers, which no exercise type here does",
    "calculatedmulti": "it draws random numbers, which no exercise type here does",
    "calculatedsimple": "it draws random numbers, which no exercise type here does",
}
#: What Moodle itself says where an author wrote nothing of their own.
_MOODLES_OWN = {
    "Your answer is correct.", "Your answer is partially correct.", "Your answer is incorrect.",
}  # fmt: skip
_Built = tuple[str, dict[str, Any]]


class MoodleImporter(Importer):
    """One .xml file, or a folder of them."""

    name = "moodle"

    @override
    def read(self, path: Path, *, course: str = "") -> Reading:
        bank = Bank(format=self.name, label=path.name)
        files = sorted(path.glob("*.xml")) if path.is_dir() else [path]
        if not files:
            bank.error(path.name, "the folder holds no .xml file")
        bank.section(path.stem)
        for file in files:
            try:
                read_quiz(parse_xml(read_file(file), name=file.name), file.name, bank)
            except SourceError as error:
                bank.error(file.name, str(error))
        return bank.reading(slug=path.stem, title=path.stem)


def read_quiz(root: Element, label: str, bank: Bank) -> None:
    """Take every question below a <quiz>.

    Raises:
        SourceError: it is no Moodle XML.
    """
    if root.tag != "quiz":
        raise SourceError(f"{label} begins with <{root.tag[:40]}>, not with Moodle's <quiz>.")
    for number, element in enumerate(root.iter("question"), start=1):
        kind = element.get("type", "")
        if kind == "category":
            title = inner(element, "category").removeprefix("$course$/").removeprefix("top/")
            bank.section(title.rstrip("/").rsplit("/", 1)[-1])
            continue
        where = inner(element, "name") or f"question {number}"
        try:
            _take(MoodleQuestion(element=element, where=where, number=number, bank=bank), kind)
        except NotTakenError as error:
            bank.skip(f"{where} ({kind})", str(error))


def inner(element: Element, *names: str) -> str:
    """The words of a child's <text>, "" where there is none."""
    found = element.find("/".join((*names, "text")))
    return (found.text or "").strip() if found is not None else ""


def is_set(element: Element, name: str, *, default: bool = False) -> bool:
    """A flag, which Moodle's versions write as true, True or 1."""
    value = (element.findtext(name) or "").strip().lower()
    return value in ("true", "1") if value else default


def _take(question: MoodleQuestion, kind: str) -> None:
    bank, element = question.bank, question.element
    if kind == "description":
        text = question.text(element.find("questiontext"))
        bank.add_text(question.where, text, pictures=question.pictures)
        return
    build = _BUILDERS.get(kind)
    if build is None:
        known = f"questions of type {kind[:40]!r} have no counterpart among the exercise types"
        raise NotTakenError(_UNTAKEN.get(kind, known))
    stem = "" if kind == "cloze" else question.text(element.find("questiontext"))
    name, spec = build(question)
    hints = [question.text(hint, is_asked=False) for hint in element.findall("hint")]
    bank.add_item(
        question.where,
        QuestionDraft(exercise_type=name, spec=spec, stem=stem or "Fill in what is missing."),
        slug=(element.findtext("idnumber") or "").strip(),
        tags=[tag for one in element.findall("tags/tag") if (tag := inner(one))],
        hints=hints,
        solution=question.text(element.find("generalfeedback"), is_asked=False),
        pictures=question.pictures,
    )


@dataclass
class MoodleQuestion:
    """One <question> while it is taken."""

    element: Element
    where: str
    number: int
    bank: Bank
    pictures: Pictures = field(default_factory=Pictures)

    def note(self, reason: str) -> None:
        self.bank.note(self.where, reason)

    def text(
        self, element: Element | None, *, is_inline: bool = False, is_asked: bool = True
    ) -> str:
        """A text with its pictures, as Markdown."""
        if element is None:
            return ""
        words = element.findtext("text") or ""
        self.pictures.prefix = f"q{self.number}"
        self.pictures.found = lambda source: _file(element, source)
        form = _FORMATS.get(element.get("format", ""), "moodle")
        return self.bank.words(
            words, form, self.where, pictures=self.pictures, is_inline=is_inline, is_asked=is_asked
        )

    def said(self) -> Said:
        right, wrong = (
            self.text(self.element.find(name), is_inline=True, is_asked=False)
            for name in ("correctfeedback", "incorrectfeedback")
        )
        return Said(
            right="" if right in _MOODLES_OWN else right,
            default="" if wrong in _MOODLES_OWN else wrong,
        )

    def answers(self) -> list[Answer]:
        return [self.answer(one) for one in self.element.findall("answer")]

    def answer(self, element: Element) -> Answer:
        try:
            credit_p = float(element.get("fraction", "0") or 0) / 100
        except ValueError:
            raise NotTakenError(f"the fraction {element.get('fraction')!r} is no number") from None
        tolerance = (element.findtext("tolerance") or "0").strip()
        return Answer(
            text=self.text(element, is_inline=True),
            credit_p=credit_p,
            tolerance=tolerance,
            feedback=self.text(element.find("feedback"), is_inline=True, is_asked=False),
        )

    def typed_answers(self) -> list[Answer]:
        """Answers that a learner types: no markup, but Moodle's own \\*."""
        answers = zip(self.answers(), self.element.findall("answer"), strict=True)
        return [
            Answer(
                text=_typed(element), credit_p=one.credit_p, feedback=one.feedback,
                tolerance=one.tolerance,
            )
            for one, element in answers
        ]  # fmt: skip


def _typed(element: Element) -> str:
    text = (element.findtext("text") or "").strip()
    return plain_words(text) if element.get("format") == "html" and "\\*" not in text else text


def _file(element: Element, source: str) -> bytes | None:
    name = unquote(source.rpartition("@@PLUGINFILE@@/")[2]).partition("?")[0]
    if "@@PLUGINFILE@@" not in source:
        return None
    for file in element.findall("file"):
        if file.get("name") == name.rsplit("/", 1)[-1]:
            return _decoded(file.text or "", name)
    return None


def _decoded(text: str, name: str) -> bytes:
    if len(text) > 2 * MAX_BYTES:
        raise NotTakenError(f"its picture {name!r} has more than the {MAX_BYTES:,} bytes served")
    try:
        return base64.b64decode(text, validate=False)
    except (binascii.Error, ValueError):
        raise NotTakenError(f"its picture {name!r} is not valid base64") from None


def _multichoice(question: MoodleQuestion) -> _Built:
    answers = question.answers()
    shuffle = is_set(question.element, "shuffleanswers", default=True)
    if is_set(question.element, "single", default=True):
        return choice_spec(answers, shuffle=shuffle, said=question.said(), note=question.note)
    return response_spec(answers, shuffle=shuffle, said=question.said())


def _truefalse(question: MoodleQuestion) -> _Built:
    answers = {one.text.lower(): one for one in question.answers()}
    if answers.keys() != {"true", "false"}:
        raise NotTakenError("its answers are not called true and false")
    is_true = answers["true"].is_right
    right, wrong = answers["true" if is_true else "false"], answers["false" if is_true else "true"]
    return truth_spec(
        is_true=is_true, when_right=right.feedback, when_wrong=wrong.feedback, said=question.said()
    )


def _shortanswer(question: MoodleQuestion) -> _Built:
    if is_set(question.element, "usecase"):
        question.note("capitals counted; here they do not")
    return short_spec(question.typed_answers(), said=question.said(), note=question.note)


def _numerical(question: MoodleQuestion) -> _Built:
    unit, accepted = "", {}
    is_graded = (question.element.findtext("unitgradingtype") or "0").strip() != "0"
    for entry in question.element.findall("units/unit") if is_graded else ():
        factor = exact_number((entry.findtext("multiplier") or "1").strip())
        name = (entry.findtext("unit_name") or "").strip()
        if not factor or not name:
            raise NotTakenError("one of its units has no name or no multiplier")
        if factor == 1 and not unit:
            unit = name
        else:
            accepted[name] = written(1 / factor)
    return numeric_spec(
        question.typed_answers(), said=question.said(), note=question.note,
        unit=unit, units_accepted=accepted,
    )  # fmt: skip


def _matching(question: MoodleQuestion) -> _Built:
    pairs, extras = [], []
    for entry in question.element.findall("subquestion"):
        answer = entry.find("answer")
        partner = question.text(answer, is_inline=True)
        if prompt := question.text(entry, is_inline=True):
            pairs.append((prompt, partner))
        elif partner:
            extras.append(partner)
    shuffle = is_set(question.element, "shuffleanswers", default=True)
    return matching_spec(pairs, extras=extras, shuffle=shuffle, said=question.said())


def _ordering(question: MoodleQuestion) -> _Built:
    answers = question.answers()
    if len({one.credit_p for one in answers}) == len(answers):
        answers.sort(key=lambda one: one.credit_p)
    return ordering_spec([one.text for one in answers], said=question.said())


def _cloze(question: MoodleQuestion) -> _Built:
    element = question.element.find("questiontext")
    if element is None:
        raise NotTakenError("it has no text")
    source = element.findtext("text") or ""

    def words(text: str) -> str:
        marked = Element("questiontext", dict(element.attrib))
        marked.extend([_text_element(text), *element.findall("file")])
        return question.text(marked)

    return cloze_spec(source, words=words, note=question.note)


def _text_element(text: str) -> Element:
    element = Element("text")
    element.text = text
    return element


_BUILDERS: dict[str, Callable[[MoodleQuestion], _Built]] = {
    "multichoice": _multichoice,
    "truefalse": _truefalse,
    "shortanswer": _shortanswer,
    "numerical": _numerical,
    "matching": _matching,
    "match": _matching,
    "ordering": _ordering,
    "cloze": _cloze,
    "multianswer": _cloze,
}

"""GIFT, Moodle's text format for questions: `gift_parser` reads it, `gift_tree` is its tree."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from attention_model.compat import override
from tutor.content.importers.bank import Bank, NotTakenError
from tutor.content.importers.bank_specs import (
    Answer,
    Said,
    choice_spec,
    matching_spec,
    numeric_spec,
    plain_words,
    range_answer,
    response_spec,
    short_spec,
    truth_spec,
)
from tutor.content.importers.base import Importer, QuestionDraft, Reading
from tutor.content.importers.gift_parser import GiftError, parse_gift
from tutor.content.importers.gift_tree import Category, Choice, Number, Question, Text
from tutor.content.importers.safe_files import SourceError, read_file

_ESSAY = "an essay: no exercise type here grades free text"
_Built = tuple[str, dict[str, object]]


class GiftImporter(Importer):
    """One .gift or .txt file, or a folder of them (one lesson a file)."""

    name = "gift"

    @override
    def read(self, path: Path, *, course: str = "") -> Reading:
        bank = Bank(format=self.name, label=path.name)
        files = sorted(path.glob("*.gift")) if path.is_dir() else [path]
        if not files:
            bank.error(path.name, "the folder holds no .gift file")
        for file in files:
            bank.section(file.stem)
            try:
                _read(file, bank)
            except GiftError as error:
                bank.error(file.name, str(error), line=error.line)
            except SourceError as error:
                bank.error(file.name, str(error))
        return bank.reading(slug=path.stem, title=path.stem)


def _read(file: Path, bank: Bank) -> None:
    try:
        source = read_file(file).decode("utf-8")
    except UnicodeDecodeError as error:
        raise SourceError(f"it is not UTF-8 text: {error}") from error
    if "\0" in source:
        raise SourceError("it holds a NUL character, which no database keeps")
    for node in parse_gift(source):
        if isinstance(node, Category):
            bank.section(node.title.rstrip("/").rsplit("/", 1)[-1])
            continue
        where = node.title or f"question in line {node.line}"
        try:
            _take(node, where, bank)
        except NotTakenError as error:
            bank.skip(where, str(error), line=node.line)


def _take(node: Question, where: str, bank: Bank) -> None:
    desk = _Desk(node, where, bank)
    stem = desk.words(node.stem)
    if node.type == "Description":
        bank.add_text(node.title or "", stem)
        return
    if node.type == "Essay":
        raise NotTakenError(_ESSAY)
    name, spec = _BUILDERS[node.type](desk)
    bank.add_item(
        node.title or "",
        QuestionDraft(exercise_type=name, spec=dict(spec), stem=stem),
        slug=node.id or "",
        tags=node.tags,
        solution=desk.words(node.global_feedback),
    )


class _Desk:
    """One question while it is taken."""

    def __init__(self, node: Question, where: str, bank: Bank) -> None:
        self.node, self.where, self.bank = node, where, bank

    def note(self, reason: str) -> None:
        self.bank.note(self.where, reason, line=self.node.line)

    def words(self, text: Text | None, *, is_inline: bool = False) -> str:
        if text is None:
            return ""
        return self.bank.words(text.text, text.format, self.where, is_inline=is_inline)

    def answers(self) -> list[Answer]:
        return [self._answer(choice) for choice in self.node.choices]

    def _answer(self, choice: Choice) -> Answer:
        credit = choice.weight if choice.weight is not None else 100.0 * choice.is_correct
        feedback = self.words(choice.feedback, is_inline=True)
        if isinstance(choice.content, Number):
            return _number(choice.content, credit_p=credit / 100, feedback=feedback)
        text = self.words(choice.content, is_inline=True)
        if choice.content.text.strip() == "*":
            text = "*"
        return Answer(text=text, credit_p=credit / 100, feedback=feedback)


def _number(number: Number, *, credit_p: float = 1, feedback: str = "") -> Answer:
    if number.type == "high-low":
        return range_answer(number.low, number.high, credit_p=credit_p, feedback=feedback)
    return Answer(
        text=number.number.removeprefix("+"), tolerance=number.tolerance or "0",
        credit_p=credit_p, feedback=feedback,
    )  # fmt: skip


def _truth(desk: _Desk) -> _Built:
    # Moodle says the first comment to a wrong answer and the second to a right one.
    return truth_spec(
        is_true=desk.node.is_true,
        when_wrong=desk.words(desk.node.true_feedback, is_inline=True),
        when_right=desk.words(desk.node.false_feedback, is_inline=True),
        said=Said(),
    )


def _choice(desk: _Desk) -> _Built:
    answers = desk.answers()
    if any(choice.is_correct for choice in desk.node.choices):
        return choice_spec(answers, shuffle=True, said=Said(), note=desk.note)
    if sum(answer.is_right for answer in answers) == 1:
        return choice_spec(answers, shuffle=True, said=Said(), note=desk.note)
    return response_spec(answers, shuffle=True, said=Said())


def _short(desk: _Desk) -> _Built:
    plain = [
        Answer(text=plain_words(one.text) if one.text != "*" else "*",
               credit_p=one.credit_p, feedback=one.feedback)
        for one in desk.answers()
    ]  # fmt: skip
    return short_spec(plain, said=Said(), note=desk.note)


def _numerical(desk: _Desk) -> _Built:
    answers = [_number(desk.node.number)] if desk.node.number else desk.answers()
    return numeric_spec(answers, said=Said(), note=desk.note)


def _matching(desk: _Desk) -> _Built:
    pairs, extras = [], []
    for pair in desk.node.pairs:
        answer = desk.bank.words(pair.answer, "moodle", desk.where, is_inline=True)
        if prompt := desk.words(pair.prompt, is_inline=True):
            pairs.append((prompt, answer))
        else:
            extras.append(answer)
    return matching_spec(pairs, extras=extras, shuffle=True, said=Said())


_BUILDERS: dict[str, Callable[[_Desk], _Built]] = {
    "TF": _truth,
    "MC": _choice,
    "Short": _short,
    "Numerical": _numerical,
    "Matching": _matching,
}

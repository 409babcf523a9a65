"""QTI 1.2 as Common Cartridges carry it, and with the question types that Canvas adds."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element

from tutor.content.importers.bank import Bank, NotTakenError, Pictures
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
)
from tutor.content.importers.base import QuestionDraft
from tutor.content.importers.xml_tools import words_of

_Built = tuple[str, dict[str, Any]]
_UNTAKEN = {
    "essay": "an essay: no exercise type here grades free text",
    "essay_question": "an essay: no exercise type here grades free text",
    "file_upload_question": "it asks for a file, which no exercise type here does",
    "calculated_question": "it draws random numbers, which no exercise type here does",
    "pattern_match": "it compares with a pattern; only whole answers are compared here",
}
_GAP = re.compile(r"\\\[([^\[\]]+?)\\\]")


def read_items(root: Element, bank: Bank, *, pictures: Callable[[], Pictures]) -> None:
    """Take every <item> of a test; `root` has no namespaces any more."""
    for number, element in enumerate(root.iter("item"), start=1):
        title = (element.get("title") or "").strip()
        where = f"{title or 'question'} ({element.get('ident', number)})"
        question = _Item(element=element, where=where, bank=bank, pictures=pictures())
        question.pictures.prefix = f"q{len(bank.figures) + 1}-{number}"
        try:
            _take(question, title)
        except NotTakenError as error:
            bank.skip(where, str(error))


def kind_of(element: Element) -> str:
    """Canvas' question_type, else the cartridge's profile without cc. and version."""
    fields = {
        (one.findtext("fieldlabel") or "").strip(): (one.findtext("fieldentry") or "").strip()
        for one in element.iter("qtimetadatafield")
    }
    if kind := fields.get("question_type"):
        return kind
    return fields.get("cc_profile", "").removeprefix("cc.").partition(".v0")[0]


def _take(item: _Item, title: str) -> None:
    kind = kind_of(item.element)
    name = "" if title.lower() == "question" else title
    if kind == "text_only_question":
        item.bank.add_text(name, item.stem(), pictures=item.pictures)
        return
    build = _BUILDERS.get(kind)
    if build is None:
        known = f"questions of type {kind[:60]!r} have no counterpart among the exercise types"
        raise NotTakenError(_UNTAKEN.get(kind, known))
    stem = item.stem()
    exercise, spec = build(item)
    if exercise == "cloze":
        spec["text"], stem = _with_gaps(stem, spec["gaps"]), "Fill in what is missing."
    item.bank.add_item(
        name,
        QuestionDraft(exercise_type=exercise, spec=spec, stem=stem),
        slug=item.element.get("ident", ""),
        solution=item.feedback("general_fb"),
        pictures=item.pictures,
    )


@dataclass
class _Item:
    """One <item> while it is taken."""

    element: Element
    where: str
    bank: Bank
    pictures: Pictures
    _credits: dict[tuple[str, str], float] = field(default_factory=dict)

    def note(self, reason: str) -> None:
        self.bank.note(self.where, reason)

    def material(self, element: Element | None, *, is_inline: bool = False) -> str:
        """The <mattext> of a <material>, as Markdown."""
        if element is None:
            return ""
        texts = []
        for text in element.iter("mattext"):
            form = "html" if text.get("texttype", "").lower() == "text/html" else "plain"
            texts.append(
                self.bank.words(
                    "".join(text.itertext()), form, self.where,
                    pictures=self.pictures, is_inline=is_inline,
                )
            )  # fmt: skip
        return (" " if is_inline else "\n\n").join(filter(None, texts))

    def stem(self) -> str:
        presentation = self.element.find("presentation")
        if presentation is None:
            return ""
        own = [one for one in presentation if one.tag in ("material", "flow")]
        first = next((one for one in own if one.tag == "material"), None)
        if first is None and own:
            first = own[0].find("material")
        return self.material(first)

    def fields(self) -> list[Element]:
        """What is to be answered: each response_lid, response_str or response_num."""
        names = ("response_lid", "response_str", "response_num")
        return [one for one in self.element.iter() if one.tag in names]

    def feedback(self, ident: str) -> str:
        for one in self.element.findall("itemfeedback"):
            if one.get("ident") == ident:
                return self.material(one, is_inline=True)
        return ""

    def said(self) -> Said:
        return Said(
            right=self.feedback("correct_fb"), default=self.feedback("general_incorrect_fb")
        )

    def conditions(self) -> Iterator[tuple[Element, float]]:
        """Each condition with what it adds to the score, as a share of the whole."""
        whole = _whole(self.element)
        for one in self.element.iter("respcondition"):
            variable, score = one.find("conditionvar"), one.find("setvar")
            if variable is not None:
                yield variable, (_number(score) / whole if score is not None else 0.0)

    def credits(self) -> dict[tuple[str, str], float]:
        """{(field, value): share of the score}; values below a <not> are left out."""
        if not self._credits:
            found: dict[tuple[str, str], float] = defaultdict(float)
            for variable, share in self.conditions():
                for one in _wanted(variable) if share else ():
                    found[(one.get("respident", ""), (one.text or "").strip())] += share
            self._credits = dict(found)
        return self._credits

    def comments(self) -> dict[tuple[str, str], str]:
        """{(field, value): what is said to it}, of conditions that only say something."""
        said = {}
        for one in self.element.iter("respcondition"):
            link, variable = one.find("displayfeedback"), one.find("conditionvar")
            if link is None or variable is None or one.find("setvar") is not None:
                continue
            wanted = list(_wanted(variable))
            if len(wanted) == 1:
                key = (wanted[0].get("respident", ""), (wanted[0].text or "").strip())
                said[key] = self.feedback(link.get("linkrefid", ""))
        return said

    def options(self, choices: Element) -> list[Answer]:
        """The labels of a response_lid with what each is worth."""
        credits, comments = self.credits(), self.comments()
        ident = choices.get("ident", "")
        return [
            Answer(
                text=self.material(label, is_inline=True),
                credit_p=credits.get((ident, label.get("ident", "")), 0.0),
                feedback=comments.get((ident, label.get("ident", "")), ""),
            )
            for label in choices.iter("response_label")
        ]

    def typed(self, ident: str) -> list[Answer]:
        """What may be typed into a field; in one of several, a part of the score is all of it."""
        comments = self.comments()
        return [
            Answer(text=value, credit_p=1.0, feedback=comments.get((name, value), ""))
            for (name, value), share in self.credits().items()
            if name == ident and share > 0
        ]


def _whole(element: Element) -> float:
    declared = element.find(".//decvar")
    try:
        return float((declared.get("maxvalue") if declared is not None else "") or 100) or 100.0
    except ValueError:
        return 100.0


def _number(element: Element) -> float:
    try:
        return float((element.text or "0").strip())
    except ValueError:
        return 0.0


def _wanted(variable: Element) -> Iterator[Element]:
    """Every <varequal> that has to hold."""
    for child in variable:
        if child.tag == "varequal":
            yield child
        elif child.tag != "not":
            yield from _wanted(child)


def _the_one(item: _Item, tag: str) -> Element:
    found = [one for one in item.fields() if one.tag == tag]
    if len(found) != 1:
        raise NotTakenError(f"it has {len(found)} fields of the kind that it should have one of")
    return found[0]


def _choice(item: _Item) -> _Built:
    answers = item.options(_the_one(item, "response_lid"))
    shuffle = item.element.find(".//render_choice[@shuffle='Yes']") is not None
    return choice_spec(answers, shuffle=shuffle, said=item.said(), note=item.note)


def _responses(item: _Item) -> _Built:
    return response_spec(
        item.options(_the_one(item, "response_lid")), shuffle=False, said=item.said()
    )


def _short(item: _Item) -> _Built:
    answers = item.typed(_the_one(item, "response_str").get("ident", ""))
    return short_spec(_starless(answers), said=item.said(), note=item.note)


def _starless(answers: list[Answer]) -> list[Answer]:
    """A * is a letter here, not a pattern."""
    return [
        Answer(text=one.text.replace("*", "\\*"), credit_p=one.credit_p, feedback=one.feedback)
        for one in answers
    ]


def _numerical(item: _Item) -> _Built:
    for variable, share in item.conditions():
        if share > 0:
            return numeric_spec([_range_of(variable)], said=item.said(), note=item.note)
    raise NotTakenError("it has no right number")


def _range_of(variable: Element) -> Answer:
    """The exact number where the range lies evenly around it, else the range."""
    exact = words_of(variable.find(".//varequal"))
    low, high = variable.find(".//vargte"), variable.find(".//varlte")
    if low is None or high is None:
        return Answer(text=exact, credit_p=1)
    around = range_answer(words_of(low), words_of(high))
    return Answer(text=exact or around.text, tolerance=around.tolerance, credit_p=1)


def _matching(item: _Item) -> _Built:
    pairs, partners = [], []
    for one in item.fields():
        prompt = item.material(one.find("material"), is_inline=True)
        options = item.options(one)
        partners += [option.text for option in options]
        right = [option.text for option in options if option.credit_p > 0]
        if len(right) != 1:
            raise NotTakenError(f"{prompt[:40]!r} has {len(right)} partners instead of one")
        pairs.append((prompt, right[0]))
    return matching_spec(pairs, extras=partners, shuffle=True, said=item.said())


def _dropdowns(item: _Item) -> _Built:
    gaps = []
    for number, one in enumerate(item.fields(), start=1):
        options = [
            Answer(text=option.text, credit_p=float(option.credit_p > 0), feedback=option.feedback)
            for option in item.options(one)
        ]
        kind, spec = choice_spec(options, shuffle=False, said=Said(), note=item.note)
        gaps.append(_named(one, number, kind, spec))
    return "cloze", {"gaps": gaps, **item.said().keys()}


def _blanks(item: _Item) -> _Built:
    gaps = []
    for number, one in enumerate(item.fields(), start=1):
        ident = one.get("ident", "")
        texts = {label.get("ident", ""): plain_words(item.material(label, is_inline=True))
                 for label in one.iter("response_label")}  # fmt: skip
        answers = [
            Answer(text=texts.get(answer.text, answer.text), credit_p=1)
            for answer in item.typed(ident)
        ]
        kind, spec = short_spec(_starless(answers), said=Said(), note=item.note)
        gaps.append(_named(one, number, kind, spec))
    return "cloze", {"gaps": gaps, **item.said().keys()}


def _named(element: Element, number: int, kind: str, spec: dict[str, Any]) -> dict[str, Any]:
    """A gap; `label` is how the text names it, until `_with_gaps` has put it there."""
    label = words_of(element.find("material")) or element.get("ident", "")
    return {
        "id": f"g{number}",
        "label": label.removeprefix("response_"),
        "type": kind,
        "spec": spec,
    }


def _with_gaps(stem: str, gaps: list[dict[str, Any]]) -> str:
    ids = {gap["label"]: gap["id"] for gap in gaps}

    def gap(match: re.Match[str]) -> str:
        name = match[1].replace("\\", "")
        return f"[[{ids[name]}]]" if name in ids else match[0]

    text = _GAP.sub(gap, stem)
    for one in gaps:
        one.pop("label")
    return text


_BUILDERS: dict[str, Callable[[_Item], _Built]] = {
    "multiple_choice": _choice,
    "multiple_choice_question": _choice,
    "true_false": _choice,
    "true_false_question": _choice,
    "multiple_response": _responses,
    "multiple_answers_question": _responses,
    "fib": _short,
    "short_answer_question": _short,
    "numerical_question": _numerical,
    "matching_question": _matching,
    "multiple_dropdowns_question": _dropdowns,
    "fill_in_multiple_blanks_question": _blanks,
}

"""QTI's interactions to our exercise types, one function each."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

from tutor.content.importers.bank import Bank, NotTakenError, Pictures
from tutor.content.importers.bank_specs import (
    Answer,
    Said,
    choice_spec,
    matching_spec,
    numeric_spec,
    ordering_spec,
    response_spec,
    short_spec,
)
from tutor.content.importers.base import QuestionDraft
from tutor.content.importers.html_text import one_line
from tutor.content.importers.qti_item import Declaration, QtiItem, html_without

_Built = tuple[str, dict[str, Any]]
_BLANK = "\\_\\_\\_\\_\\_"
_NUMBERS = {"float", "integer"}
_UNTAKEN = {
    "extendedTextInteraction": "an extended text: no exercise type here grades free text",
    "uploadInteraction": "it asks for a file, which no exercise type here does",
    "drawingInteraction": "it asks for a drawing, which no exercise type here does",
}


@dataclass
class Desk:
    """One item while it is taken."""

    item: QtiItem
    where: str
    bank: Bank
    pictures: Pictures

    def note(self, reason: str) -> None:
        self.bank.note(self.where, reason)

    def text(
        self, element: Element | None, *, is_inline: bool = False, is_asked: bool = True,
        holes: dict[Element, str] | None = None,
    ) -> str:  # fmt: skip
        """What an element says, as Markdown."""
        if element is None:
            return ""
        return self.bank.words(
            html_without(element, holes=holes or {}), "html", self.where,
            pictures=self.pictures, is_inline=is_inline, is_asked=is_asked,
        )  # fmt: skip

    def inline(self, element: Element | None) -> str:
        return self.text(element, is_inline=True)

    def comment(self, element: Element) -> str:
        """A choice's own feedback."""
        return self.text(element.find("feedbackInline"), is_inline=True, is_asked=False)

    def said(self) -> Said:
        right, other = (
            self.text(self.item.modal(*names), is_inline=True, is_asked=False)
            for names in (("correct", "right"), ("incorrect", "wrong", "not"))
        )
        return Said(right=right, default=other)


def take_item(desk: Desk) -> None:
    """Add the item to the bank.

    Raises:
        NotTakenError: naming the interaction or what is wrong with it.
    """
    interactions = desk.item.interactions()
    if not interactions:
        desk.bank.add_text(desk.item.title, desk.text(desk.item.body), pictures=desk.pictures)
        return
    kinds = [one.tag for one in interactions]
    for kind in kinds:
        if kind not in _BLOCKS and kind not in _INLINE:
            known = f"a {kind} has no counterpart among the exercise types"
            raise NotTakenError(_UNTAKEN.get(kind, known))
    if not desk.item.is_standard() and desk.item.tolerance() == "0":
        desk.note("its own scoring rules are not read: the answer that it declares counts")
    if len(interactions) == 1 and kinds[0] in _BLOCKS:
        _take_block(desk, interactions[0])
    elif all(kind in _INLINE for kind in kinds):
        _take_inline(desk, interactions)
    else:
        raise NotTakenError(f"it holds {len(kinds)} interactions; an exercise here has one")


def _take_block(desk: Desk, interaction: Element) -> None:
    name, spec = _BLOCKS[interaction.tag](desk, interaction)
    around = desk.text(desk.item.body, holes={interaction: ""})
    prompt = desk.text(interaction.find("prompt"))
    _add(desk, name, spec, "\n\n".join(filter(None, [around, prompt])))


def _take_inline(desk: Desk, interactions: list[Element]) -> None:
    """One field in a text is a number or a word to write; several, or a menu, are gaps."""
    if len(interactions) == 1 and interactions[0].tag == "textEntryInteraction":
        name, spec = _typed(desk, interactions[0])
        holes = {interactions[0]: " GAPxGAP "}
        stem = desk.text(desk.item.body, holes=holes)
        lines = [line for line in stem.splitlines() if line.strip() != "GAPxGAP"]
        stem = re.sub(r" ?GAPxGAP ?", f" {_BLANK} ", "\n".join(lines)).strip()
        _add(desk, name, spec | desk.said().keys(), stem)
        return
    gaps, holes = [], {}
    for number, interaction in enumerate(interactions, start=1):
        name, spec = _INLINE[interaction.tag](desk, interaction)
        gaps.append({"id": f"g{number}", "type": name, "spec": spec})
        holes[interaction] = f" GAPx{number}xGAP "
    text = _gap_lines(desk.text(desk.item.body, holes=holes))
    _add(desk, "cloze", {"text": text, "gaps": gaps, **desk.said().keys()}, "")


def _gap_lines(text: str) -> str:
    lines = [re.sub(r"^(- |\d+\. |#+ )", "", line.strip()) for line in text.splitlines()]
    joined = "\n".join(line for line in lines if line)
    return re.sub(r" *GAPx(\d+)xGAP *(?=([.,;:?!)])?)", _gap_mark, joined).strip()


def _gap_mark(match: re.Match[str]) -> str:
    return f" [[g{match[1]}]]" + ("" if match[2] else " ")


def _add(desk: Desk, name: str, spec: dict[str, Any], stem: str) -> None:
    if name == "cloze":
        spec["text"] = "\n".join(line.strip() for line in spec["text"].splitlines())
    desk.bank.add_item(
        desk.item.title,
        QuestionDraft(
            exercise_type=name, spec=spec, stem=stem.strip() or "Fill in what is missing."
        ),
        slug=desk.item.identifier,
        hints=[desk.text(one, is_asked=False) for one in desk.item.hints()],
        solution=desk.text(desk.item.modal("solution", "general"), is_asked=False),
        pictures=desk.pictures,
    )


def _worth(declaration: Declaration, value: str) -> float:
    """What an answer is worth, 1 for all of it; declared marks first, else the correct ones."""
    best = max(declaration.mapped.values(), default=0.0)
    if value in declaration.correct:
        return 1.0
    if declaration.correct and declaration.cardinality == "single" and best <= 0:
        return 0.0
    return declaration.mapped.get(value, 0.0) / best if best > 0 else 0.0


def _choice(desk: Desk, element: Element) -> _Built:
    declaration = desk.item.declaration(element)
    answers = [
        Answer(
            text=desk.inline(one),
            credit_p=_worth(declaration, one.get("identifier", "")),
            feedback=desk.comment(one),
        )
        for one in element.iter("simpleChoice")
    ]
    shuffle = element.get("shuffle") == "true"
    if declaration.cardinality == "multiple":
        return response_spec(answers, shuffle=shuffle, said=desk.said())
    return choice_spec(answers, shuffle=shuffle, said=desk.said(), note=desk.note)


def _order(desk: Desk, element: Element) -> _Built:
    texts = {one.get("identifier", ""): desk.inline(one) for one in element.iter("simpleChoice")}
    correct = desk.item.declaration(element).correct
    if sorted(correct) != sorted(texts):
        raise NotTakenError("its right order does not hold each of its parts once")
    return ordering_spec([texts[one] for one in correct], said=desk.said())


def _match(desk: Desk, element: Element) -> _Built:
    sets = element.findall("simpleMatchSet")
    if len(sets) != 2:
        raise NotTakenError(f"it has {len(sets)} sets to match instead of two")
    first, second = (
        {
            one.get("identifier", ""): desk.inline(one)
            for one in group.iter("simpleAssociableChoice")
        }
        for group in sets
    )
    pairs = [tuple(value.split()) for value in desk.item.declaration(element).correct]
    goes = [(pair[0], pair[1]) for pair in pairs if len(pair) == 2]
    if sorted(one for one, _ in goes) != sorted(first):
        goes = [(other, one) for one, other in goes]
        first, second = second, first
    if sorted(one for one, _ in goes) != sorted(first):
        raise NotTakenError("not every part has exactly one partner")
    if not {one for _, one in goes} <= set(second):
        raise NotTakenError("its answer names a partner that it does not list")
    return matching_spec(
        [(first[one], second[other]) for one, other in goes],
        extras=list(second.values()),
        shuffle=element.get("shuffle") == "true",
        said=desk.said(),
    )


def _gap_match(desk: Desk, element: Element) -> _Built:
    if element.find("gapImg") is not None:
        raise NotTakenError("its gaps take pictures; gaps here take words")
    texts = {one.get("identifier", ""): desk.inline(one) for one in element.iter("gapText")}
    pairs = [value.split() for value in desk.item.declaration(element).correct]
    wanted = {pair[1]: pair[0] for pair in pairs if len(pair) == 2}
    gaps, holes = [], {choice: "" for choice in element if choice.tag in ("gapText", "prompt")}
    for number, gap in enumerate(element.iter("gap"), start=1):
        right = wanted.get(gap.get("identifier", ""))
        answers = [Answer(text=text, credit_p=float(key == right)) for key, text in texts.items()]
        name, spec = choice_spec(answers, shuffle=False, said=Said(), note=desk.note)
        gaps.append({"id": f"g{number}", "type": name, "spec": spec})
        holes[gap] = f" GAPx{number}xGAP "
    text = _gap_lines(desk.text(element, holes=holes))
    return "cloze", {"text": text, "gaps": gaps, **desk.said().keys()}


def _hottext(desk: Desk, element: Element) -> _Built:
    declaration = desk.item.declaration(element)
    holes = {choice: "" for choice in element if choice.tag == "prompt"}
    for one in element.iter("hottext"):
        words = one_line(desk.text(one))
        is_right = one.get("identifier", "") in declaration.correct
        holes[one] = f"OPENxHOT{words}CLOSExHOT" if is_right else words
    text = desk.text(element, holes=holes)
    desk.note("every word can be highlighted here, not only those that the source offers")
    marked = text.replace("OPENxHOT", "[[").replace("CLOSExHOT", "]]")
    lines = "\n".join(line for line in marked.splitlines() if line.strip())
    return "highlight", {"text": lines, "by": "word", **desk.said().keys()}


def _typed(desk: Desk, element: Element) -> _Built:
    declaration = desk.item.declaration(element)
    values = list(dict.fromkeys([*declaration.correct, *declaration.mapped]))
    answers = [
        Answer(text=one, credit_p=_worth(declaration, one), tolerance=desk.item.tolerance())
        for one in values
    ]
    if declaration.base_type in _NUMBERS:
        return numeric_spec(answers, said=Said(), note=desk.note)
    plain = [Answer(text=one.text.replace("*", "\\*"), credit_p=one.credit_p) for one in answers]
    return short_spec(plain, said=Said(), note=desk.note)


def _menu(desk: Desk, element: Element) -> _Built:
    declaration = desk.item.declaration(element)
    answers = [
        Answer(
            text=desk.inline(one),
            credit_p=_worth(declaration, one.get("identifier", "")),
            feedback=desk.comment(one),
        )
        for one in element.iter("inlineChoice")
    ]
    shuffle = element.get("shuffle") == "true"
    return choice_spec(answers, shuffle=shuffle, said=Said(), note=desk.note)


_BLOCKS: dict[str, Callable[[Desk, Element], _Built]] = {
    "choiceInteraction": _choice,
    "orderInteraction": _order,
    "matchInteraction": _match,
    "gapMatchInteraction": _gap_match,
    "hottextInteraction": _hottext,
}
_INLINE: dict[str, Callable[[Desk, Element], _Built]] = {
    "textEntryInteraction": _typed,
    "inlineChoiceInteraction": _menu,
}

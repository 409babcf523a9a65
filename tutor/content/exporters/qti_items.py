"""Our exercise types as QTI 3 interactions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from tutor.content.exporters.base import Export, NotWrittenError
from tutor.content.exporters.html import Press
from tutor.content.importers.base import ItemDraft
from tutor.domain.algebra.printer import decimal_text
from tutor.domain.exercises.marked_text import pieces, units
from tutor.domain.exercises.numeric_spec import exact_number

_Spec = Mapping[str, Any]
_TEMPLATES = "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates"
_MATCH = f'<qti-response-processing template="{_TEMPLATES}/match_correct.xml"/>'
_MAP = f'<qti-response-processing template="{_TEMPLATES}/map_response.xml"/>'


@dataclass(frozen=True, kw_only=True)
class Made:
    """The parts of an item that its exercise type decides."""

    declarations: str
    body: str
    processing: str


@dataclass
class _Page:
    item: ItemDraft
    press: Press
    export: Export

    def regraded(self, reason: str) -> None:
        self.export.regraded.add(self.item.slug)
        self.note(reason)

    def note(self, reason: str) -> None:
        self.export.note(self.item.slug, reason)


def item_body(item: ItemDraft, press: Press, export: Export) -> Made:
    """The item's declarations, interaction and scoring.

    Raises:
        NotWrittenError: QTI has no counterpart.
    """
    build = _BUILDERS.get(item.question.exercise_type)
    if build is None:
        raise NotWrittenError("its answer is compared as mathematics: QTI has no such interaction")
    page = _Page(item=item, press=press, export=export)
    if item.question.spec.get("feedback"):
        page.note("what is said to single mistakes is left out")
    return build(page, item.question.spec)


def _declared(
    values: Iterable[str], *, cardinality: str, base: str, name: str = "RESPONSE", mapping: str = ""
) -> str:
    listed = "".join(f"<qti-value>{escape(value)}</qti-value>" for value in values)
    return (
        f'<qti-response-declaration identifier="{name}" cardinality="{cardinality}" '
        f'base-type="{base}"><qti-correct-response>{listed}</qti-correct-response>{mapping}'
        "</qti-response-declaration>"
    )


def _option(
    page: _Page, tag: str, name: str, text: str, feedback: str = "", extra: str = ""
) -> str:
    said = ""
    if feedback:
        said = (
            f'<qti-feedback-inline outcome-identifier="FEEDBACK" identifier="{name}" '
            f'show-hide="show">{page.press.inline(feedback)}</qti-feedback-inline>'
        )
    return f'<{tag} identifier="{name}"{extra}>{page.press.inline(text)}{said}</{tag}>'


def _flag(value: object) -> str:
    return "true" if value else "false"


def _choice(page: _Page, spec: _Spec) -> Made:
    rights = [one["id"] for one in spec["choices"] if one["is_right"]]
    marks = "".join(f'<qti-map-entry map-key="{one}" mapped-value="1"/>' for one in rights)
    mapping = f'<qti-mapping default-value="0">{marks}</qti-mapping>' if len(rights) > 1 else ""
    return Made(
        declarations=_declared(
            rights[:1], cardinality="single", base="identifier", mapping=mapping
        ),
        body=_choices(page, spec["choices"], most=1, shuffle=spec.get("shuffle")),
        processing=_MAP if mapping else _MATCH,
    )


def _response(page: _Page, spec: _Spec) -> Made:
    rights = [one["id"] for one in spec["options"] if one["is_right"]]
    if not rights:
        raise NotWrittenError("nothing in it is right, which a declared answer cannot say")
    if spec.get("offers_none"):
        page.note("“none of these” is not offered")
    return Made(
        declarations=_declared(rights, cardinality="multiple", base="identifier"),
        body=_choices(page, spec["options"], most=0, shuffle=spec.get("shuffle")),
        processing=_MATCH,
    )


def _choices(page: _Page, entries: list[_Spec], *, most: int, shuffle: object) -> str:
    options = "".join(
        _option(page, "qti-simple-choice", one["id"], one["text"], str(one.get("feedback") or ""))
        for one in entries
    )
    return (
        f'<qti-choice-interaction response-identifier="RESPONSE" shuffle="{_flag(shuffle)}" '
        f'max-choices="{most}">{options}</qti-choice-interaction>'
    )


def _ordering(page: _Page, spec: _Spec) -> Made:
    if spec.get("also"):
        page.regraded("only one of its right orders is kept")
    options = "".join(
        _option(page, "qti-simple-choice", one["id"], one["text"]) for one in spec["elements"]
    )
    return Made(
        declarations=_declared(spec["order"], cardinality="ordered", base="identifier"),
        body='<qti-order-interaction response-identifier="RESPONSE" shuffle="false">'
        f"{options}</qti-order-interaction>",
        processing=_MATCH,
    )


def _matching(page: _Page, spec: _Spec) -> Made:
    return _pairs(page, spec, things="prompts", places="options", goes="pairs")


def _categorise(page: _Page, spec: _Spec) -> Made:
    page.note("sorting becomes matching")
    return _pairs(page, spec, things="elements", places="categories", goes="belongs")


def _pairs(page: _Page, spec: _Spec, *, things: str, places: str, goes: str) -> Made:
    tag = "qti-simple-associable-choice"
    sets = (
        "".join(
            _option(page, tag, f"{letter}-{one['id']}", one["text"], extra=f' match-max="{most}"')
            for one in spec[key]
        )
        for letter, key, most in (("t", things, 1), ("p", places, 0))
    )
    groups = "".join(f"<qti-simple-match-set>{options}</qti-simple-match-set>" for options in sets)
    return Made(
        declarations=_declared(
            [f"t-{one} p-{other}" for one, other in spec[goes].items()],
            cardinality="multiple",
            base="directedPair",
        ),
        body='<qti-match-interaction response-identifier="RESPONSE" '
        f'shuffle="{_flag(spec.get("shuffle"))}" max-associations="0">{groups}'
        "</qti-match-interaction>",
        processing=_MATCH,
    )


def _numeric(page: _Page, spec: _Spec) -> Made:
    if spec.get("unit"):
        raise NotWrittenError("its answer has a unit, which a number in QTI has not")
    if spec.get("form") == "lowest_terms" or spec.get("given"):
        page.regraded("the form of the number is not asked for, only its value")
    answer, tolerance = _decimal(spec["answer"]), _decimal(str(spec.get("tolerance") or "0"))
    rule = (
        "<qti-response-processing><qti-response-condition><qti-response-if><qti-equal "
        f'tolerance-mode="absolute" tolerance="{tolerance} {tolerance}"><qti-variable '
        'identifier="RESPONSE"/><qti-correct identifier="RESPONSE"/></qti-equal>'
        '<qti-set-outcome-value identifier="SCORE"><qti-base-value base-type="float">1'
        "</qti-base-value></qti-set-outcome-value></qti-response-if></qti-response-condition>"
        "</qti-response-processing>"
    )
    return Made(
        declarations=_declared([answer], cardinality="single", base="float"),
        body='<p><qti-text-entry-interaction response-identifier="RESPONSE"/></p>',
        processing=_MATCH if tolerance == "0" else rule,
    )


def _decimal(text: str) -> str:
    value = exact_number(text)
    written = decimal_text(value) if value is not None else None
    if written is None:
        raise NotWrittenError(f"{text} has no end as a decimal, and QTI knows no fractions")
    return written


def _short(page: _Page, spec: _Spec) -> Made:
    if spec.get("edit_distance"):
        page.regraded("a slip of spelling counts as not right, where here it is almost right")
    return Made(
        declarations=_words(spec, "RESPONSE"),
        body='<p><qti-text-entry-interaction response-identifier="RESPONSE"/></p>',
        processing=_MAP,
    )


def _words(spec: _Spec, name: str) -> str:
    marks = "".join(
        f'<qti-map-entry map-key="{escape(text)}" mapped-value="1" case-sensitive="false"/>'
        for text in spec["accepted"]
    )
    mapping = f'<qti-mapping default-value="0">{marks}</qti-mapping>'
    return _declared(
        spec["accepted"][:1], cardinality="single", base="string", name=name, mapping=mapping
    )


def _cloze(page: _Page, spec: _Spec) -> Made:
    gaps = {gap["id"]: _gap(page, gap) for gap in spec["gaps"]}
    lines = []
    for line in filter(str.strip, spec["text"].splitlines()):
        parts: list[str] = []
        for piece in pieces(line):
            space = "" if piece.joins or not parts else " "
            body = gaps[piece.gap].body if piece.gap else page.press.inline(piece.text)
            parts.append(space + body)
        lines.append(f"<p>{''.join(parts)}</p>")
    return Made(
        declarations="".join(gap.declarations for gap in gaps.values()),
        body="".join(lines),
        processing=_MATCH if len(gaps) == 1 else "",
    )


def _gap(page: _Page, gap: _Spec) -> Made:
    name, spec = f"G-{gap['id']}", gap["spec"]
    entry = f'<qti-text-entry-interaction response-identifier="{name}"/>'
    if gap["type"] == "multiple_choice":
        rights = [one["id"] for one in spec["choices"] if one["is_right"]]
        if len(rights) > 1:
            raise NotWrittenError("one of its menus has several right answers")
        options = "".join(
            _option(page, "qti-inline-choice", one["id"], one["text"],
                    str(one.get("feedback") or ""))
            for one in spec["choices"]
        )  # fmt: skip
        return Made(
            declarations=_declared(rights, cardinality="single", base="identifier", name=name),
            body=f'<qti-inline-choice-interaction response-identifier="{name}" '
            f'shuffle="{_flag(spec.get("shuffle"))}">{options}</qti-inline-choice-interaction>',
            processing="",
        )
    if gap["type"] == "short_text":
        if spec.get("edit_distance"):
            page.regraded("a slip of spelling counts as not right, where here it is almost right")
        return Made(declarations=_words(spec, name), body=entry, processing="")
    if gap["type"] == "numeric" and not spec.get("unit"):
        if spec.get("tolerance", "0") != "0":
            raise NotWrittenError("a gap of its has a tolerance, which a gap in QTI has not")
        if spec.get("form") or spec.get("given"):
            page.regraded("the form of a number is not asked for, only its value")
        declared = _declared(
            [_decimal(spec["answer"])], cardinality="single", base="float", name=name
        )
        return Made(declarations=declared, body=entry, processing="")
    raise NotWrittenError("one of its gaps takes an expression or a unit: QTI's gaps cannot")


def _highlight(page: _Page, spec: _Spec) -> Made:
    if spec.get("by", "word") != "word":
        raise NotWrittenError("whole sentences or lines are highlighted: hot text is words")
    tokens = units(spec["text"], by="word")
    lines: dict[int, list[str]] = {}
    for place, token in enumerate(tokens):
        lines.setdefault(token.line, []).append(
            f'<qti-hottext identifier="t{place}">{page.press.inline(token.text)}</qti-hottext>'
        )
    body = "".join(f"<p>{' '.join(parts)}</p>" for parts in lines.values())
    rights = [f"t{place}" for place, token in enumerate(tokens) if token.is_right]
    return Made(
        declarations=_declared(rights, cardinality="multiple", base="identifier"),
        body='<qti-hottext-interaction response-identifier="RESPONSE" max-choices="0">'
        f"{body}</qti-hottext-interaction>",
        processing=_MATCH,
    )


_BUILDERS: dict[str, Callable[[_Page, _Spec], Made]] = {
    "multiple_choice": _choice,
    "multiple_response": _response,
    "numeric": _numeric,
    "short_text": _short,
    "ordering": _ordering,
    "matching": _matching,
    "categorise": _categorise,
    "cloze": _cloze,
    "highlight": _highlight,
}

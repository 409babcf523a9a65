"""One QTI item, 2.x or 3.0, as plain values: its declarations, its text, its interactions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from xml.etree.ElementTree import Element

from tutor.content.importers.bank import NotTakenError
from tutor.content.importers.xml_tools import bare, outer_html, words_of

#: What is not part of the question that a learner reads.
_ASIDE = {"rubricBlock", "feedbackBlock", "feedbackInline", "modalFeedback", "templateBlock",
          "templateInline", "stylesheet", "infoControl", "catalogInfo"}  # fmt: skip
_INTERACTION = re.compile(r"[a-zA-Z]+Interaction|endAttemptInteraction")
_WITH_KEBAB = re.compile(r"-([a-z0-9])")


@dataclass(frozen=True, kw_only=True)
class Declaration:
    """A response's declaration; `mapped` is {answer: marks}."""

    cardinality: str
    base_type: str
    correct: tuple[str, ...]
    mapped: dict[str, float]


@dataclass
class QtiItem:
    """An assessmentItem whose names are those of QTI 2."""

    element: Element
    declarations: dict[str, Declaration] = field(default_factory=dict)

    @property
    def identifier(self) -> str:
        return self.element.get("identifier", "")

    @property
    def title(self) -> str:
        return self.element.get("title", "").strip()

    @property
    def body(self) -> Element:
        body = self.element.find("itemBody")
        if body is None:
            raise NotTakenError("it has no body")
        return body

    def declaration(self, interaction: Element) -> Declaration:
        name = interaction.get("responseIdentifier", "")
        if name not in self.declarations:
            raise NotTakenError(f"the response {name!r} is not declared")
        return self.declarations[name]

    def interactions(self) -> list[Element]:
        return [one for one in self.body.iter() if _INTERACTION.fullmatch(one.tag)]

    def is_standard(self) -> bool:
        """Whether it is scored by its declared answers alone."""
        rules = self.element.find("responseProcessing")
        if rules is None:
            return True
        template = rules.get("template", "")
        return bool(template) and not len(rules)

    def tolerance(self) -> str:
        """The absolute tolerance of its own scoring rule; "0" without one."""
        for rule in self.element.iter("equal"):
            if rule.get("toleranceMode") == "absolute":
                return (rule.get("tolerance") or "0").split()[0]
        return "0"

    def modal(self, *names: str) -> Element | None:
        """The first modalFeedback whose identifier begins with one of `names`."""
        for one in self.element.iter("modalFeedback"):
            if one.get("identifier", "").lower().startswith(names):
                return one
        return None

    def hints(self) -> list[Element]:
        """Our own exporter's hints, in order; other systems have none that an item carries."""
        found = [
            one
            for one in self.element.iter("modalFeedback")
            if one.get("identifier", "").lower().startswith("hint")
        ]
        return sorted(found, key=lambda one: one.get("identifier", ""))


def read_item(root: Element) -> QtiItem:
    """An item in the names of QTI 2, whatever its version.

    Raises:
        NotTakenError: it is no item, or draws random values.
    """
    bare(root)
    for element in root.iter():
        if element.tag.startswith("qti-"):
            element.tag = _camel(element.tag.removeprefix("qti-"))
            for name in [name for name in element.attrib if "-" in name]:
                if not name.startswith(("data-", "aria-")):
                    element.attrib[_camel(name)] = element.attrib.pop(name)
    if root.tag != "assessmentItem":
        raise NotTakenError(f"it is a <{root.tag[:40]}>, not an assessmentItem")
    if root.find("templateDeclaration") is not None:
        raise NotTakenError("it draws random values, which no exercise type here does")
    if root.find(".//assessmentStimulusRef") is not None:
        raise NotTakenError("it refers to a text of its own file, which items here do not share")
    found = QtiItem(element=root)
    for one in root.findall("responseDeclaration"):
        found.declarations[one.get("identifier", "")] = _declaration(one)
    return found


def _camel(name: str) -> str:
    return _WITH_KEBAB.sub(lambda match: match[1].upper(), name)


def _declaration(element: Element) -> Declaration:
    correct = element.find("correctResponse")
    values = correct.findall("value") if correct is not None else []
    mapped = {}
    for entry in element.iter("mapEntry"):
        try:
            mapped[entry.get("mapKey", "")] = float(entry.get("mappedValue", "0"))
        except ValueError:
            continue
    return Declaration(
        cardinality=element.get("cardinality", "single"),
        base_type=element.get("baseType", ""),
        correct=tuple(words_of(one) for one in values),
        mapped=mapped,
    )


def html_without(element: Element, *, holes: dict[Element, str]) -> str:
    """The element as HTML, with asides left out and a text in the place of each of `holes`."""
    return "".join(_shown(element, holes))


def _shown(element: Element, holes: dict[Element, str]) -> Iterator[str]:

    yield escape(element.text or "", quote=False)
    for child in element:
        if child in holes:
            yield holes[child]
        elif child.tag == "object" and child.get("type", "").startswith("image/"):
            alt = escape(words_of(child))
            yield f'<img src="{escape(child.get("data", ""))}" alt="{alt}">'
        elif child.tag == "printedVariable":
            raise NotTakenError("it prints a value that is drawn at random")
        elif child.tag not in _ASIDE:
            inner = "".join(_shown(child, holes))
            yield _wrapped(child, inner)
        yield escape(child.tail or "", quote=False)


def _wrapped(element: Element, inner: str) -> str:
    shell = Element(element.tag, dict(element.attrib))
    opening = outer_html(shell)
    return opening.replace(f"</{element.tag}>", f"{inner}</{element.tag}>") if inner else opening

"""Small helpers for XML whose names matter and whose namespaces do not."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from xml.etree.ElementTree import Element

_VOID = {"br", "hr", "img"}


def local(element: Element) -> str:
    """An element's name without its namespace."""
    tag: object = element.tag  # a comment's is a function
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def bare(root: Element) -> Element:
    """The tree with all namespaces taken off element and attribute names, in place."""
    for element in root.iter():
        element.tag = local(element)
        for name in [name for name in element.attrib if "}" in name]:
            element.attrib[name.rpartition("}")[2]] = element.attrib.pop(name)
    return root


def words_of(element: Element | None) -> str:
    """All text below an element, spaces collapsed."""
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def html_of(element: Element) -> str:
    """What an element of XHTML holds, as HTML text; what is no element is left out."""
    return "".join(_pieces(element))


def _pieces(element: Element) -> Iterator[str]:
    yield escape(element.text or "", quote=False)
    for child in element:
        yield outer_html(child)
        yield escape(child.tail or "", quote=False)


def outer_html(element: Element) -> str:
    """An element itself as HTML text, without what follows it."""
    name = local(element)
    if not name:
        return ""
    attributes = "".join(f' {key}="{escape(value)}"' for key, value in element.attrib.items())
    if name in _VOID:
        return f"<{name}{attributes}>"
    return f"<{name}{attributes}>{html_of(element)}</{name}>"

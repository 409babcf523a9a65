"""A learner's text as mathematics, in each way that its commas allow."""

from __future__ import annotations

import re

from tutor.domain.algebra.errors import AlgebraError
from tutor.domain.algebra.limits import MAX_CHARACTERS
from tutor.domain.algebra.parser import parse
from tutor.domain.algebra.tokens import Commas
from tutor.domain.algebra.tree import Node

_COMMA_BETWEEN_DIGITS = re.compile(r"\d,\d|\d \d{3}(?!\d)")
#: A space between two equations: the end of one side, then a new side up to its own sign.
_SYSTEM_GAP = re.compile(r"(?<=[0-9a-z)])\s+(?=[-+]?[0-9a-z(][^=\s]*=)")
_AS_LIST = Commas()
_AS_THOUSANDS = Commas(is_thousands=True)
_AS_DECIMAL = Commas(is_decimal=True)


def tidied(text: str) -> str:
    """The text without a final full stop, its last brackets closed, its equations apart.

    >>> tidied("x+y=3 x-y=1."), tidied("y^(3/4")
    ('x+y=3, x-y=1', 'y^(3/4)')
    """
    if len(text) > MAX_CHARACTERS:
        return text
    text = re.sub(r"(?<=[\w)}\]%°])\s*\.\s*$", "", text)
    text += ")" * (text.count("(") - text.count(")") if "[" not in text else 0)
    pieces = _SYSTEM_GAP.split(text)
    is_system = len(pieces) > 1 and all(piece.count("=") == 1 for piece in pieces)
    return ", ".join(pieces) if is_system else text


def readings(text: str, *, is_decimal_comma: bool = False) -> list[Node]:
    """One tree, or several where 1,234 may be a list, thousands or a decimal.

    With `is_decimal_comma` (a locale that writes 2,5 and separates lists by ;) the decimal comes
    first and thousands are not tried.

    Raises:
        AlgebraError: when no reading works; the complaint is that of the first one.
    """
    text = tidied(text)
    styles = [_AS_LIST]
    if _COMMA_BETWEEN_DIGITS.search(text[:3_000]):
        styles = [_AS_DECIMAL, _AS_LIST] if is_decimal_comma else [*styles, _AS_THOUSANDS]
        if not is_decimal_comma:
            styles.append(_AS_DECIMAL)
    trees: list[Node] = []
    complaint: AlgebraError | None = None
    for commas in styles:
        try:
            tree = parse(text, commas=commas)
        except AlgebraError as error:
            complaint = complaint or error
        else:
            trees += [] if tree in trees else [tree]
    if not trees and complaint is not None:
        raise complaint
    return trees

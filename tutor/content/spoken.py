"""How formulas sound: MathLive's reading tidied, and a word-for-word reading that never ties.

The usual reading is what a teacher would say ("X squared plus 1"). Where two options of one item
would sound alike, both take the literal reading, which names every bracket, case and level.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.etree import ElementTree as ET

_SIGNS = {
    "+": "plus", "−": "minus", "-": "minus", "±": "plus or minus", "∓": "minus or plus",
    "×": "times", "⋅": "dot", "·": "dot", "∗": "star", "*": "star", "÷": "divided by",
    "/": "slash", "=": "equals", "≠": "is not equal to", "≈": "is about", "<": "is less than",
    ">": "is greater than", "≤": "is less than or equal to", "≥": "is greater than or equal to",
    "(": "open paren", ")": "close paren", "[": "open bracket", "]": "close bracket",
    "{": "open brace", "}": "close brace", "|": "bar", "∣": "bar", ",": "comma", ";": "semicolon",
    ":": "to", ".": "point", "∞": "infinity", "π": "pi", "%": "percent", "$": "dollars",
    "°": "degrees", "!": "factorial", "′": "prime", "∪": "union", "∩": "intersection",
    "∈": "is in", "∅": "empty set", "→": "to", "⇒": "implies", "…": "dots", "⋯": "dots",
    "√": "root", "∑": "sum", "∏": "product", "∫": "integral",
}  # fmt: skip
#: A punctuation mark that is not inside a number.
_MARK = re.compile(r"(?<!\d)[.,]|[.,](?!\d)|[^\w\s.,]")
_INVISIBLE = "\u2061\u2062\u2063\u2064"


#: 1,000 but neither 0,100 nor (1,000), which may be a point: "comma" is never wrong there.
_THOUSANDS = re.compile(r"(?<![\d,.(])([1-9]\d{0,2})((?:,\d{3})+)(?![\d,)])")


def without_traps(tex: str) -> str:
    """The TeX as MathLive should read it: 1,000 is one number and 12:5 is a ratio."""
    tex = _THOUSANDS.sub(lambda match: match[1] + match[2].replace(",", ""), tex)
    return re.sub(r"(?<=\d)\s*:\s*(?=\d)", r"\\text{ to }", tex)


def tidied(speech: str) -> str:
    """MathLive's reading without its quotes, stops and stray signs.

    >>> tidied(" the square root of 'X' plus 1. End square root over 2 'capital A'; ")
    'the square root of X plus 1, end square root over 2 capital A'
    """
    text = speech.replace("'", " ")
    text = re.sub(r"(Open|Close) paren\.?", lambda m: f" {m[1].lower()} paren ", text)
    text = re.sub(r"[\[\]{}]", lambda m: f" {_SIGNS[m[0]]} ", text)
    text = re.sub(r"[Vv]ertical bar", " bar ", text)
    text = re.sub(r"to the prime\s*[,;.]?", "prime ", text)
    text = re.sub(r"\b(one|three|five|seven) eights?\b", r"\1 eighth", text)
    text = re.sub(r"\b(two|three|five|seven) (third|quarter|eighth)\b", r"\1 \2s", text)
    text = re.sub(r"\s*[.;](?=\s|$)", ", ", text).replace("End ", "end ")
    text = re.sub(r"(\s*,)+\s*", ", ", re.sub(r"\s+", " ", text))
    return text.strip(" ,")


def literal_reading(mathml: str) -> str:
    """Every sign, letter and level of a formula in words.

    >>> literal_reading("<math><msup><mn>2</mn><mi>t</mi></msup></math>")
    '2 to the power t end power'
    """
    try:
        # Temml wrote this a moment ago; it has no document type, so no entities to expand.
        tree = ET.fromstring(mathml)  # noqa: S314 - our own generator's output, see above
    except ET.ParseError:
        return " ".join(re.sub(r"<[^>]*>", " ", mathml).split())
    return " ".join(_read(tree).split())


def spelled(text: str) -> str:
    """A text with its punctuation in words, for options that differ in nothing else.

    >>> spelled("(0.5, 3]")
    'open paren 0.5 comma 3 close bracket'
    """
    return " ".join(_MARK.sub(lambda m: f" {_SIGNS.get(m[0], m[0])} ", text).split())


def are_alike(one: str, other: str) -> bool:
    """Do two texts sound the same? Case and punctuation are not heard."""
    return _heard(one) == _heard(other)


def _heard(text: str) -> str:
    signs = "".join(f" {_SIGNS[c]} " if c in "+−-=<>%$/*" else c for c in text.casefold())
    return " ".join(re.sub(r"(?<!\d)[^\w\s]+|[^\w\s]+(?!\d)", " ", signs).split())


def _read(node: ET.Element) -> str:
    name = node.tag.rpartition("}")[2]
    parts = [_read(child) for child in node]
    match name, parts:
        case (("mi" | "mn" | "mo" | "mtext" | "ms"), _):
            return _token(name, node.text or "")
        case "mfrac", [top, bottom]:
            return f"start fraction {top} over {bottom} end fraction"
        case "msqrt", _:
            return f"square root of {' '.join(parts)} end root"
        case "mroot", [body, index]:
            return f"root {index} of {body} end root"
        case "msup", [base, power]:
            return f"{base} to the power {power} end power"
        case "msub", [base, index]:
            return f"{base} sub {index} end sub"
        case "msubsup", [base, index, power]:
            return f"{base} sub {index} end sub to the power {power} end power"
        case (("mover" | "munder"), [base, mark]):
            return f"{base} {'under' if name == 'mover' else 'over'} {mark}"
        case "mtable", _:
            return _numbered("row", parts)
        case "mtr", _:
            return ", ".join(parts)
    return " ".join(parts)


def _numbered(word: str, parts: Iterable[str]) -> str:
    return "; ".join(f"{word} {number}: {part}" for number, part in enumerate(parts, start=1))


def _token(name: str, text: str) -> str:
    text = text.strip().strip(_INVISIBLE)
    if name == "mi" and len(text) == 1 and text.isupper():
        return f"capital {text}"
    if name == "mtext" and text and not text.strip("_"):
        return "blank"
    return _SIGNS.get(text, text)

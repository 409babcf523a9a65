"""How an answer reads in a table and in a file: plain text, with options by what they say."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from html import unescape
from typing import Any

_TAG = re.compile(r"<[^>]*>")
_SPACE = re.compile(r"\s+")
_Public = Mapping[str, Any]
_Response = Mapping[str, str]


def plain(html: str) -> str:
    """The text of sanitised HTML, on one line.

    >>> plain("<p>Solve <b>x</b> &lt; 3</p>")
    'Solve x < 3'
    """
    return _SPACE.sub(" ", unescape(_TAG.sub(" ", html))).strip()


def answer_text(exercise_type: str, *, public_spec: _Public, response: _Response) -> str:
    """
    >>> answer_text("numeric", public_spec={}, response={"text": " 4 "})
    '4'
    """
    write = _WRITERS.get(exercise_type, _typed)
    return write(public_spec, response) or "(empty)"


def _typed(_public: _Public, response: _Response) -> str:
    text = response.get("text")
    if text is not None:
        return _SPACE.sub(" ", str(text)).strip()
    return "; ".join(f"{name}: {value}" for name, value in sorted(response.items()))


def _texts(entries: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Formulas by their words: markup without its tags would read "x2" for a square."""
    return {entry["id"]: entry.get("speech") or plain(entry["html"]) for entry in entries}


def _choice(public: _Public, response: _Response) -> str:
    chosen = response.get("choice", "")
    return _texts(public.get("choices", ())).get(chosen, chosen)


def _chosen(public: _Public, response: _Response) -> str:
    texts = {**_texts(public.get("options", ())), "none": "None of these"}
    return ", ".join(texts.get(name, name) for name in response.get("chosen", "").split())


def _ordered(public: _Public, response: _Response) -> str:
    texts = _texts(public.get("elements", ()))
    return " → ".join(texts.get(name, name) for name in response.get("order", "").split())


_WRITERS: dict[str, Callable[[_Public, _Response], str]] = {
    "multiple_choice": _choice,
    "multiple_response": _chosen,
    "ordering": _ordered,
}

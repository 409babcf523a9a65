"""What a form shows of an exercise, and how an answer to it reads afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from random import Random
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

_SHUFFLED = ("choices", "options", "elements")
_Public = Mapping[str, Any]
_Response = Mapping[str, str]


def trusted(html: str) -> SafeString:
    """HTML that `tutor.content` sanitised when it was saved; never a learner's text."""
    return mark_safe(html)  # noqa: S308 - see the docstring


def shown_spec(public_spec: Any, *, seed: str) -> Any:
    """The public spec for a template: its HTML trusted, its order the same on each visit."""
    if isinstance(public_spec, list):
        return [shown_spec(part, seed=seed) for part in public_spec]
    if not isinstance(public_spec, Mapping):
        return public_spec
    shown = {key: shown_spec(part, seed=seed) for key, part in public_spec.items()}
    if isinstance(shown.get("html"), str):
        shown["html"] = trusted(shown["html"])
    for key in _SHUFFLED if shown.get("shuffle") else ():
        if isinstance(shown.get(key), list):
            Random(f"{seed} {key}").shuffle(shown[key])  # noqa: S311 - an order, not a secret
    return shown


def response_html(exercise_type: str, *, public_spec: _Public, response: _Response) -> str:
    """An answer as it reads: options by their texts, what was typed escaped."""
    write = _WRITERS.get(exercise_type)
    return write(public_spec, response) if write else format_html("{}", response.get("text", ""))


def _texts(entries: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    return {entry["id"]: trusted(entry["html"]) for entry in entries}


def _joined(parts: Iterable[str], *, by: str) -> SafeString:
    return format_html_join(by, "{}", ((part,) for part in parts))


def _choice(public: _Public, response: _Response) -> str:
    chosen = response.get("choice", "")
    return _texts(public["choices"]).get(chosen) or format_html("{}", chosen)


def _chosen(public: _Public, response: _Response) -> str:
    texts = {**_texts(public["options"]), "none": _("None of these")}
    return _joined((texts.get(name, "–") for name in response.get("chosen", "").split()), by=", ")


def _ordered(public: _Public, response: _Response) -> str:
    texts = _texts(public["elements"])
    names = enumerate(response.get("order", "").split(), start=1)
    return format_html_join(" ", "{}. {}", ((n, texts.get(name, "–")) for n, name in names))


def _assigned(things: str, places: str) -> Callable[[_Public, _Response], str]:
    def write(public: _Public, response: _Response) -> str:
        where = _texts(public[places])
        pairs = (
            (text, where.get(response.get(name, ""), "–"))
            for name, text in _texts(public[things]).items()
        )
        return format_html_join("; ", "{}: {}", pairs)

    return write


def _filled(public: _Public, response: _Response) -> str:
    gaps = [piece for line in public["lines"] for piece in line if "gap" in piece]
    filled = []
    for gap in gaps:
        given = response.get(gap["gap"], "")
        is_choice = gap["type"] == "multiple_choice"
        filled.append(_choice(gap, {"choice": given}) if is_choice else given)
    return _joined(filled, by=" · ")


def _highlighted(public: _Public, response: _Response) -> str:
    chosen = set(response.get("tokens", "").split())
    runs: list[list[str]] = [[]]
    for token in (token for line in public["lines"] for token in line):
        if token["id"] in chosen:
            runs[-1].append(trusted(token["html"]))
        elif runs[-1]:
            runs.append([])
    return _joined((_joined(run, by=" ") for run in runs if run), by=" · ")


_WRITERS: dict[str, Callable[[_Public, _Response], str]] = {
    "multiple_choice": _choice,
    "multiple_response": _chosen,
    "ordering": _ordered,
    "matching": _assigned("prompts", "options"),
    "categorise": _assigned("elements", "categories"),
    "cloze": _filled,
    "highlight": _highlighted,
}

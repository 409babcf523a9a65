"""An exercise's texts, rendered when it is saved: what the browser may see, and the feedback.

`public_spec` is the exercise type's own, where every `text` is replaced by `html` and `speech`:

    {"choices": [{"id": "a", "html": "<math …>", "speech": "2 to the T"}], "shuffle": true}

Feedback must not travel before an answer does, so its HTML stays on the server, in the spec under
`rendered`: {feedback text: HTML}. A web process looks it up and seldom has to run the maths tools.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from html import escape
from itertools import combinations
from typing import Any

from tutor.content.dialect import FigureLink
from tutor.content.maths import MathsToolsMissingError
from tutor.content.render import Rendered, render_inline
from tutor.content.spoken import are_alike, spelled
from tutor.domain.exercises import exercise_type

RENDERED = "rendered"
_FEEDBACK_KEYS = ("feedback", "say", "feedback_default", "feedback_right")
_Figures = Mapping[str, FigureLink]


@dataclass(frozen=True, kw_only=True)
class RenderedSpec:
    """A spec as it is stored, and its public part. `problems` names what could not be shown."""

    spec: dict[str, Any]
    public_spec: dict[str, Any]
    problems: tuple[str, ...]


def rendered_spec(name: str, spec: Mapping[str, Any], *, figures: _Figures) -> RenderedSpec:
    """Render every text of a spec of the exercise type `name`."""
    problems: list[str] = []
    public = exercise_type(name).public_spec(spec)
    if isinstance(public.get("choices"), list):
        public["choices"] = _told_apart(public["choices"], figures, problems)
    table = {}
    for text in dict.fromkeys(feedback_texts(spec)):
        rendered = render_inline(text, figures=figures)
        problems += rendered.problems
        table[text] = rendered.html
    stored = {**spec, RENDERED: table} if table else dict(spec)
    return RenderedSpec(spec=stored, public_spec=public, problems=tuple(problems))


def feedback_html(spec: Mapping[str, Any], text: str) -> str:
    """The HTML of one feedback sentence: looked up, or rendered where the grader wrote it."""
    table = spec.get(RENDERED, {})
    if isinstance(table, Mapping) and isinstance(html := table.get(text), str):
        return html
    try:
        return render_inline(text).html
    except MathsToolsMissingError:
        # An answer is graded and stored all the same; its feedback shows the formula as TeX.
        return escape(text)


def feedback_texts(spec: Any) -> list[str]:
    """Every sentence that an answer to this spec may get back, in the author's order."""
    if isinstance(spec, list):
        return [text for entry in spec for text in feedback_texts(entry)]
    if not isinstance(spec, Mapping):
        return []
    texts = []
    for key, value in spec.items():
        if isinstance(value, str):
            texts += [value] if key in _FEEDBACK_KEYS and value else []
        elif key != RENDERED:
            texts += feedback_texts(value)
    return texts


def _told_apart(
    choices: list[dict[str, Any]], figures: _Figures, problems: list[str]
) -> list[dict[str, Any]]:
    """Options rendered so that no two sound the same.

    Plainly where that suffices, else word for word, else with every comma and bracket named.
    """
    texts = [str(choice["text"]) for choice in choices]
    rendered = [render_inline(text, figures=figures) for text in texts]
    for one in _tied(rendered):
        rendered[one] = render_inline(texts[one], figures=figures, is_literal=True)
    for one in _tied(rendered):
        rendered[one] = replace(rendered[one], speech=spelled(rendered[one].speech))
    problems += [problem for option in rendered for problem in option.problems]
    problems += [
        f"the options {texts[i]!r} and {texts[j]!r} sound the same ({rendered[i].speech!r}): "
        "a learner who listens cannot tell them apart"
        for i, j in _alike(rendered)
    ]
    return [
        {key: value for key, value in choice.items() if key != "text"}
        | {"html": option.html, "speech": option.speech}
        for choice, option in zip(choices, rendered, strict=True)
    ]


def _tied(options: list[Rendered]) -> set[int]:
    return {index for pair in _alike(options) for index in pair}


def _alike(options: list[Rendered]) -> list[tuple[int, int]]:
    pairs = combinations(range(len(options)), 2)
    return [(i, j) for i, j in pairs if are_alike(options[i].speech, options[j].speech)]

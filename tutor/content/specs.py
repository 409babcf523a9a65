"""An exercise's texts, rendered when it is saved: what the browser may see, and the feedback.

`public_spec` is the exercise type's own, where every `text` is replaced by `html` and `speech`:

    {"choices": [{"id": "a", "html": "<math …>", "speech": "2 to the T"}], "shuffle": true}

What a learner picks from a menu, which can show letters only, has a `label` as well.

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
from tutor.content.grader_words import in_ones_language
from tutor.content.maths import MathsToolsMissingError
from tutor.content.menu_labels import menu_label
from tutor.content.render import Rendered, render_inline
from tutor.content.spoken import are_alike, spelled
from tutor.domain.exercises import exercise_type

RENDERED = "rendered"
#: Lists whose members must not sound alike: a learner chooses among them or names them.
_ALTERNATIVES = frozenset({"choices", "options", "prompts", "elements", "categories"})
#: Types whose options or choices are picked from a <select>.
_WITH_MENUS = frozenset({"matching", "cloze"})
_IN_MENUS = frozenset({"options", "choices"})
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
    press = _Press(figures=figures, problems=problems, has_menus=name in _WITH_MENUS)
    public = press.part(exercise_type(name).public_spec(spec))
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
    if isinstance(table, Mapping):
        if isinstance(html := table.get(text), str):
            return html
        for known, html in table.items():
            # The grader's own words may stand in front: "Gap 2: ", "3 of 4 fit. "
            if text.endswith(f" {known}") and isinstance(html, str):
                return f"{feedback_html({}, text.removesuffix(known).rstrip())} {html}"
    try:
        return render_inline(in_ones_language(text)).html
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


@dataclass(frozen=True, kw_only=True)
class _Press:
    """Renders what a browser may see of one spec, and notes what could not be shown."""

    figures: _Figures
    problems: list[str]
    has_menus: bool

    def part(self, value: Any) -> Any:
        """The same shape with every {"text": ...} rendered."""
        if isinstance(value, list):
            return [self.part(one) for one in value]
        if not isinstance(value, Mapping):
            return value
        if isinstance(value.get("text"), str):
            return self._with(value, self._rendered(value["text"]))
        return {
            key: self._told_apart(part, key) if key in _ALTERNATIVES else self.part(part)
            for key, part in value.items()
        }

    def _rendered(self, text: str) -> Rendered:
        rendered = render_inline(text, figures=self.figures)
        self.problems.extend(rendered.problems)
        return rendered

    def _with(self, entry: Mapping[str, Any], rendered: Rendered) -> dict[str, Any]:
        rest = {key: value for key, value in entry.items() if key != "text"}
        return rest | {"html": rendered.html, "speech": rendered.speech}

    def _told_apart(self, entries: list[dict[str, Any]], key: str) -> list[dict[str, Any]]:
        texts = [str(entry["text"]) for entry in entries]
        rendered = _told_apart(texts, self.figures, self.problems)
        shown = [self._with(*pair) for pair in zip(entries, rendered, strict=True)]
        if self.has_menus and key in _IN_MENUS:
            for entry, text in zip(shown, texts, strict=True):
                entry["label"] = menu_label(text, speech=entry["speech"])
        return shown


def _told_apart(texts: list[str], figures: _Figures, problems: list[str]) -> list[Rendered]:
    """Options rendered so that no two sound the same.

    Plainly where that suffices, else word for word, else with every comma and bracket named.
    """
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
    return rendered


def _tied(options: list[Rendered]) -> set[int]:
    return {index for pair in _alike(options) for index in pair}


def _alike(options: list[Rendered]) -> list[tuple[int, int]]:
    pairs = combinations(range(len(options)), 2)
    return [(i, j) for i, j in pairs if are_alike(options[i].speech, options[j].speech)]

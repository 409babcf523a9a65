"""A step's tutoring pathway: hints and scaffolds, in an order in which each can be shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tutor.content.importers.base import HintDraft, QuestionDraft
from tutor.content.importers.oatutor_text import answer_text, attune_text, title_text
from tutor.domain.exercises.oatutor import UnsupportedStepError, spec_from_step


@dataclass
class Pathway:
    """Hints of one step as they are gathered."""

    figures: Sequence[str]
    hints: list[HintDraft] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    sub_hint_count: int = 0

    def add(self, entries: Iterable[Mapping[str, Any]], *, after: str = "") -> None:
        """Add hints; those of a scaffold (`after` is its id) follow it and wait for it."""
        for entry in entries:
            slug = self._free_slug(str(entry.get("id") or "hint"))
            self.hints.append(self._hint(entry, slug, after))
            below = entry.get("subHints") or ()
            self.sub_hint_count += len(below)
            self.add(below, after=slug)

    def _free_slug(self, wanted: str) -> str:
        taken = {hint.slug for hint in self.hints}
        if wanted not in taken:
            return wanted
        slug = next(s for s in (f"{wanted}-{n}" for n in range(2, 1000)) if s not in taken)
        self.notes.append(f"two hints are called {wanted!r}; the second is now {slug!r}")
        return slug

    def _hint(self, entry: Mapping[str, Any], slug: str, after: str) -> HintDraft:
        dependencies = [str(one) for one in entry.get("dependencies") or ()]
        return HintDraft(
            slug=slug,
            title=title_text(str(entry.get("title") or ""))[:300],
            text=attune_text(str(entry.get("text") or ""), figures=self.figures),
            dependencies=tuple(dict.fromkeys([*([after] if after else []), *dependencies])),
            scaffold=self._scaffold(entry, slug) if entry.get("type") == "scaffold" else None,
        )

    def _scaffold(self, entry: Mapping[str, Any], slug: str) -> QuestionDraft | None:
        try:
            name, spec = spec_from_step(entry)
        except UnsupportedStepError as error:
            self.notes.append(f"the scaffold {slug!r} became a plain hint: {error}")
            return None
        return QuestionDraft(exercise_type=name, spec=translated_spec(spec, self.figures))

    def ordered(self) -> tuple[HintDraft, ...]:
        """All hints, each after those it depends on; dependencies that cannot be met are cut."""
        known = {hint.slug for hint in self.hints}
        waiting = [self._without_unknown(hint, known) for hint in self.hints]
        placed: dict[str, HintDraft] = {}
        while waiting:
            ready = next((h for h in waiting if placed.keys() >= set(h.dependencies)), None)
            if ready is None:
                ready = waiting[0]
                self.notes.append(f"hint {ready.slug!r} depends in a circle; it now stands alone")
                waiting[0] = ready = replace(ready, dependencies=())
            waiting.remove(ready)
            placed[ready.slug] = ready
        return tuple(placed.values())

    def _without_unknown(self, hint: HintDraft, known: set[str]) -> HintDraft:
        cut = [one for one in hint.dependencies if one not in known or one == hint.slug]
        for one in cut:
            what = "itself" if one == hint.slug else f"{one!r}, which does not exist"
            self.notes.append(f"hint {hint.slug!r} depended on {what}; that was cut")
        return replace(hint, dependencies=tuple(d for d in hint.dependencies if d not in cut))


def with_answer(hints: tuple[HintDraft, ...], step: Mapping[str, Any]) -> tuple[HintDraft, ...]:
    """The hints, and a last one that gives the answer: nobody is left stuck.

    The source keeps no such hint, because OATutor's player adds it by itself.
    """
    is_typed = step.get("problemType") == "TextBox"
    written = (step.get("answerLatex") if is_typed else "") or step["stepAnswer"][0]
    answer = answer_text(str(written), is_arithmetic=step.get("answerType") == "arithmetic")
    last = HintDraft(
        slug=f"{step['id']}-answer",
        title="Answer",
        text=f"The answer is {answer}",
        dependencies=(hints[-1].slug,) if hints else (),
    )
    return (*hints, last)


def translated_spec(spec: dict[str, Any], figures: Sequence[str]) -> dict[str, Any]:
    """A spec whose choices are written in Attune's Markdown.

    Words that differ in nothing but capitals ("No" and "no") are one choice, right if either was.
    """
    if "choices" not in spec:
        return spec
    choices: dict[str, dict[str, Any]] = {}
    for choice in spec["choices"]:
        text = attune_text(choice["text"], figures=figures)
        kept = choices.setdefault(
            text if "$" in text else text.casefold(), {**choice, "text": text}
        )
        kept["is_right"] = kept["is_right"] or choice["is_right"]
    return {**spec, "choices": list(choices.values())}

"""A block to begin from for every exercise type: the type's own sample, with room for its words."""

from __future__ import annotations

from typing import Any

from tutor.content.exporters.folder import item_block
from tutor.content.importers.base import HintDraft, ItemDraft, Place, QuestionDraft
from tutor.domain.exercises import EXERCISE_TYPES

#: What a block's slug says until its author names it; the page puts a free name in its place.
UNNAMED = "name-this-question"
_HINTS = (
    "A question to think about.",
    "The strategy.",
    "Worked answer: the whole way, step by step.",
)


def starters() -> list[dict[str, Any]]:
    """[{"name", "label", "block"}] in the order of the registry."""
    return [
        {"name": one.name, "label": one.name.replace("_", " ").capitalize(), "block": _block(one)}
        for one in EXERCISE_TYPES
    ]


def _block(one: Any) -> str:
    hints = tuple(
        HintDraft(slug=f"hint-{number}", text=text, dependencies=_before(number))
        for number, text in enumerate(_HINTS, start=1)
    )
    question = QuestionDraft(
        exercise_type=one.name, spec=one.sample(), stem="Write the question here."
    )
    item = ItemDraft(slug=UNNAMED, question=question, place=Place(where=""), hints=hints)
    return item_block(item)


def _before(number: int) -> tuple[str, ...]:
    return (f"hint-{number - 1}",) if number > 1 else ()

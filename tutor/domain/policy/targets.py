"""What an interruption would be about at a place, and which of several are possible there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tutor.domain.policy.base import Target
from tutor.domain.policy.caps import is_allowed
from tutor.domain.policy.situation import Action, Place, Situation


def possible(order: Iterable[Action], situation: Situation) -> Iterator[tuple[Action, Target]]:
    """Those of `order` that this place has something for and that are allowed."""
    for action in order:
        target = _target(action, situation.place)
        if target is not None and is_allowed(action, situation):
            yield action, target


def _target(action: Action, place: Place) -> Target | None:
    """What the action would be about here; None when there is nothing."""
    if action is Action.BREAK:
        return {}
    key, value = {
        Action.EXAMPLE: ("segment", place.example_segment),
        Action.REREAD: ("segment", place.key_segment),
        Action.CHECK: ("item", place.check_item),
        Action.SHORTEN: ("segment", place.next_reading_segment),
    }[action]
    return None if value is None else {key: value}

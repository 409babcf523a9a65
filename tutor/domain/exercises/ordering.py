"""Things to be put in order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from attention_model.compat import override
from tutor.domain.algebra.equivalence import SymbolicCheck
from tutor.domain.exercises.base import (
    COMMON_KEYS,
    ExerciseType,
    Grade,
    Response,
    Spec,
    clip,
    feedback_errors,
    not_yet,
    pointed_feedback,
    right,
    text_errors,
    unknown_key_errors,
)
from tutor.domain.exercises.entries import entry_errors, given_ids, ids, shown
from tutor.domain.exercises.partial import kendall_tau

_NEAR_TAU = 0.6


class Ordering(ExerciseType):
    """{"elements": [{"id", "text"}], "order": [id], "also": [[id]], "feedback"}.

    `elements` stand as a learner first sees them, `order` is the right one, `also` lists others
    that are right too. A rule's `when` is "a before b". Answer {"order": "b a c"}.
    """

    name = "ordering"

    @override
    def check_spec(self, spec: Spec) -> list[str]:
        errors = unknown_key_errors(spec, ("elements", "order", "also", *COMMON_KEYS))
        errors += text_errors(spec, ("feedback_default", "feedback_right")) + feedback_errors(spec)
        listed = entry_errors("elements", spec.get("elements"), least=3)
        if listed:
            return errors + listed
        known = ids(spec["elements"])
        errors += _order_errors("order", spec.get("order"), known)
        also = spec.get("also", [])
        if not isinstance(also, list):
            errors.append(f"also is {also!r}: it must be a list of orders.")
        else:
            for number, order in enumerate(also, start=1):
                errors += _order_errors(f"also {number}", order, known)
        return errors or _rule_errors(spec, known)

    @override
    def grade(
        self,
        spec: Spec,
        response: Response,
        *,
        rng: Random,
        symbolic: SymbolicCheck | None = None,
    ) -> Grade:
        known = ids(spec["elements"])
        given = given_ids(response, "order", known=known)
        if given is None or len(given) != len(known):
            return not_yet("Put all of them in order.", "")
        read = clip(" ".join(given))
        rights = _right_orders(spec)
        if given in rights:
            return right(spec, read)
        for rule in spec.get("feedback", ()):
            first, second = _pair(rule["when"])
            if given.index(first) < given.index(second):
                return not_yet(rule["say"], read, misconception=rule["when"])
        nearest = max(rights, key=lambda order: kendall_tau(given, order))
        return not_yet(pointed_feedback(spec, _where_to_look(given, nearest)), read)

    @override
    def public_spec(self, spec: Spec) -> dict[str, Any]:
        return {"elements": shown(spec["elements"])}

    @override
    def simulate(self, spec: Spec, *, is_right: bool, rng: Random) -> dict[str, str]:
        rights = _right_orders(spec)
        order = list(rng.choice(rights))
        if not is_right:
            place = rng.randrange(len(order) - 1)
            order[place], order[place + 1] = order[place + 1], order[place]
        if not is_right and order in rights:
            # The two may stand either way: the order as it was first shown is never right.
            order = ids(spec["elements"])
        return {"order": " ".join(order)}

    @override
    def sample(self) -> dict[str, Any]:
        return {
            "elements": [
                {"id": "a", "text": "$x=4$"},
                {"id": "b", "text": "$2x+3=11$"},
                {"id": "c", "text": "$2x=8$"},
            ],
            "order": ["b", "c", "a"],
            "feedback": [{"when": "a before b", "say": "The value of $x$ is found last."}],
        }


def _right_orders(spec: Spec) -> list[list[str]]:
    return [list(spec["order"]), *(list(order) for order in spec.get("also", ()))]


def _pair(when: str) -> tuple[str, str]:
    first, _, second = when.partition(" before ")
    return first.strip(), second.strip()


def _where_to_look(given: Sequence[str], wanted: Sequence[str]) -> str:
    """How far the beginning fits, and how near the whole is by Kendall's tau."""
    tau = kendall_tau(given, wanted)
    if tau == -1:
        return "That is the whole order the other way round."
    fitting = next(
        n for n, pair in enumerate(zip(given, wanted, strict=True)) if pair[0] != pair[1]
    )
    near = "Close: most of them follow each other rightly. " if tau >= _NEAR_TAU else ""
    if not fitting:
        return f"{near}Look at the first place: what has to come before everything else?"
    until = "The first one fits" if fitting == 1 else f"The first {fitting} fit"
    return f"{near}{until}. Look at place {fitting + 1}."


def _order_errors(name: str, order: object, known: Sequence[str]) -> list[str]:
    if not isinstance(order, list) or not all(isinstance(one, str) for one in order):
        return [f"{name} is {order!r}: it must be a list of ids."]
    if sorted(order) != sorted(known):
        return [f"{name} is {order!r}: it must hold each of {', '.join(known)} once."]
    if order == list(known):
        return [f"{name} is how elements are listed, as a learner first sees them: mix those."]
    return []


def _rule_errors(spec: Mapping[str, Any], known: Sequence[str]) -> list[str]:
    errors = []
    for number, rule in enumerate(spec.get("feedback", ()), start=1):
        first, second = _pair(rule["when"])
        if first not in known or second not in known or first == second:
            errors.append(
                f"feedback {number}: when is {rule['when']!r}; write it as 'id before id' with "
                "ids of this exercise."
            )
        elif any(one.index(first) < one.index(second) for one in _right_orders(spec)):
            errors.append(f"feedback {number}: when is {rule['when']!r}, which is right.")
    return errors

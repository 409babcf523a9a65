"""All of several options that fit: none of them may be the answer too."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from attention_model.compat import override
from tutor.domain.algebra.equivalence import SymbolicCheck
from tutor.domain.exercises.base import (
    ExerciseType,
    Grade,
    Response,
    Spec,
    clip,
    not_yet,
    pointed_feedback,
    right,
    text_errors,
    unknown_key_errors,
)
from tutor.domain.exercises.entries import entry_errors, given_ids, ids, shown
from tutor.domain.exercises.partial import net_credit_p

#: What a learner chooses who finds that no option fits.
NONE = "none"
_NEAR_P = 0.5
_FEEDBACK_KEYS = ("feedback_default", "feedback_right")


class MultipleResponse(ExerciseType):
    """{"options": [{"id", "text", "is_right", "feedback"}], "offers_none", "shuffle"}.

    Answer {"chosen": "a c"}, or {"chosen": "none"} where `offers_none`. An option's feedback is
    said when it is chosen and does not fit, or left out and does.
    """

    name = "multiple_response"

    @override
    def check_spec(self, spec: Spec) -> list[str]:
        errors = unknown_key_errors(spec, ("options", "offers_none", "shuffle", *_FEEDBACK_KEYS))
        errors += text_errors(spec, _FEEDBACK_KEYS)
        errors += [
            f"{key} is {spec[key]!r}: it must be true or false."
            for key in ("offers_none", "shuffle")
            if not isinstance(spec.get(key, False), bool)
        ]
        options = spec.get("options")
        listed = entry_errors("options", options, extra=("is_right", "feedback"), reserved=(NONE,))
        if listed or not isinstance(options, list):
            return errors + listed
        for number, option in enumerate(options, start=1):
            if not isinstance(option.get("is_right"), bool):
                errors.append(f"options {number}: is_right must be true or false.")
            errors += [f"options {number}: {text}" for text in text_errors(option, ("feedback",))]
        if (
            not errors
            and not spec.get("offers_none")
            and not any(one["is_right"] for one in options)
        ):
            errors.append("no option is right: set offers_none, so that this can be said.")
        return errors

    @override
    def grade(
        self,
        spec: Spec,
        response: Response,
        *,
        rng: Random,
        symbolic: SymbolicCheck | None = None,
    ) -> Grade:
        known = ids(spec["options"])
        offered = [*known, NONE] if spec.get("offers_none") else known
        given = given_ids(response, "chosen", known=offered)
        if not given or (NONE in given and len(given) > 1):
            return not_yet("Choose everything that fits.", "")
        read = clip(" ".join(name for name in offered if name in given))
        chosen = set(given) - {NONE}
        off = _misjudged(spec["options"], chosen)
        if not off:
            return right(spec, read)
        for option in off:
            if own := str(option.get("feedback") or ""):
                return not_yet(own, read, misconception=option["id"])
        return not_yet(pointed_feedback(spec, _where_to_look(spec["options"], chosen)), read)

    @override
    def public_spec(self, spec: Spec) -> dict[str, Any]:
        return {
            "options": shown(spec["options"]),
            "offers_none": bool(spec.get("offers_none", False)),
            "shuffle": bool(spec.get("shuffle", False)),
        }

    @override
    def simulate(self, spec: Spec, *, is_right: bool, rng: Random) -> dict[str, str]:
        chosen = {option["id"] for option in spec["options"] if option["is_right"]}
        if not is_right:
            chosen ^= {rng.choice(ids(spec["options"]))}
        if not chosen:
            # With nothing to choose that fits, a learner without "none of these" ticks the rest.
            rest = [one["id"] for one in spec["options"] if not one["is_right"]]
            chosen = {NONE} if spec.get("offers_none") else set(rest)
        offered = [*ids(spec["options"]), NONE]
        return {"chosen": " ".join(name for name in offered if name in chosen)}

    @override
    def sample(self) -> dict[str, Any]:
        return {
            "options": [
                {"id": "a", "text": "$x=2$", "is_right": True},
                {
                    "id": "b",
                    "text": "$x=3$",
                    "is_right": False,
                    "feedback": "Put 3 in place of $x$ and work out both sides.",
                },
                {"id": "c", "text": "$x=-2$", "is_right": True},
            ],
            "offers_none": True,
            "shuffle": True,
        }


def _misjudged(options: list[Mapping[str, Any]], chosen: set[str]) -> list[Mapping[str, Any]]:
    """Options chosen that do not fit, then those left out that do: the chosen are on one's mind."""
    extra = [one for one in options if one["id"] in chosen and not one["is_right"]]
    return extra + [one for one in options if one["id"] not in chosen and one["is_right"]]


def _where_to_look(options: list[Mapping[str, Any]], chosen: set[str]) -> str:
    fitting = {option["id"] for option in options if option["is_right"]}
    hits, extra, missing = len(chosen & fitting), len(chosen - fitting), len(fitting - chosen)
    if not extra and hits:
        return "All that you chose fits. Something is still missing."
    if not missing and extra:
        many = "One that you chose does" if extra == 1 else f"{extra} that you chose do"
        return f"{many} not fit." + (" All the others do." if hits else "")
    if not chosen:
        return "At least one of them fits: test each."
    if net_credit_p(chosen, fitting) >= _NEAR_P:
        return f"Close: {hits} that you chose fit, but not all of them. Test each one again."
    return "Test each one by itself: does it fit, or not?"

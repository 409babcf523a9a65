"""Building words from a handful of letters."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import ClassVar

from attention_model.compat import override
from tutor.domain.activities import statistics as stats
from tutor.domain.activities.base import (
    Activity,
    Form,
    Measure,
    Parameters,
    Planned,
    Score,
    Sentence,
    Trial,
    Words,
    answered,
    numbered,
)
from tutor.domain.activities.word_list import SEEDS, words_from
from tutor.domain.activities.words import gettext_noop as _


class WordBuilding(Activity):
    name: ClassVar[str] = "word_building"
    words: ClassVar[Words] = Words(
        title=_("Words from letters"),
        what=_("Seven letters, many words: find as many as you feel like."),
        steps=(
            _("Type an English word of three letters or more, or choose its letters one by one."),
            _("Each letter may be used as often as it is there."),
            _("Our list is small: a word that is not on it may be a good word all the same."),
        ),
    )
    evidence: ClassVar[str] = _("A game for a break. Nothing is claimed about it.")
    defaults: ClassVar[Parameters] = {"letters": 7, "sets": 1}
    forms: ClassVar[tuple[Form, ...]] = (
        Form(name="seven", words=_("Seven letters"), minutes=3.0),
        Form(name="six", words=_("Six letters"), minutes=2.0, changes={"letters": 6}),
    )
    measures: ClassVar[tuple[Measure, ...]] = (
        Measure(name="found", words=_("Words found"), unit="", is_headline=True),
        Measure(name="found_percent", words=_("Of those on our list"), unit="%", is_headline=True),
        Measure(name="longest", words=_("Letters of the longest"), unit="", is_headline=True),
        Measure(name="minutes", words=_("Minutes"), unit="", decimals=1),
    )

    @override
    def plan(self, parameters: Parameters, *, rng: Random) -> tuple[Planned, ...]:
        fitting = [seed for seed in SEEDS if len(seed) == parameters["letters"]]
        sets = []
        for seed in rng.sample(fitting, parameters["sets"]):
            letters = list(seed)
            rng.shuffle(letters)
            stimulus = {"letters": "".join(letters), "words": list(words_from(seed))}
            sets.append(("letters", stimulus, None))
        return numbered(sets)

    @override
    def score(self, trials: Sequence[Trial]) -> Score:
        found = [word for trial in trials for word in _found(trial)]
        possible = sum(len(trial.stimulus["words"]) for trial in trials)
        return Score(
            values={
                "found": float(len(found)),
                "found_percent": stats.percent(len(found), possible),
                "longest": float(max(map(len, found))) if found else None,
                "minutes": sum(trial.shown_ms for trial in trials) / 60_000,
            },
            counted=len(trials),
            left_out=0,
        )

    @override
    def simulate(self, plan: Sequence[Planned], *, rng: Random, skill: float) -> tuple[Trial, ...]:
        trials = []
        for planned in plan:
            words = sorted(planned.stimulus["words"], key=lambda word: (len(word), rng.random()))
            at_ms, responses = 0.0, []
            for word in words[: max(1, round(len(words) * (0.1 + 0.7 * skill)))]:
                at_ms += rng.uniform(2_000, 9_000)
                responses.append((word, round(at_ms, 1)))
            trials.append(answered(planned, responses, shown_ms=at_ms))
        return tuple(trials)

    @override
    def say(self, score: Score) -> Sentence:
        found = round(score.values["found"] or 0)
        if not found:
            return Sentence(text=_("No word this time."))
        return Sentence(
            text=_("Words found: %(found)d. The longest has %(letters)d letters."),
            values={"found": found, "letters": round(score.values["longest"] or 0)},
        )


def _found(trial: Trial) -> set[str]:
    """Different words of the list, whatever else was tried."""
    return {response.action for response in trial.responses} & set(trial.stimulus["words"])

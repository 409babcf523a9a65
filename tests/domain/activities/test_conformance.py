"""What every activity has to keep; adding one to the registry puts it under test."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.domain.activities import (
    ACTIVITIES,
    FAR_TRANSFER,
    Activity,
    Planned,
    Trial,
    UnknownActivityError,
    activity,
)
from tutor.domain.activities.base import Form, Parameters, Response

PLAYERS = Path(__file__).resolve().parents[3] / "frontend" / "src" / "activities"
TRAITS = re.compile(
    r"\b(lazy|failed?|distracted|inattentive|wrong|adhd|percentile|norm)\b", re.IGNORECASE
)
# WCAG 2.3.1: never more than three flashes a second. A trial changes at most once there and back.
SHORTEST_TRIAL_MS = 1000 / 3


def name_of(one: Activity | Form) -> str:
    return one.name


every_activity = pytest.mark.parametrize("kind", ACTIVITIES, ids=name_of)
every_form = pytest.mark.parametrize(
    ("kind", "form"),
    [(kind, form) for kind in ACTIVITIES for form in kind.forms],
    ids=name_of,
)
skills = st.floats(0, 1)
seeds = st.integers(0, 2**62)


def plan_of(kind: Activity, form: Form) -> tuple[Planned, ...]:
    return _plan(kind.name, form.name)


@cache
def _plan(name: str, form: str) -> tuple[Planned, ...]:
    kind = activity(name)
    return kind.plan(kind.parameters(form), rng=Random(1))


def run_of(kind: Activity, form: Form, *, seed: int, skill: float) -> list[Trial]:
    """A whole simulated run, block after block, as the services keep it."""
    rng = Random(seed)
    parameters: Parameters | None = kind.parameters(form.name)
    trials: list[Trial] = []
    for block in range(100):
        if parameters is None:
            break
        simulated = kind.simulate(kind.plan(parameters, rng=rng), rng=rng, skill=skill)
        done = [replace(trial, block=block) for trial in simulated]
        trials += done
        parameters = kind.next_parameters(parameters, block=block, trials=done)
    return trials


def texts_of(kind: Activity) -> Iterator[str]:
    yield from (kind.words.title, kind.words.what, *kind.words.steps, kind.evidence)
    yield from (form.words for form in kind.forms)
    yield from (action.words for action in kind.actions)
    yield from (measure.words for measure in kind.measures)


def paced_forms() -> list[tuple[Activity, Form]]:
    """Those whose length is in the plan, and not in the learner's hands."""
    every = [(kind, form) for kind in ACTIVITIES for form in kind.forms]
    return [
        (kind, form)
        for kind, form in every
        if kind.name != "sudoku" and all(one.duration_ms for one in plan_of(kind, form))
    ]


def test_names_are_unique_and_find_their_activity() -> None:
    assert [activity(kind.name) for kind in ACTIVITIES] == list(ACTIVITIES)
    with pytest.raises(UnknownActivityError, match="'sarrt' is not one of paced_breathing"):
        activity("sarrt")


@every_activity
def test_the_browser_has_a_player_of_the_same_name(kind: Activity) -> None:
    assert (PLAYERS / f"{kind.name}.ts").is_file()
    assert f'{kind.name}: () => import("./{kind.name}")' in (PLAYERS / "index.ts").read_text()


@every_form
def test_a_plan_is_its_parameters_and_its_seed(kind: Activity, form: Form) -> None:
    parameters = kind.parameters(form.name)
    plans = [kind.plan(parameters, rng=Random(seed)) for seed in (7, 7, 8)]
    assert plans[0] == plans[1]
    assert [one.position for one in plans[0]] == list(range(1, len(plans[0]) + 1))
    if kind.name not in {"paced_breathing", "breath_counting"}:
        assert plans[0] != plans[2]


@every_form
def test_a_plan_travels_as_json(kind: Activity, form: Form) -> None:
    for planned in plan_of(kind, form):
        assert json.loads(json.dumps(planned.stimulus)) == planned.stimulus


@every_form
def test_nothing_flashes_more_than_three_times_a_second(kind: Activity, form: Form) -> None:
    practice = kind.practice(kind.parameters(form.name), rng=Random(1))
    for planned in (*plan_of(kind, form), *practice):
        assert planned.duration_ms is None or planned.duration_ms > SHORTEST_TRIAL_MS


@every_form
@settings(max_examples=3, deadline=None)
@given(seed=seeds, skill=skills)
def test_every_simulated_run_is_scored_in_words_and_numbers(
    kind: Activity, form: Form, seed: int, skill: float
) -> None:
    trials = run_of(kind, form, seed=seed, skill=skill)
    score = kind.score(trials)
    assert list(score.values) == [measure.name for measure in kind.measures]
    assert score.counted + score.left_out <= len(trials)
    assert str(kind.say(score))
    assert json.loads(json.dumps(dict(score.values))) == dict(score.values)
    shares = {m.name: score.values[m.name] for m in kind.measures if m.unit == "%"}
    for name, value in shares.items():
        assert value is None or (-100 if "cost" in name else 0) <= value <= 100


@every_form
def test_scoring_changes_nothing_and_says_the_same_twice(kind: Activity, form: Form) -> None:
    trials = run_of(kind, form, seed=5, skill=0.6)
    before = list(trials)
    assert kind.score(trials) == kind.score(trials)
    assert trials == before


@every_activity
def test_nothing_recorded_is_scored_as_nothing(kind: Activity) -> None:
    score = kind.score([])
    assert score.counted == 0
    assert str(kind.say(score))


@pytest.mark.parametrize("kind", [kind for kind in ACTIVITIES if kind.is_timed], ids=name_of)
def test_a_timed_run_that_is_all_marked_has_no_measures(kind: Activity) -> None:
    trials = run_of(kind, kind.forms[0], seed=2, skill=0.7)
    marked = [replace(trial, dropped_frames=1) for trial in trials]
    score = kind.score(marked)
    assert score.counted == 0
    measured = {n: v for n, v in score.values.items() if not n.startswith("level_")}
    assert set(measured.values()) == {None}


@every_activity
def test_what_somebody_else_could_send_is_scored_without_an_error(kind: Activity) -> None:
    strange = (
        Response(action="nonsense", rt_ms=5.0),
        Response(action="999=9", rt_ms=6.0),
        Response(action="", rt_ms=0.0),
    )
    plan = kind.plan(kind.parameters(kind.forms[0].name), rng=Random(3))
    trials = [
        Trial(position=p.position, kind=p.kind, stimulus=p.stimulus, responses=strange)
        for p in plan
    ]
    assert str(kind.say(kind.score(trials)))


@pytest.mark.parametrize(
    ("name", "measure"),
    [
        ("sart", "d_prime"),
        ("gradual_cpt", "d_prime"),
        ("n_back", "level_mean"),
        ("dual_task", "d_prime_both"),
        ("breath_counting", "accuracy_percent"),
        ("paced_breathing", "breaths"),
        ("sudoku", "filled_percent"),
        ("word_building", "found"),
    ],
)
def test_more_skill_never_scores_as_if_it_were_less(name: str, measure: str) -> None:
    kind = activity(name)

    def total(skill: float) -> float:
        runs = [run_of(kind, kind.forms[0], seed=seed, skill=skill) for seed in range(6)]
        return sum(kind.score(trials).values[measure] or 0.0 for trials in runs)

    assert total(0.1) < total(0.95)


@every_activity
def test_words_are_of_behaviour_and_the_claim_is_never_more_than_known(kind: Activity) -> None:
    for text in texts_of(kind):
        assert text.strip()
        assert not TRAITS.search(text), text
        assert "!" not in text
    assert kind.evidence
    assert "no good evidence" in FAR_TRANSFER


@every_activity
def test_the_table_has_a_few_headlines_and_keys_do_not_clash(kind: Activity) -> None:
    assert 1 <= sum(measure.is_headline for measure in kind.measures) <= 4
    assert len({action.key for action in kind.actions}) == len(kind.actions)
    with pytest.raises(ValueError, match="form 'huge' of"):
        kind.parameters("huge")


@pytest.mark.parametrize(("kind", "form"), paced_forms(), ids=name_of)
def test_about_how_long_it_takes_is_true(kind: Activity, form: Form) -> None:
    lengths_ms = [one.duration_ms or 0 for one in plan_of(kind, form)]
    minutes = sum(lengths_ms) * kind.parameters(form.name).get("blocks", 1) / 60_000
    assert form.minutes == pytest.approx(minutes, abs=0.5)

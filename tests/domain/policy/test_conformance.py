"""What every policy has to keep; adding one to the registry puts it under test."""

from __future__ import annotations

import doctest
from itertools import pairwise
from random import Random
from types import ModuleType

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.policy.situations import (
    focuses,
    fractions,
    places,
    presences,
    situations,
    timings,
    triggers,
)
from tutor.domain.policy import (
    POLICIES,
    Policy,
    base,
    effects,
    hysteresis,
    parts,
    policy_named,
    probes,
    seeds,
)
from tutor.domain.policy.caps import MAY_FOLLOW_ITSELF, MOST_A_LESSON, MOST_A_WINDOW, WINDOW_MS
from tutor.domain.policy.practice import FLOOR_P
from tutor.domain.policy.situation import (
    INTERVENTIONS,
    Action,
    Choice,
    Past,
    Place,
    Presence,
    Situation,
    Timing,
    Trigger,
    is_asked,
)

every_policy = pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.name)
dice = st.integers(0, 2**62)


@pytest.mark.parametrize("module", [base, effects, hysteresis, parts, probes, seeds])
def test_the_docstrings_run(module: ModuleType) -> None:
    assert doctest.testmod(module).failed == 0


def test_names_are_unique_and_find_their_policy() -> None:
    assert [policy_named(policy.name) for policy in POLICIES] == list(POLICIES)


def test_an_unknown_name_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(
        KeyError, match="no policy 'bold', there are fixed, proactive, adaptive, yoked"
    ):
        policy_named("bold")


@every_policy
@given(situation=situations, seed=dice)
def test_the_same_situation_and_dice_give_the_same_choice(
    policy: Policy, situation: Situation, seed: int
) -> None:
    first = policy.step(situation, rng=Random(seed))
    assert first == policy.step(situation, rng=Random(seed))


@every_policy
@given(situation=situations, seed=dice)
def test_a_stored_situation_gives_the_same_choice(
    policy: Policy, situation: Situation, seed: int
) -> None:
    stored = msgspec.json.decode(msgspec.json.encode(situation), type=Situation)
    assert policy.step(stored, rng=Random(seed)) == policy.step(situation, rng=Random(seed))


@every_policy
@given(situation=situations, seed=dice)
def test_propensities_are_honest(policy: Policy, situation: Situation, seed: int) -> None:
    choice = policy.step(situation, rng=Random(seed))
    assert sum(each.propensity_p for each in choice.alternatives) == pytest.approx(1)
    assert all(each.propensity_p >= FLOOR_P - 1e-9 for each in choice.alternatives)
    chosen = (choice.action, choice.target, choice.propensity_p)
    assert chosen in [(each.action, each.target, each.propensity_p) for each in choice.alternatives]


@every_policy
@given(situation=situations, seed=dice)
def test_every_change_has_a_reason_and_staying_has_none(
    policy: Policy, situation: Situation, seed: int
) -> None:
    choice = policy.step(situation, rng=Random(seed))
    if choice.action in INTERVENTIONS | {Action.NEXT_ITEM}:
        assert choice.reason_code
    if choice.action is Action.STAY:
        assert not choice.reason_code


@every_policy
@given(situation=situations, seed=dice)
def test_nobody_is_interrupted_while_answering(
    policy: Policy, situation: Situation, seed: int
) -> None:
    place = msgspec.structs.replace(situation.place, is_answering=True)
    choice = policy.step(msgspec.structs.replace(situation, place=place), rng=Random(seed))
    assert choice.action not in INTERVENTIONS | {Action.PROBE}


@every_policy
@given(situation=situations, seed=dice)
def test_a_kind_turned_off_stays_off(policy: Policy, situation: Situation, seed: int) -> None:
    choice = policy.step(situation, rng=Random(seed))
    if choice.action in INTERVENTIONS | {Action.PROBE}:
        assert choice.action not in situation.turned_off


@every_policy
@given(situation=situations, seed=dice)
def test_targets_are_things_that_the_place_has(
    policy: Policy, situation: Situation, seed: int
) -> None:
    choice = policy.step(situation, rng=Random(seed))
    place = situation.place
    allowed: dict[Action, list[dict[str, int | None]]] = {
        Action.CHECK: [{"item": place.check_item}],
        Action.REREAD: [{"segment": place.key_segment}],
        Action.EXAMPLE: [{"segment": place.example_segment}],
        Action.SHORTEN: [{"segment": place.next_reading_segment}],
        Action.NEXT_ITEM: [{"item": each.item} for each in situation.candidates],
    }
    assert choice.target in allowed.get(choice.action, [{}])
    assert None not in choice.target.values()


@every_policy
@given(situation=situations, seed=dice)
def test_without_an_estimate_or_an_observation_the_pacing_is_the_authors(
    policy: Policy, situation: Situation, seed: int
) -> None:
    if policy.is_scheduled:
        return
    blind = msgspec.structs.replace(situation, focus=None, presence=Presence())
    assert policy.step(blind, rng=Random(seed)).action not in INTERVENTIONS


@every_policy
@given(situation=situations, seed=dice)
def test_what_only_an_estimate_can_call_for_needs_one(
    policy: Policy, situation: Situation, seed: int
) -> None:
    blind = msgspec.structs.replace(situation, focus=None)
    if policy.is_scheduled:
        return
    choice = policy.step(blind, rng=Random(seed))
    # A press of the learner's own calls for what it asks for.
    has_asked = is_asked(choice.reason_values)
    assert has_asked or choice.action not in {Action.CHECK, Action.SHORTEN, Action.BREAK}


@every_policy
@given(situation=situations, other=situations, seed=dice)
def test_a_schedule_does_not_look_at_the_learner(
    policy: Policy, situation: Situation, other: Situation, seed: int
) -> None:
    if not policy.is_scheduled:
        return
    changed = msgspec.structs.replace(situation, focus=other.focus, presence=other.presence)
    first, second = (policy.step(here, rng=Random(seed)) for here in (situation, changed))
    shown = [each.action for each in (first, second) if each.action in INTERVENTIONS]
    assert shown in ([], [first.action, first.action])


@every_policy
@given(situation=situations, seed=dice)
def test_only_a_press_of_the_learner_counts_as_asked_for(
    policy: Policy, situation: Situation, seed: int
) -> None:
    choice = policy.step(situation, rng=Random(seed))
    presence = situation.presence
    has_pressed = presence.has_drifted_press or presence.has_drifted_here
    timed = policy.name == "yoked" and any(timing.is_asked for timing in situation.timings)
    assert has_pressed or timed or not is_asked(choice.reason_values)


@every_policy
@given(presence=presences, focus=st.none() | focuses, situation=situations, seed=dice)
def test_a_tick_not_worth_a_step_would_have_changed_nothing(
    policy: Policy, presence: Presence, focus: None, situation: Situation, seed: int
) -> None:
    if policy.is_tick_worth_a_step(focus=focus, presence=presence):
        return
    tick = msgspec.structs.replace(
        situation, trigger=Trigger.TICK, focus=focus, presence=presence, candidates=()
    )
    assert policy.step(tick, rng=Random(seed)).action is Action.STAY


moments = st.lists(
    st.tuples(
        st.integers(1_000, 400_000),
        triggers,
        st.none() | focuses,
        presences,
        places,
        st.sampled_from(["open", "kept", "undone", "not_now", "turned_off"]),
    ),
    max_size=40,
)
schedules = st.lists(timings, max_size=6).map(tuple)


@every_policy
@settings(max_examples=60)
@given(moments=moments, schedule=schedules, seed=dice)
def test_the_caps_hold_over_any_session(
    policy: Policy,
    moments: list[tuple[int, Trigger, None, Presence, Place, str]],
    schedule: tuple[Timing, ...],
    seed: int,
) -> None:
    rng = Random(seed)
    now_ms = 0
    past: list[Past] = []
    for wait_ms, trigger, focus, presence, place, resolution in moments:
        now_ms += wait_ms
        here = Situation(
            trigger=trigger,
            now_ms=now_ms,
            focus=focus,
            presence=presence,
            place=place,
            past=tuple(past),
            timings=schedule,
            turned_off=tuple(each.action for each in past if each.resolution == "turned_off"),
        )
        choice: Choice = policy.step(here, rng=rng)
        if choice.action in INTERVENTIONS:
            past.append(
                Past(
                    action=choice.action,
                    at_ms=now_ms,
                    resolution=resolution,
                    is_asked=is_asked(choice.reason_values),
                )
            )
    _caps_hold(past)


def _caps_hold(shown: list[Past]) -> None:
    assert sum(not past.is_asked for past in shown) <= MOST_A_LESSON
    for earlier, later in pairwise(shown):
        assert later.at_ms - earlier.at_ms >= 90_000
        assert later.action is not earlier.action or later.action in MAY_FOLLOW_ITSELF
        if earlier.resolution == "not_now":
            assert later.at_ms - earlier.at_ms >= 600_000
    for number, earlier in enumerate(shown):
        for later in shown[number + 1 :]:
            if later.action is earlier.action:
                assert earlier.resolution != "turned_off"
                assert earlier.resolution != "undone" or later.at_ms - earlier.at_ms >= 600_000
    for first in shown:
        window = [past for past in shown if 0 <= past.at_ms - first.at_ms < WINDOW_MS]
        assert len(window) <= MOST_A_WINDOW


@given(st.lists(st.tuples(st.integers(1_000, 60_000), st.none() | fractions), max_size=40))
def test_an_estimate_counts_as_high_from_one_level_until_a_lower_one(
    heard: list[tuple[int, float | None]],
) -> None:
    state, now_ms = hysteresis.Sustained(), 0
    kept: list[tuple[int, float | None]] = []
    for wait_ms, p in heard:
        now_ms += wait_ms
        kept.append((now_ms, p))
        state = hysteresis.sustained(state, p=p, at_ms=now_ms)
        if state.since_ms is None:
            assert p is None or p < hysteresis.ENTER_P
            continue
        span = [(at_ms, each) for at_ms, each in kept if at_ms >= state.since_ms]
        assert span[0][1] is not None
        assert span[0][1] >= hysteresis.ENTER_P
        assert all(each is not None and each >= hysteresis.LEAVE_P for _, each in span)
        gaps = [later - earlier for (earlier, _), (later, _) in pairwise(span)]
        assert max(gaps, default=0) <= hysteresis.GAP_MS
        assert state.for_ms == now_ms - state.since_ms


@every_policy
@given(situation=situations, p=fractions, sustained_ms=st.integers(0, 14_999), seed=dice)
def test_nothing_but_a_question_follows_from_an_estimate_that_is_low_or_new(
    policy: Policy, situation: Situation, p: float, sustained_ms: int, seed: int
) -> None:
    if policy.is_scheduled or situation.focus is None:
        return
    new = msgspec.structs.replace(situation.focus, p_off_task=p, sustained_ms=sustained_ms)
    here = msgspec.structs.replace(situation, focus=new, presence=Presence())
    choice = policy.step(here, rng=Random(seed))
    assert choice.action not in INTERVENTIONS - {Action.CHECK}

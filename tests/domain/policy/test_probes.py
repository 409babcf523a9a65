"""Thought probes over any session: apart, few, left alone where not wanted, propensities known."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.policy.situations import focuses, fractions, places, presences, situation
from tutor.domain.policy import POLICIES, Policy
from tutor.domain.policy.probes import (
    BY_CHANCE_P,
    MOST_PROBES,
    PROBES_APART_MS,
    PROBES_WINDOW_MS,
    Asked,
    asking_p,
    is_probe_allowed,
)
from tutor.domain.policy.situation import Action, Focus, Past, Place, Presence, Situation, Trigger

every_policy = pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.name)
dice = st.integers(0, 2**62)
replies = st.sampled_from(["on_task", "stuck", "elsewhere", "surroundings", "skipped", ""])
boundaries = st.lists(
    st.tuples(
        st.integers(1_000, 200_000),
        replies,
        st.none() | focuses,
        presences,
        places,
    ),
    max_size=60,
)
Boundary = tuple[int, str, Focus | None, Presence, Place]


@every_policy
@settings(max_examples=60)
@given(moments=boundaries, seed=dice)
def test_the_probes_caps_hold_over_any_session(
    policy: Policy, moments: list[Boundary], seed: int
) -> None:
    rng, now_ms = Random(seed), 0
    asked: list[Asked] = []
    for wait_ms, reply, focus, presence, place in moments:
        now_ms += wait_ms
        here = Situation(
            trigger=Trigger.SEGMENT_FINISHED,
            now_ms=now_ms,
            focus=focus,
            presence=presence,
            place=place,
            may_probe=is_probe_allowed(asked, now_ms=now_ms),
        )
        if policy.step(here, rng=rng).action is Action.PROBE:
            asked.append(Asked(at_ms=now_ms, answer=reply))
    for earlier, later in pairwise(asked):
        assert later.at_ms - earlier.at_ms >= PROBES_APART_MS
    for first in asked:
        window = [one for one in asked if 0 <= one.at_ms - first.at_ms < PROBES_WINDOW_MS]
        assert len(window) <= MOST_PROBES


@given(st.lists(st.builds(Asked, at_ms=st.integers(0, 3_000_000), answer=replies)), dice)
def test_the_order_in_which_probes_are_listed_says_nothing(asked: list[Asked], seed: int) -> None:
    # Two probes are never asked in one moment; which came last would be arbitrary.
    distinct = list({one.at_ms: one for one in asked}.values())
    mixed = Random(seed).sample(distinct, len(distinct))
    assert is_probe_allowed(distinct, now_ms=3_000_000) == is_probe_allowed(mixed, now_ms=3_000_000)


@pytest.mark.parametrize("skipped", [1, 2])
def test_two_skips_in_a_row_are_a_wish_to_be_left_alone(skipped: int) -> None:
    said = ["on_task"] * (3 - skipped) + ["skipped"] * skipped
    asked = [Asked(at_ms=120_000 * n, answer=reply) for n, reply in enumerate(said)]
    assert is_probe_allowed(asked, now_ms=480_000) is (skipped < 2)


@every_policy
@given(focus=st.none() | focuses, probed_p=st.lists(fractions, max_size=4).map(tuple), seed=dice)
def test_half_of_the_propensity_is_a_coin_and_all_of_it_is_stored(
    policy: Policy, focus: Focus | None, probed_p: tuple[float, ...], seed: int
) -> None:
    here = situation(
        Trigger.SEGMENT_FINISHED,
        focus=focus,
        probed_p=probed_p,
        may_probe=True,
        place=Place(segment=1, segment_kind="reading"),
        presence=Presence(),
    )
    choice = policy.step(here, rng=Random(seed))
    if Action.PROBE not in {each.action for each in choice.alternatives}:
        assert focus is not None  # a change of the lesson came before a question about the learner
        return
    by_action = {each.action: each.propensity_p for each in choice.alternatives}
    assert by_action[Action.PROBE] == asking_p(focus, probed_p=probed_p)
    assert by_action[Action.PROBE] + by_action[Action.STAY] == pytest.approx(1)
    by_value_p = 2 * by_action[Action.PROBE] - BY_CHANCE_P
    assert focus is None or 0.1 - 1e-9 <= by_value_p <= 0.9 + 1e-9
    assert focus is not None or by_action[Action.PROBE] == BY_CHANCE_P


@every_policy
@given(
    focus=st.none() | focuses, presence=presences, trigger=st.sampled_from(list(Trigger)), seed=dice
)
def test_a_probe_comes_between_parts_and_not_while_answering_nor_where_turned_off(
    policy: Policy, focus: Focus | None, presence: Presence, trigger: Trigger, seed: int
) -> None:
    here = situation(trigger, focus=focus, presence=presence, may_probe=True)
    answering = msgspec.structs.replace(here.place, is_answering=True)
    for quiet in (
        msgspec.structs.replace(here, place=answering),
        msgspec.structs.replace(here, turned_off=(Action.PROBE,)),
        msgspec.structs.replace(here, may_probe=False),
    ):
        assert policy.step(quiet, rng=Random(seed)).action is not Action.PROBE
    if trigger is not Trigger.SEGMENT_FINISHED:
        assert policy.step(here, rng=Random(seed)).action is not Action.PROBE


@every_policy
@given(
    since_ms=st.integers(0, 89_999),
    action=st.sampled_from([Action.CHECK, Action.REREAD, Action.BREAK]),
    seed=dice,
)
def test_a_probe_does_not_follow_on_the_heels_of_a_change(
    policy: Policy, since_ms: int, action: Action, seed: int
) -> None:
    plain = situation(Trigger.SEGMENT_FINISHED, may_probe=True)
    past = (Past(action=action, at_ms=plain.now_ms - since_ms, resolution="kept"),)
    here = msgspec.structs.replace(plain, past=past)
    assert policy.step(here, rng=Random(seed)).action is not Action.PROBE

"""Every reason that a policy can give has a sentence, and it names what was observed."""

from __future__ import annotations

import doctest
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.policy.situations import situations
from tutor.adaptation import words
from tutor.domain.policy import POLICIES, Policy
from tutor.domain.policy.situation import INTERVENTIONS, Action, Situation
from tutor.focus import words as focus_words


def test_the_docstrings_run() -> None:
    assert doctest.testmod(words).failed == 0
    assert doctest.testmod(focus_words).failed == 0


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.name)
@given(situation=situations, seed=st.integers(0, 2**62))
def test_every_interruption_has_a_title_and_a_sentence(
    policy: Policy, situation: Situation, seed: int
) -> None:
    choice = policy.step(situation, rng=Random(seed))
    if choice.action not in INTERVENTIONS:
        return
    why = words.why_of(choice.reason_code, choice.reason_values)
    assert why.endswith(".")
    assert "{" not in why
    assert "!" not in why
    assert not any(bad in why.lower() for bad in ("lazy", "fail", "distract", "inattentive"))
    assert words.title_of(choice.action)


def test_another_tab_is_named_with_its_time() -> None:
    assert (
        words.why_of("tab_worked_example", {"away_ms": 120_000})
        == "You were in another tab for 2 min, so the worked example is back."
    )


def test_an_estimate_is_said_as_what_was_seen() -> None:
    values = {"feature": "answer_pace", "value": "-1.4"}
    assert words.why_of("seen_check_question", values) == (
        "Your last answers were quicker than usual for you, "
        "so here is a short question on what you just read."
    )


def test_values_that_make_no_sense_still_make_a_sentence() -> None:
    assert words.why_of("seen_reread", {"feature": "unheard of", "value": "much"}).endswith(".")


@pytest.mark.parametrize("code", ["", "practice_next_item", "order_next_item", "tab", "nonsense"])
def test_what_is_not_shown_needs_no_sentence(code: str) -> None:
    assert words.why_of(code, {}) == ""


def test_a_probe_has_a_plain_name() -> None:
    assert words.title_of(Action.PROBE) == "probe"

"""A small policy study: lived through by every policy, bounded, and the same for the same seed."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import call_command

from tutor.research.simulated.study import people_interval


def study(**options: object) -> str:
    out = StringIO()
    call_command("simulate_policies", learners=2, seed=3, worlds=["null"], stdout=out, **options)
    return out.getvalue()


def test_a_small_study_keeps_to_the_caps_and_says_what_may_be_claimed() -> None:
    text = study()
    said = json.loads(text.strip().splitlines()[-1])
    assert said["most_in_25_min_p99"] <= 6
    assert 0 <= said["null_cost_p"] < 0.1
    assert "Designed on published effects, validated in simulation." in text
    for name in ("fixed", "proactive", "yoked", "adaptive"):
        assert text.count(f"| {name} |") == 3
    assert "| null | bkt | fixed |" in text


def test_the_interval_is_over_people_and_holds_their_mean() -> None:
    low, high = people_interval([0.1, 0.2, 0.3, 0.4], seed=1)
    assert low < 0.25 < high
    assert people_interval([0.2] * 9, seed=1) == pytest.approx((0.2, 0.2))

"""The shipped weights in the worker's windows: evidence comes with time, and reasons with it."""

from __future__ import annotations

import pytest

from attention_model.simulate import SimulatedLearner
from tests.signals import Page
from tutor.events.services import store_frames
from tutor.focus.live import Batch, LiveWindows
from tutor.focus.models import Estimate
from tutor.focus.services import estimate_row
from tutor.focus.words import has_words

START_MS = 1_800_000_000_000
STEP_MS = 2_000

pytestmark = pytest.mark.django_db


def study(*, seed: int, minutes: float) -> list[Estimate]:
    """A simulated learner reads; the row of each estimate on the way, two seconds apart."""
    learner = SimulatedLearner(seed=seed, start_ms=START_MS, has_gaze=False, is_touch=False)
    windows, page, rows = LiveWindows(), Page(seed), []
    events = learner.open_segment(7, kind="reading", words=4_000, expected_ms=1_200_000)
    for now_ms in range(START_MS + STEP_MS, START_MS + int(minutes * 60_000), STEP_MS):
        events += learner.advance(now_ms)
        store_frames([page.frame(*events, now_ms=now_ms)], now_ms=now_ms)
        [update] = windows.take([Batch(session_pk=seed, events=events, skew_ms=0)], now_ms=now_ms)
        rows.append(estimate_row(update.live, now_ms=now_ms))
        events = []
    return rows


def test_evidence_comes_with_the_minutes_and_never_before() -> None:
    rows = study(seed=4, minutes=4)
    early = [row for row in rows if row.at_ms < START_MS + 45_000]
    assert {(row.evidence, row.p_off_task) for row in early} == {("not_enough", None)}
    assert all(row.why_not for row in early)
    late = [row for row in rows if row.at_ms > START_MS + 120_000]
    assert sum(row.evidence == "enough" for row in late) > len(late) / 2


def test_an_estimate_comes_with_its_band_its_reasons_and_what_was_observed() -> None:
    rows = study(seed=4, minutes=4)
    said = [row for row in rows if row.evidence == "enough"]
    for row in said:
        assert row.p_off_task is not None
        assert row.low is not None
        assert row.high is not None
        assert 0 <= row.low <= row.p_off_task <= row.high <= 1
        assert all(has_words(reason["words_key"]) for reason in row.reasons)
    assert said[-1].reasons
    assert said[-1].engagement["active_session_ms"] > 60_000

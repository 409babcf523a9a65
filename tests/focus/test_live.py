"""The worker's windows: rebuilt from the store, evicted when idle, and never a lesson's end."""

from __future__ import annotations

import logging
import math
import subprocess
import sys
from datetime import datetime
from typing import Any, cast

import pytest

from attention_model.signals import Signal, decode
from attention_model.signals.probe_answer import ProbeAnswer
from tests.signals import DRIFTING, NOT_ENOUGH, FakeEstimate, FakeEstimator, Page, Said
from tutor.accounts.models import User
from tutor.content.models import Lesson
from tutor.events.services import store_frames
from tutor.focus import live as live_module
from tutor.focus.live import (
    EVICTED_AFTER_MS,
    MOST_REBUILT_A_TICK,
    Batch,
    LiveWindows,
    PastProbe,
    Update,
    past_probes,
)
from tutor.focus.services import Answered, ask_probe, record_probe_answers
from tutor.learning.services import start_session

NOW_MS = 1_800_000_000_000

pytestmark = pytest.mark.django_db


def windows(estimator: FakeEstimator | None = None) -> LiveWindows:
    made = estimator or FakeEstimator()
    return LiveWindows(load=lambda: cast("Any", made))


def click(at_ms: int) -> Signal:
    return decode("click", {"at_ms": at_ms, "target": "content", "is_interactive": False})


def send(live: LiveWindows, page: Page, *events: Signal, now_ms: int = NOW_MS) -> list[Update]:
    """One frame through the store and into the windows, as a tick does it."""
    frame = page.frame(*events, now_ms=now_ms)
    store_frames([frame], now_ms=now_ms)
    return live.take(
        [Batch(session_pk=page.session_pk, events=events, skew_ms=page.skew_ms)], now_ms=now_ms
    )


def test_a_new_session_is_scored_in_the_tick_of_its_first_frame() -> None:
    [update] = send(windows(), Page(1), click(NOW_MS))
    assert update.live.estimate is not None
    assert update.live.estimate.p_off_task == 0.2


def test_everyone_of_a_tick_is_scored_in_one_batch() -> None:
    estimator = FakeEstimator()
    live = windows(estimator)
    pages = [Page(pk) for pk in range(1, 6)]
    for page in pages:
        store_frames([page.frame(click(NOW_MS), now_ms=NOW_MS)], now_ms=NOW_MS)
    batches = [Batch(session_pk=page.session_pk, events=(), skew_ms=0) for page in pages]
    live.take(batches, now_ms=NOW_MS)
    live.take(batches, now_ms=NOW_MS + 100)
    assert estimator.batches == [5, 5]


def test_after_a_restart_a_session_is_rebuilt_from_what_is_stored() -> None:
    page = Page(1)
    before = FakeEstimator()
    first = windows(before)
    for second in range(3):
        send(first, page, click(NOW_MS + second * 1_000), now_ms=NOW_MS + second * 1_000)
    after = FakeEstimator()
    [update] = send(windows(after), page, click(NOW_MS + 3_000), now_ms=NOW_MS + 3_000)
    assert update.live.state == [click(NOW_MS + second * 1_000) for second in range(4)]


def test_a_worker_that_was_killed_in_a_return_still_notices_it() -> None:
    page = Page(1)
    back = decode("visibility", {"at_ms": NOW_MS, "is_visible": True, "hidden_ms": 120_000})
    store_frames([page.frame(back, now_ms=NOW_MS)], now_ms=NOW_MS)
    [update] = send(windows(), page, click(NOW_MS + 2_000), now_ms=NOW_MS + 2_000)
    assert update.back is not None
    assert update.back.hidden_ms == 120_000


def test_a_return_of_long_ago_is_history() -> None:
    page = Page(1)
    back = decode("visibility", {"at_ms": NOW_MS, "is_visible": True, "hidden_ms": 120_000})
    store_frames([page.frame(back, now_ms=NOW_MS)], now_ms=NOW_MS)
    later_ms = NOW_MS + 60_000
    [update] = send(windows(), page, click(later_ms), now_ms=later_ms)
    assert update.back is None


def test_many_new_sessions_are_spread_over_ticks_and_none_is_forgotten() -> None:
    live = windows()
    pages = [Page(pk) for pk in range(1, MOST_REBUILT_A_TICK + 11)]
    batches = [Batch(session_pk=page.session_pk, events=(), skew_ms=0) for page in pages]
    assert len(live.take(batches, now_ms=NOW_MS)) == MOST_REBUILT_A_TICK
    assert len(live.take([], now_ms=NOW_MS + 100)) == 10
    assert len(live) == len(pages)


def test_who_is_not_heard_of_for_ten_minutes_is_let_go() -> None:
    live = windows()
    send(live, Page(1), click(NOW_MS))
    assert live.evict_idle(now_ms=NOW_MS + EVICTED_AFTER_MS) == []
    assert live.evict_idle(now_ms=NOW_MS + EVICTED_AFTER_MS + 1) == [1]
    assert len(live) == 0


def test_without_weights_nothing_is_estimated_and_it_is_said_once(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def load() -> Any:
        raise RuntimeError("run `make train` to make weights")

    monkeypatch.setattr(live_module, "RETRY_AFTER_S", 0.0)
    live = LiveWindows(load=load)
    with caplog.at_level(logging.WARNING):
        for tick in range(3):
            [update] = send(live, Page(1), click(NOW_MS + tick), now_ms=NOW_MS + tick)
            assert update.live.estimate is None
    assert [record.getMessage() for record in caplog.records] == [
        "There are no estimates: run `make train` to make weights"
    ]


def test_weights_that_come_later_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[FakeEstimator] = []

    def load() -> Any:
        if not found:
            raise RuntimeError("no weights yet")
        return found[0]

    monkeypatch.setattr(live_module, "RETRY_AFTER_S", 0.0)
    live = LiveWindows(load=load)
    send(live, Page(1), click(NOW_MS))
    found.append(FakeEstimator())
    [update] = send(live, Page(1), click(NOW_MS + 100), now_ms=NOW_MS + 100)
    assert update.live.estimate is not None


def _poisoned_by(bad: Signal) -> Said:
    def said(state: list[Signal]) -> FakeEstimate:
        if bad in state:
            raise FloatingPointError("overflow")
        return FakeEstimate()

    return said


def test_one_session_that_breaks_the_model_costs_the_others_a_tick() -> None:
    bad = click(NOW_MS + 66)
    live = windows(FakeEstimator(_poisoned_by(bad)))
    bo, cy = Page(1), Page(2)
    for page, event in ((bo, click(NOW_MS)), (cy, bad)):
        store_frames([page.frame(event, now_ms=NOW_MS)], now_ms=NOW_MS)
    batches = [Batch(session_pk=pk, events=(), skew_ms=0) for pk in (1, 2)]
    assert len(live.take(batches, now_ms=NOW_MS)) == 2
    updates = live.take(batches, now_ms=NOW_MS + 100)
    estimates = {update.live.session_pk: update.live.estimate for update in updates}
    assert estimates[1] is not None
    assert estimates[2] is None
    [update] = live.take([batches[1]], now_ms=NOW_MS + 200)
    assert update.live.is_excluded


@pytest.mark.parametrize("p", [math.nan, math.inf, -0.1, 1.5])
def test_a_number_that_is_no_probability_is_left_out(p: float) -> None:
    [update] = send(windows(FakeEstimator(lambda _: FakeEstimate(p_off_task=p))), Page(1))
    assert update.live.estimate is None
    assert update.live.sustained.for_ms == 0


def test_a_high_estimate_is_sustained_while_evidence_lasts() -> None:
    say: dict[str, FakeEstimate] = {"now": DRIFTING}
    live = windows(FakeEstimator(lambda _: say["now"]))
    page = Page(1)
    for second in (0, 10, 20):
        moment = NOW_MS + second * 1_000
        [update] = send(live, page, click(moment), now_ms=moment)
    assert update.live.sustained.for_ms == 20_000
    say["now"] = NOT_ENOUGH
    [update] = send(live, page, click(NOW_MS + 21_000), now_ms=NOW_MS + 21_000)
    assert update.live.sustained.for_ms == 0


def test_probe_answers_are_handed_on() -> None:
    told = decode(
        "probe_answer", {"at_ms": NOW_MS, "probe": 5, "answer": "stuck", "latency_ms": 2_000}
    )
    [update] = send(windows(), Page(1), told)
    assert update.probe_answers == (told,)


def test_the_web_process_imports_neither_torch_nor_numpy() -> None:
    code = (
        "import sys, tutor.config.asgi, tutor.adaptation.services, tutor.adaptation.heartbeat;"
        "print(sorted({'torch', 'numpy', 'attention_model.estimator'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120
    )
    assert done.stdout.strip() == "[]"


def test_a_learners_level_comes_along_from_earlier_sessions(
    bo: User, cy: User, lesson: Lesson, now: datetime
) -> None:
    earlier = start_session(bo, lesson=lesson, now=now)
    other = start_session(cy, lesson=lesson, now=now)
    for session, said, p in (
        (earlier, "elsewhere", 0.5),
        (earlier, "skipped", 0.5),
        (other, "on_task", 0.5),
        (earlier, "stuck", None),
    ):
        probe = ask_probe(session, propensity_p=0.5, now=now)
        fields = {"at_ms": NOW_MS - 5_000, "probe": probe.pk, "answer": said, "latency_ms": 900}
        signal = cast("ProbeAnswer", decode("probe_answer", fields))
        record_probe_answers(
            [Answered(session_pk=session.pk, answer=signal, skew_ms=0, p_without_level=p)]
        )
    later = start_session(bo, lesson=lesson.course.lessons.get(position=2), now=now)
    assert past_probes([later.pk, earlier.pk], now_ms=NOW_MS) == {
        later.pk: [PastProbe(at_ms=NOW_MS - 5_000, logit=0.0, is_off_task=True)]
    }

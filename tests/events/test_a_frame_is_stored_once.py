"""Acked means stored, and twice is once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from attention_model.signals import decode
from tests.events.conftest import BO_SESSION, STREAM, FrameMaker
from tutor import push
from tutor.domain.protocol.codec import ProtocolError
from tutor.events.models import Frame, RefusedEvent
from tutor.events.selectors import event_count, events_of
from tutor.events.services import (
    accept_frame_now,
    acknowledge,
    erase_frames,
    store_and_acknowledge,
    store_frames,
)

pytestmark = pytest.mark.django_db
OTHER_STREAM = "00000000-0000-4000-8000-000000000001"
BAD = {"kind": "idle", "at_ms": 9, "idle_ms": -1, "is_over": False}


def test_it_keeps_what_was_sent(make_frame: FrameMaker) -> None:
    (stored,) = store_frames([make_frame(1)], now_ms=7_000)
    assert stored.is_new
    row = Frame.objects.get()
    assert (row.session_pk, str(row.stream), row.seq) == (BO_SESSION, STREAM, 1)
    assert (row.event_count, row.first_at_ms, row.received_at_ms) == (1, 1_000, 6_000)
    assert bytes(row.events) == b'[{"kind": "drifted", "at_ms": 1000}]'


def test_a_frame_sent_again_is_reported_as_stored_but_not_as_new(make_frame: FrameMaker) -> None:
    store_frames([make_frame(1)], now_ms=7_000)
    again = store_frames([make_frame(1), make_frame(2)], now_ms=8_000)
    assert [(entry.frame.seq, entry.is_new) for entry in again] == [(1, False), (2, True)]
    assert Frame.objects.count() == 2


def test_a_frame_twice_in_one_tick_is_stored_once(make_frame: FrameMaker) -> None:
    assert len(store_frames([make_frame(1), make_frame(1)], now_ms=7_000)) == 1
    assert Frame.objects.count() == 1


def test_the_same_seq_of_another_page_or_session_is_another_frame(make_frame: FrameMaker) -> None:
    frames = [make_frame(1), make_frame(1, stream=OTHER_STREAM), make_frame(1, session_pk=42)]
    assert all(entry.is_new for entry in store_frames(frames, now_ms=7_000))
    assert Frame.objects.count() == 3


def test_a_tick_of_more_frames_than_one_statement_holds_is_stored_whole(
    make_frame: FrameMaker,
) -> None:
    store_frames([make_frame(seq) for seq in range(1, 1_203)], now_ms=7_000)
    assert Frame.objects.count() == 1_202


def test_nothing_to_store_is_no_error() -> None:
    assert store_frames([], now_ms=7_000) == []


def test_a_refused_event_is_recorded_once_and_its_frame_lives(make_frame: FrameMaker) -> None:
    frame = make_frame(1, BAD, {"kind": "drifted", "at_ms": 10})
    store_frames([frame], now_ms=7_000)
    store_frames([frame], now_ms=8_000)
    refused = RefusedEvent.objects.get()
    assert (refused.index, refused.code, refused.refused_at_ms) == (0, "bad_value", 7_000)
    assert Frame.objects.get().event_count == 1


@pytest.mark.django_db(transaction=True)
def test_acks_and_nacks_leave_after_the_commit_in_one_bundle(
    make_frame: FrameMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundles: list[push.Bundle] = []
    monkeypatch.setattr(push, "_deliver_here", bundles.append)
    store_and_acknowledge([make_frame(1, BAD), make_frame(2)], now_ms=7_000)
    (bundle,) = bundles
    nack, ack = bundle.sessions[BO_SESSION]
    assert '"type":"nack"' in nack
    assert ack == f'{{"type":"ack","stream":"{STREAM}","seqs":[1,2]}}'


def test_nothing_is_acked_when_the_commit_does_not_happen(
    make_frame: FrameMaker,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Callable[..., object],
) -> None:
    bundles: list[push.Bundle] = []
    monkeypatch.setattr(push, "_deliver_here", bundles.append)
    acknowledge(store_frames([make_frame(1)], now_ms=7_000))
    assert bundles == []


def test_the_beacon_stores_before_it_answers() -> None:
    text = (
        f'{{"type":"frame","stream":"{STREAM}","seq":3,"sent_at_ms":5,'
        '"events":[{"kind":"drifted","at_ms":4}]}'
    )
    stored = accept_frame_now(
        text, session_pk=BO_SESSION, allowed=frozenset({"drifted"}), now_ms=7_000
    )
    assert stored.is_new
    assert Frame.objects.get().seq == 3


def test_the_beacon_refuses_what_is_no_frame() -> None:
    hello = f'{{"type":"hello","protocol":1,"stream":"{STREAM}"}}'
    for text in ("{", hello):
        with pytest.raises(ProtocolError):
            accept_frame_now(text, session_pk=BO_SESSION, allowed=frozenset(), now_ms=7_000)


def test_events_come_back_by_page_boot_and_then_by_seq(make_frame: FrameMaker) -> None:
    store_frames([make_frame(2, at_ms=20), make_frame(1, stream=OTHER_STREAM, at_ms=5)], now_ms=1)
    store_frames([make_frame(1, at_ms=10)], now_ms=2)
    moments = [signal.at_ms for signal in events_of(BO_SESSION)]
    assert moments == [10, 20, 5]
    assert events_of(BO_SESSION, since_ms=11) == [decode("drifted", {"at_ms": 20})]
    assert event_count([BO_SESSION]) == 3


def test_erasing_leaves_nothing_of_a_session(make_frame: FrameMaker) -> None:
    store_frames([make_frame(1, BAD), make_frame(1, session_pk=42)], now_ms=1)
    assert erase_frames([BO_SESSION]) == 1
    assert list(Frame.objects.values_list("session_pk", flat=True)) == [42]
    assert not RefusedEvent.objects.exists()

"""A simulated learner's outbox behaves as the browser's does."""

from __future__ import annotations

import pytest

from attention_model.signals.drifted import Drifted
from tutor.demo.outbox import Outbox


def drifts(count: int) -> list[Drifted]:
    return [Drifted(at_ms=at_ms) for at_ms in range(count)]


def test_a_frame_stays_until_it_is_acked() -> None:
    outbox = Outbox()
    outbox.add(drifts(3))
    outbox.seal()
    (frame,) = outbox.to_send(sent_at_ms=5)
    assert (frame["seq"], len(frame["events"]), frame["sent_at_ms"]) == (1, 3, 5)
    assert outbox.to_send(sent_at_ms=6) == []
    outbox.ack(outbox.stream, [1])
    assert outbox.is_empty
    assert (outbox.made, outbox.acked_events) == (3, 3)


def test_after_a_lost_connection_the_same_frame_goes_again_unchanged() -> None:
    outbox = Outbox()
    outbox.add(drifts(1))
    outbox.seal()
    (first,) = outbox.to_send(sent_at_ms=5)
    outbox.add(drifts(1))
    outbox.lost_connection()
    (again,) = outbox.to_send(sent_at_ms=9)
    assert {**again, "sent_at_ms": 5} == first


def test_more_events_than_a_frame_holds_become_several_frames() -> None:
    outbox = Outbox()
    outbox.add(drifts(250))
    outbox.seal()
    frames = outbox.to_send(sent_at_ms=0)
    assert [len(frame["events"]) for frame in frames] == [100, 100, 50]


def test_no_more_than_eight_frames_are_on_their_way() -> None:
    outbox = Outbox()
    outbox.add(drifts(1_000))
    outbox.seal()
    assert len(outbox.to_send(sent_at_ms=0)) == 8
    assert outbox.to_send(sent_at_ms=0) == []
    outbox.ack(outbox.stream, [1, 2])
    assert [frame["seq"] for frame in outbox.to_send(sent_at_ms=0)] == [9, 10]


def test_an_ack_of_another_page_changes_nothing() -> None:
    outbox = Outbox()
    outbox.add(drifts(1))
    outbox.seal()
    outbox.to_send(sent_at_ms=0)
    outbox.ack("00000000-0000-4000-8000-000000000000", [1])
    assert not outbox.is_empty


def test_an_ack_that_does_not_come_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    outbox = Outbox()
    outbox.add(drifts(1))
    outbox.seal()
    outbox.to_send(sent_at_ms=0)
    assert not outbox.is_overdue()
    monkeypatch.setattr("tutor.demo.outbox._ACK_WITHIN_S", -1.0)
    assert outbox.is_overdue()

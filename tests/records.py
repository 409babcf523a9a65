"""A session with a bit of everything, laid directly in the database for tests of its readers."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import msgspec

from tutor.accounts.models import User
from tutor.adaptation.models import Decision
from tutor.content.models import Item, Lesson
from tutor.domain.policy.situation import Action, Place, Presence, Situation, Trigger
from tutor.events.models import Frame
from tutor.focus.models import Estimate, Probe
from tutor.learning.models import Attempt, Session

OUTCOMES = ("not_yet", "almost", "right", "not_yet")


def make_session(
    learner: User, *, lesson: Lesson, now: datetime, outcomes: tuple[str, ...] = OUTCOMES
) -> Session:
    """Answers 10 s apart up to `now`, 2 frames of 3 events, 2 estimates, a probe, 2 decisions."""
    enrolment = learner.enrolments.first()
    session = Session.objects.create(
        learner=learner,
        lesson=lesson,
        classroom=enrolment.classroom if enrolment else None,
        started_at=now - timedelta(minutes=10),
        last_seen_at=now,
        segment=lesson.segments.first(),
        seed=7,
    )
    add_attempts(session, outcomes=outcomes, now=now)
    now_ms = int(now.timestamp() * 1000)
    _add_frames(session, now_ms=now_ms)
    add_estimate(session, at_ms=now_ms - 20_000, low=None, high=None)
    add_estimate(session, at_ms=now_ms, low=0.1, high=0.3)
    Probe.objects.create(
        session=session,
        ordinal=1,
        asked_at_ms=now_ms - 5_000,
        propensity_p=0.2,
        answered_at_ms=now_ms - 1_000,
        answer="on_task",
        latency_ms=4_000,
    )
    add_decision(session, action="stay_out_of_the_way", now=now)
    add_decision(session, action="reread", now=now)
    return session


def add_attempts(session: Session, *, outcomes: tuple[str, ...], now: datetime) -> None:
    item = Item.objects.filter(segment__lesson=session.lesson, exercise_type="numeric").first()
    assert item is not None
    earlier = session.attempts.count()
    for index, outcome in enumerate(outcomes):
        Attempt.objects.create(
            session=session,
            item=item,
            idempotency_key=uuid4(),
            ordinal=earlier + index + 1,
            response={"text": "=4" if index == 0 else "ask Bo Nguyen"},
            outcome=outcome,
            latency_ms=20_000,
            expected_p=0.6,
            answered_at=now - timedelta(seconds=10 * (len(outcomes) - 1 - index)),
        )


def _add_frames(session: Session, *, now_ms: int) -> None:
    stream = UUID(int=session.pk)
    for seq in (1, 2):
        at_ms = now_ms - 10_000 + seq * 1_000
        events = [
            {
                "kind": "dwell",
                "at_ms": at_ms,
                "segment": session.segment_id,
                "open_ms": 5_000,
                "visible_ms": 5_000,
                "active_ms": 2_000,
                "depth_p": 0.5,
            },
            {"kind": "visibility", "at_ms": at_ms, "is_visible": True, "hidden_ms": 0},
            {"kind": "click", "at_ms": at_ms, "target": "content", "is_interactive": False},
        ]
        Frame.objects.create(
            session_pk=session.pk,
            stream=stream,
            seq=seq,
            event_count=len(events),
            first_at_ms=at_ms,
            last_at_ms=at_ms,
            received_at_ms=at_ms + 50,
            events=json.dumps(events).encode(),
        )


def add_estimate(
    session: Session,
    *,
    at_ms: int,
    low: float | None,
    high: float | None,
    engagement: dict[str, int] | None = None,
) -> Estimate:
    is_enough = low is not None and high is not None
    return Estimate.objects.create(
        session=session,
        at_ms=at_ms,
        low=low,
        high=high,
        p_off_task=(low + high) / 2 if low is not None and high is not None else None,
        evidence="enough" if is_enough else "not_enough",
        why_not="" if is_enough else "too little seen so far",
        engagement=engagement or {"idle_ms": 0},
        fingerprint="f" * 16,
    )


def add_decision(session: Session, *, action: str, now: datetime) -> Decision:
    segment = session.segment
    assert segment is not None
    situation = Situation(
        trigger=Trigger.TICK,
        now_ms=600_000,
        focus=None,
        presence=Presence(),
        place=Place(segment=segment.pk, segment_kind=segment.kind, key_segment=segment.pk),
    )
    target = {"segment": segment.pk}
    return Decision.objects.create(
        session=session,
        ordinal=session.decisions.count() + 1,
        trigger=Trigger.TICK,
        policy="adaptive",
        policy_version="1",
        seed=11,
        situation=msgspec.to_builtins(situation),
        alternatives=[{"action": action, "target": target, "propensity_p": 1.0}],
        action=action,
        target=target,
        propensity_p=1.0,
        reason_code="" if action == Action.STAY else f"tab_{action}",
        reason_values={} if action == Action.STAY else {"away_ms": 125_000},
        decided_at=now,
        shown_at=None if action == Action.STAY else now,
    )

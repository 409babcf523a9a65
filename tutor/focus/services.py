"""The only writers of estimates and probes."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from django.db.models import Max

from attention_model.signals.probe_answer import ProbeAnswer
from tutor.focus.live import Live
from tutor.focus.models import Estimate, Probe
from tutor.learning.models import Session


@dataclass(frozen=True, kw_only=True, slots=True)
class Answered:
    """A probe's answer as a signal of one session; `skew_ms` brings its moment to our clock.

    `p_without_level` is what the model said then of anybody with these behaviours, if anything.
    """

    session_pk: int
    answer: ProbeAnswer
    skew_ms: int
    p_without_level: float | None = None


def record_estimates(lives: Iterable[Live], *, now_ms: int) -> None:
    """One row a session with what the model says now; sessions without an estimate are passed."""
    rows = [estimate_row(live, now_ms=now_ms) for live in lives if live.estimate is not None]
    Estimate.objects.bulk_create(rows, ignore_conflicts=True)


def estimate_row(live: Live, *, now_ms: int) -> Estimate:
    """The row of a session that has an estimate, not saved. `at_ms` is on our clock."""
    said = live.estimate
    if said is None:
        raise ValueError(f"Session {live.session_pk} has no estimate to record.")
    return Estimate(
        session_id=live.session_pk,
        at_ms=now_ms,
        p_off_task=said.p_off_task,
        low=said.low,
        high=said.high,
        evidence=said.evidence,
        why_not=said.why_not[:120],
        reasons=[msgspec.to_builtins(reason) for reason in said.reasons],
        engagement=engagement_of(live, now_ms=now_ms),
        fingerprint=said.fingerprint,
    )


def engagement_of(live: Live, *, now_ms: int) -> dict[str, Any]:
    """What was observed, as it is stored beside an estimate: presence, and what is going on."""
    client_ms = live.client_ms(now_ms)
    presence: dict[str, Any] = msgspec.to_builtins(live.watch.presence(now_ms=client_ms))
    return {
        **presence,
        "hidden_now_ms": live.watch.hidden_ms(now_ms=client_ms),
        "sustained_ms": live.sustained.for_ms,
        "part": live.part.segment,
        "part_p": live.part.mean_p,
    }


def ask_probe(session: Session, *, propensity_p: float, now: datetime) -> Probe:
    """A probe that is asked now; its answer comes as a signal."""
    last = session.probes.aggregate(last=Max("ordinal"))["last"] or 0
    return Probe.objects.create(
        session=session,
        ordinal=last + 1,
        asked_at_ms=int(now.timestamp() * 1000),
        propensity_p=propensity_p,
    )


def record_probe_answers(answered: Iterable[Answered]) -> None:
    """The first answer to each probe of the session that it was asked in; others change nothing."""
    for one in answered:
        Probe.objects.filter(
            pk=one.answer.probe, session_id=one.session_pk, answered_at_ms=None
        ).update(
            answered_at_ms=one.answer.at_ms + one.skew_ms,
            answer=one.answer.answer,
            latency_ms=min(one.answer.latency_ms, 2**31 - 1),
            logit=logit_of(one.p_without_level),
        )


def logit_of(p: float | None) -> float | None:
    """Log odds, bounded where a probability was rounded to 0 or 1.

    >>> logit_of(0.5)
    0.0
    """
    if p is None:
        return None
    bounded = min(max(p, 1e-6), 1 - 1e-6)
    return math.log(bounded / (1 - bounded))

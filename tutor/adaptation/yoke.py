"""Whose timings a yoked session repeats: a finished adaptive session of the same lesson."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from tutor.adaptation.models import Decision
from tutor.domain.policy.situation import INTERVENTIONS, Action, Timing, is_asked
from tutor.learning.models import Session


@dataclass(frozen=True, kw_only=True, slots=True)
class SessionFacts:
    """What never changes about a session."""

    pk: int
    learner_pk: int
    classroom_pk: int | None
    lesson_pk: int
    policy: str
    seed: int
    started_ms: int


def timings_for(sessions: Iterable[SessionFacts]) -> dict[int, tuple[Timing, ...]]:
    """By session; two queries each, for sessions of the policy `yoked` alone.

    The other is drawn by the session's seed from those that had ended when it began, so that it
    stays the same for the whole session.
    """
    found = {}
    for session in sessions:
        began = datetime.fromtimestamp(session.started_ms / 1000, UTC)
        others = Session.objects.filter(
            lesson=session.lesson_pk, policy="adaptive", ended_at__lte=began
        ).exclude(learner=session.learner_pk)
        # Where an experiment draws part by part, half of the session is not adaptive's.
        others = others.exclude(exposures__part__gt="")
        keys = list(others.order_by("pk").values_list("pk", "started_at"))
        if keys:
            found[session.pk] = _timings(*keys[session.seed % len(keys)])
    return found


def _timings(pk: int, began: datetime) -> tuple[Timing, ...]:
    rows = Decision.objects.filter(session=pk, action__in=list(INTERVENTIONS))
    return tuple(
        Timing(
            action=Action(action),
            at_ms=int((at - began).total_seconds() * 1000),
            is_asked=is_asked(values),
        )
        for action, at, values in rows.order_by("ordinal").values_list(
            "action", "decided_at", "reason_values"
        )
    )

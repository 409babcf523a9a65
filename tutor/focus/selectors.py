"""What is known of a learner's attention right now, and whether a probe may be asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from tutor.domain.policy.probes import (
    PROBES_WINDOW_MS,
    Asked,
    is_level_known,
    is_probe_allowed,
)
from tutor.domain.policy.situation import Focus, Presence
from tutor.focus.live import LEVEL_LASTS_MS, Live
from tutor.focus.models import Estimate, Probe
from tutor.focus.words import has_words
from tutor.learning.models import Session

FRESH_MS = 30_000
_PRESENCE_FIELDS = frozenset(Presence.__struct_fields__)


@dataclass(frozen=True, kw_only=True)
class Reading:
    """The latest estimate, where enough evidence made one, and what was observed with it."""

    focus: Focus | None
    presence: Presence


def latest_focus(session: Session, *, now: datetime) -> Focus | None:
    """The estimate of the last 30 s; None where there is none or evidence was not enough."""
    reading = latest_reading(session, now=now)
    return reading.focus if reading else None


def latest_reading(
    session: Session, *, now: datetime, segment: int | None = None
) -> Reading | None:
    """What the worker said in the last 30 s; None where it, or consent, is away.

    What is about a part at hand is given only where that part is `segment`.
    """
    fresh_from_ms = int(now.timestamp() * 1000) - FRESH_MS
    row = session.estimates.filter(at_ms__gte=fresh_from_ms).order_by("-at_ms").first()
    if row is None:
        return None
    is_here = segment is not None and row.engagement.get("part") == segment
    focus, presence = _stored_focus(row), _stored_presence(row.engagement)
    if not is_here:
        # What was said or pressed in another part says nothing about this one.
        focus = focus and msgspec.structs.replace(focus, part_p=None)
        presence = msgspec.structs.replace(presence, has_drifted_here=False)
    return Reading(focus=focus, presence=presence)


def focus_of(live: Live) -> Focus | None:
    """The same of a live session in the worker, before it is stored."""
    said = live.estimate
    if said is None or said.evidence != "enough":
        return None
    reasons = [
        {"words_key": each.words_key, "contribution": each.contribution, "value": each.value}
        for each in said.reasons
    ]
    return _focus(
        said.p_off_task,
        said.low,
        said.high,
        reasons,
        sustained_ms=live.sustained.for_ms,
        part_p=live.part.mean_p,
    )


def may_probe(session: Session, *, now: datetime) -> bool:
    """Whether the probes' own limits allow one (`is_probe_allowed`), over all lessons.

    None once the learner's own level is known well enough.
    """
    now_ms = int(now.timestamp() * 1000)
    rows = (
        Probe.objects.filter(session__learner_id=session.learner_id)
        .filter(asked_at_ms__gte=now_ms - PROBES_WINDOW_MS)
        .values_list("asked_at_ms", "answer")
    )
    asked = [Asked(at_ms=at_ms, answer=answer) for at_ms, answer in rows]
    if not is_probe_allowed(asked, now_ms=now_ms):
        return False
    return not is_level_known(probed_logits(session, now=now))


def probed_logits(session: Session, *, now: datetime) -> list[float]:
    """The log odds at which this learner's answered probes of the last weeks were asked."""
    rows = Probe.objects.filter(session__learner_id=session.learner_id, logit__isnull=False)
    since_ms = int(now.timestamp() * 1000) - LEVEL_LASTS_MS
    recent = rows.filter(answered_at_ms__gte=since_ms).exclude(answer="skipped")
    return [logit for logit in recent.values_list("logit", flat=True) if logit is not None]


def _stored_focus(row: Estimate) -> Focus | None:
    if row.evidence != "enough":
        return None
    return _focus(
        row.p_off_task,
        row.low,
        row.high,
        row.reasons,
        sustained_ms=int(row.engagement.get("sustained_ms", 0)),
        part_p=row.engagement.get("part_p"),
    )


def _stored_presence(engagement: dict[str, Any]) -> Presence:
    return Presence(**{key: engagement[key] for key in _PRESENCE_FIELDS if key in engagement})


def _focus(
    p: float | None,
    low: float | None,
    high: float | None,
    reasons: list[dict[str, Any]],
    *,
    sustained_ms: int,
    part_p: float | None,
) -> Focus | None:
    if p is None or low is None or high is None:
        return None
    # Only what speaks for being elsewhere, and can be said in words, is a reason to act.
    told = [each for each in reasons if each["contribution"] > 0 and has_words(each["words_key"])]
    top = max(told, key=lambda each: each["contribution"], default=None)
    return Focus(
        p_off_task=p,
        low=low,
        high=high,
        top_feature=top["words_key"] if top else "",
        top_value=float(top["value"] or 0.0) if top else 0.0,
        sustained_ms=sustained_ms,
        part_p=part_p,
    )

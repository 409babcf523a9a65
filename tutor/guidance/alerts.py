"""The stored alerts: raised when a rule begins to hold, cleared when it ceases, marked by teachers.

The only writer of `Alert`. What the rules say comes from `domain.alerts`; this keeps it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Count, Q

from tutor.accounts.models import Classroom, User
from tutor.domain.alerts import RULES, Held, Precision, precision_of
from tutor.guidance.models import Alert, Mark
from tutor.learning.models import Session


@dataclass(frozen=True, kw_only=True)
class Noted:
    """What is stored of some sessions: their open alerts, and when a teacher dealt with a rule."""

    open_of: Mapping[int, Sequence[Alert]]
    seen_to_ms: Mapping[int, Mapping[str, int]]


def noted(sessions: Collection[int]) -> Noted:
    """By session; one query."""
    rows = Alert.objects.filter(session__in=sessions).filter(
        Q(cleared_at=None) | ~Q(mark=Mark.NONE)
    )
    open_of: dict[int, list[Alert]] = defaultdict(list)
    seen_to: dict[int, dict[str, int]] = defaultdict(dict)
    for alert in rows.order_by("raised_at", "pk"):
        if alert.marked_at is not None:
            at_ms = int(alert.marked_at.timestamp() * 1000)
            last_ms = seen_to[alert.session_id].get(alert.rule, 0)
            seen_to[alert.session_id][alert.rule] = max(last_ms, at_ms)
        elif alert.is_open:
            open_of[alert.session_id].append(alert)
    return Noted(open_of=open_of, seen_to_ms=seen_to)


def follow(
    sessions: Collection[Session],
    *,
    held: Mapping[int, Sequence[Held]],
    known: Noted,
    now: datetime,
) -> bool:
    """Raises what began to hold, clears what ceased; returns whether anything changed.

    Two processes that notice the same thing raise one alert: the table holds one open one a rule.
    """
    fresh: list[Alert] = []
    over: list[int] = []
    reworded: list[Alert] = []
    for session in sessions:
        now_held = {one.rule: one for one in held.get(session.pk, ())}
        for alert in known.open_of.get(session.pk, ()):
            still = now_held.pop(alert.rule, None)
            if still is None:
                over.append(alert.pk)
            elif still.words != alert.words:
                alert.words = still.words
                reworded.append(alert)
        fresh.extend(_raised(session, one) for one in now_held.values())
    if over:
        Alert.objects.filter(pk__in=over, cleared_at=None).update(cleared_at=now)
    if reworded:
        Alert.objects.bulk_update(reworded, ["words"])
    if fresh:
        Alert.objects.bulk_create(fresh, ignore_conflicts=True)
    return bool(over or fresh or reworded)


def _raised(session: Session, held: Held) -> Alert:
    return Alert(
        session=session,
        classroom_id=session.classroom_id,
        rule=held.rule,
        words=held.words,
        raised_at=datetime.fromtimestamp(held.since_ms / 1000, UTC),
    )


def mark_alert(alert: Alert, *, mark: Mark, teacher: User, now: datetime) -> Alert:
    """What a teacher made of it; the last word counts, and taking it back is possible."""
    alert.mark = mark
    alert.marked_by = teacher if mark != Mark.NONE else None
    alert.marked_at = now if mark != Mark.NONE else None
    if alert.cleared_at is None:
        # A mark that was taken back leaves the rule to raise a new one where it still holds.
        alert.cleared_at = now
    alert.save(update_fields=["mark", "marked_by", "marked_at", "cleared_at"])
    return alert


@dataclass(frozen=True, kw_only=True)
class RuleLine:
    """A rule on the teacher's page: its sentence, and how often it was right."""

    name: str
    sentence: str
    dismissed: int
    precision: Precision


def rule_lines(classrooms: Collection[Classroom]) -> list[RuleLine]:
    """Every rule, with what the teachers of `classrooms` made of its alerts there; one query."""
    rows = (
        Alert.objects.filter(classroom__in=classrooms)
        .exclude(mark=Mark.NONE)
        .values("rule", "mark")
        .annotate(count=Count("pk"))
        .order_by()
    )
    count = {(row["rule"], row["mark"]): row["count"] for row in rows}
    return [
        RuleLine(
            name=rule.name,
            sentence=rule.sentence,
            dismissed=count.get((rule.name, Mark.DISMISSED), 0),
            precision=precision_of(
                helped=count.get((rule.name, Mark.HELPED), 0),
                wrong=count.get((rule.name, Mark.WRONG), 0),
            ),
        )
        for rule in RULES
    ]

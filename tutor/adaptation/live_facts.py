"""Gathers what the live class shows, for all learners at once: the same queries for 3 or 300."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Max, OuterRef, QuerySet, Subquery, Window
from django.db.models.functions import RowNumber

from tutor.accounts.models import Classroom, User
from tutor.accounts.selectors import extra_times, roster_of
from tutor.adaptation.live_words import ACTION_WORDS
from tutor.adaptation.models import Decision, Resolution
from tutor.content.models import Segment
from tutor.domain.alerts import Facts, Hinted, Try
from tutor.domain.policy.situation import Action
from tutor.focus.models import Estimate
from tutor.learning.models import (
    Attempt,
    HintUse,
    SegmentVisit,
    Session,
    SessionKind,
    SkillState,
)
from tutor.privacy.models import Purpose
from tutor.privacy.selectors import consenting_among

# A lesson begun this morning is today's lesson; yesterday's belongs to reports.
TODAY = timedelta(hours=12)
RECENT_TRIES = 20
ESTIMATE_FRESH_MS = 30_000
BREAK = timedelta(minutes=5)
# An estimate and the mark that its learner was seen are written within this time of each other.
LAST_WORD_MS = 10_000


@dataclass(frozen=True, kw_only=True)
class Wheel:
    """A skill that a learner keeps missing."""

    skill: str
    opportunities: int
    right: int


@dataclass(frozen=True, kw_only=True)
class ClassFacts:
    """Everything about the learners of a class, keyed by learner or session primary key."""

    learners: list[User]
    session_of: dict[int, Session]
    tries_of: dict[int, list[Try]]
    hints_of: dict[int, list[Hinted]]
    wheel_of: dict[int, Wheel]
    estimate_of: dict[int, Estimate]
    decision_of: dict[int, Decision]
    on_break: frozenset[int]
    finished_of: dict[int, int]
    segments_of: dict[int, int]
    may_see: frozenset[int]
    extra_time_of: dict[int, float]

    def of(self, learner: User, *, now_ms: int) -> Facts:
        session = self.session_of.get(learner.pk)
        if session is None:
            return Facts(is_started=False)
        wheel = self.wheel_of.get(session.pk)
        tries = self.tries_of.get(session.pk, [])
        seen = self.fresh_estimate(learner, now_ms=now_ms)
        estimate = self.estimate_of.get(session.pk) if learner.pk in self.may_see else None
        return Facts(
            is_finished=session.ended_at is not None,
            last_seen_ms=_last_seen_ms(session, tries),
            tries=tries,
            hints=self.hints_of.get(session.pk, []),
            wheel_skill=wheel.skill if wheel else "",
            wheel_opportunities=wheel.opportunities if wheel else 0,
            wheel_right=wheel.right if wheel else 0,
            hidden_ms=_hidden_ms(estimate, session, now_ms=now_ms),
            idle_ms=_engaged(seen, "idle_ms"),
            is_sensed=estimate is not None,
            is_on_break=session.pk in self.on_break,
            extra_time_p=self.extra_time_of.get(learner.pk, 1.0),
        )

    def fresh_estimate(self, learner: User, *, now_ms: int) -> Estimate | None:
        """The latest estimate, where the learner shows it and it is at most 30 s old."""
        session = self.session_of.get(learner.pk)
        if session is None or learner.pk not in self.may_see:
            return None
        estimate = self.estimate_of.get(session.pk)
        is_fresh = estimate is not None and now_ms - estimate.at_ms <= ESTIMATE_FRESH_MS
        return estimate if is_fresh else None

    def progress_p(self, session: Session | None) -> float:
        if session is None:
            return 0.0
        total = self.segments_of.get(session.lesson_id, 0)
        return min(1.0, self.finished_of.get(session.pk, 0) / total) if total else 0.0


def gather(
    classroom: Classroom, *, now: datetime, learners: Collection[int] | None = None
) -> ClassFacts:
    people = roster_of(classroom)
    if learners is not None:
        people = people.filter(pk__in=learners)
    roster = list(people)
    session_of = _sessions(classroom, roster, now=now)
    pks = [session.pk for session in session_of.values()]
    decisions = _decisions(pks)
    return ClassFacts(
        learners=roster,
        session_of=session_of,
        tries_of=_tries(pks),
        hints_of=_hints(pks),
        wheel_of=_wheels(session_of),
        estimate_of=_estimates(pks),
        decision_of=decisions,
        on_break=frozenset(pk for pk, made in decisions.items() if _is_break(made, now=now)),
        finished_of=_finished(pks),
        segments_of=_segment_counts(session_of.values()),
        may_see=consenting_among([one.pk for one in roster], purpose=Purpose.TEACHER_VIEW),
        extra_time_of=extra_times(roster),
    )


def practice_facts(session: Session) -> Facts:
    """What a session's own answers and hints say, without anybody else's and without presence."""
    pk = session.pk
    wheel = _wheels({session.learner_id: session}).get(pk)
    tries = _tries([pk]).get(pk, [])
    return Facts(
        is_finished=session.ended_at is not None,
        last_seen_ms=_last_seen_ms(session, tries),
        tries=tries,
        hints=_hints([pk]).get(pk, []),
        wheel_skill=wheel.skill if wheel else "",
        wheel_opportunities=wheel.opportunities if wheel else 0,
        wheel_right=wheel.right if wheel else 0,
    )


def _last_seen_ms(session: Session, tries: list[Try]) -> int:
    """Heard from by the page, or by an answer where nothing else is sensed."""
    return max(_ms(session.last_seen_at), *(one.at_ms for one in tries[-1:]), 0)


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def _engaged(estimate: Estimate | None, key: str) -> int | None:
    value = estimate.engagement.get(key) if estimate is not None else None
    return int(value) if isinstance(value, int | float) else None


def _hidden_ms(estimate: Estimate | None, session: Session, *, now_ms: int) -> int | None:
    """For how long the page has been hidden: a hidden page is silent, so its last word counts on.

    None where the learner shows nothing, or was heard from after that word.
    """
    hidden_ms = _engaged(estimate, "hidden_now_ms")
    if estimate is None or not hidden_ms:
        return hidden_ms
    is_last_word = _ms(session.last_seen_at) - estimate.at_ms < LAST_WORD_MS
    return hidden_ms + max(0, now_ms - estimate.at_ms) if is_last_word else None


def _sessions(classroom: Classroom, roster: list[User], *, now: datetime) -> dict[int, Session]:
    """The session each learner was last seen in, today and in this class."""
    rows = (
        Session.objects.filter(
            classroom=classroom,
            kind=SessionKind.LESSON,
            learner__in=roster,
            last_seen_at__gte=now - TODAY,
        )
        .select_related("lesson", "segment")
        .order_by("last_seen_at", "pk")
    )
    return {session.learner_id: session for session in rows}


def _tries(sessions: list[int]) -> dict[int, list[Try]]:
    newest = Window(
        RowNumber(),
        partition_by=F("session_id"),
        order_by=[F("answered_at").desc(), F("pk").desc()],
    )
    rows = (
        Attempt.objects.filter(session__in=sessions, hint=None)
        .annotate(age=newest)
        .filter(age__lte=RECENT_TRIES)
        .order_by("answered_at", "pk")
        .values_list("session_id", "item_id", "outcome", "answered_at", "is_rapid_guess")
    )
    found: dict[int, list[Try]] = defaultdict(list)
    for session, item, outcome, answered_at, is_rapid in rows:
        found[session].append(
            Try(item=item, outcome=outcome, at_ms=_ms(answered_at), is_rapid=is_rapid)
        )
    return found


def _hints(sessions: list[int]) -> dict[int, list[Hinted]]:
    rows = (
        HintUse.objects.filter(session__in=sessions)
        .order_by("shown_at", "pk")
        .values_list("session_id", "hint__item_id", "shown_at", "hint__is_bottom_out")
    )
    found: dict[int, list[Hinted]] = defaultdict(list)
    for session, item, shown_at, is_last in rows:
        found[session].append(Hinted(item=item, at_ms=_ms(shown_at), is_bottom_out=is_last))
    return found


def _wheels(session_of: dict[int, Session]) -> dict[int, Wheel]:
    """Per session, the most practised skill of the last item that is still not mastered."""
    last_items = _last_items([session.pk for session in session_of.values()])
    rows = (
        SkillState.objects.filter(learner__in=session_of, skill__items__in=set(last_items.values()))
        .filter(mastery_p__lt=F("skill__mastery_p"))
        .values_list("learner_id", "skill__items", "skill__title", "attempt_count", "right_count")
        .order_by("attempt_count")
    )
    by_learner_item = {
        (learner, item): Wheel(skill=skill, opportunities=count, right=right)
        for learner, item, skill, count, right in rows
    }
    return {
        session.pk: wheel
        for learner, session in session_of.items()
        if (wheel := by_learner_item.get((learner, last_items.get(session.pk, 0))))
    }


def _last_items(sessions: list[int]) -> dict[int, int]:
    rows = (
        Attempt.objects.filter(session__in=sessions, hint=None)
        .values("session_id")
        .annotate(last=Max("pk"))
        .values("last")
    )
    attempts = Attempt.objects.filter(pk__in=rows).values_list("session_id", "item_id")
    return dict(attempts)


def _estimates(sessions: list[int]) -> dict[int, Estimate]:
    latest = (
        Estimate.objects.filter(session=OuterRef("session")).order_by("-at_ms").values("pk")[:1]
    )
    rows = Estimate.objects.filter(session__in=sessions, pk=Subquery(latest))
    return {row.session_id: row for row in rows}


def _decisions(sessions: list[int]) -> dict[int, Decision]:
    """The last change that the learner could see, per session."""
    return _latest_decisions(
        Decision.objects.filter(session__in=sessions, action__in=list(ACTION_WORDS))
    )


def _latest_decisions(decisions: QuerySet[Decision]) -> dict[int, Decision]:
    newest = decisions.values("session_id").annotate(last=Max("pk")).values("last")
    rows = Decision.objects.filter(pk__in=newest).defer("situation", "alternatives")
    return {row.session_id: row for row in rows}


def _is_break(decision: Decision, *, now: datetime) -> bool:
    """Whether a break was offered and taken within the last minutes."""
    return (
        decision.action == Action.BREAK
        and decision.resolution == Resolution.KEPT
        and decision.resolved_at is not None
        and now - decision.resolved_at < BREAK
    )


def _finished(sessions: list[int]) -> dict[int, int]:
    rows = (
        SegmentVisit.objects.filter(session__in=sessions)
        .values("session_id")
        .annotate(count=Count("pk"))
    )
    return {row["session_id"]: row["count"] for row in rows}


def _segment_counts(sessions: Iterable[Session]) -> dict[int, int]:
    lessons = {session.lesson_id for session in sessions}
    rows = (
        Segment.objects.filter(lesson__in=lessons).values("lesson_id").annotate(count=Count("pk"))
    )
    return {row["lesson_id"]: row["count"] for row in rows}

"""From the records to `Situation`s: everything a policy may know, for one moment or for many.

The number of queries does not depend on the number of moments: the heartbeat decides for a whole
class at once, a web request for one learner.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import msgspec
from django.conf import settings
from django.db.models import Q

from tutor.adaptation.lesson_map import ItemFacts, LessonMap
from tutor.adaptation.models import Decision, TurnedOff
from tutor.adaptation.steering import steered
from tutor.adaptation.yoke import SessionFacts, timings_for
from tutor.domain.exercises.base import Outcome
from tutor.domain.learner import Knowledge, SkillKnowledge
from tutor.domain.policy.caps import WINDOW_MS
from tutor.domain.policy.situation import (
    INTERVENTIONS,
    Action,
    Candidate,
    Focus,
    Past,
    Presence,
    Situation,
    Timing,
    Trigger,
    is_asked,
)
from tutor.guidance.selectors import Steering, steering_of
from tutor.learning.models import Attempt, Session
from tutor.learning.selectors_knowledge import stored_knowledge
from tutor.learning.selectors_practice import chances


@dataclass(frozen=True, kw_only=True, slots=True)
class Moment:
    """A point at which the lesson may change. `cause` names it: one cause, one decision."""

    session: SessionFacts
    lesson: LessonMap
    trigger: Trigger
    segment: int
    cause: str | None = None
    focus: Focus | None = None
    presence: Presence = field(default_factory=Presence)
    is_answering: bool = False
    may_probe: bool = False
    probed_p: tuple[float, ...] = ()
    # The exercise that was done just now, where another may come next.
    done_item: int | None = None


def facts_of(session: Session) -> SessionFacts:
    return SessionFacts(
        pk=session.pk,
        learner_pk=session.learner_id,
        classroom_pk=session.classroom_id,
        lesson_pk=session.lesson_id,
        policy=session.policy,
        seed=session.seed,
        started_ms=epoch_ms(session.started_at),
    )


def epoch_ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def as_json(value: object) -> Any:
    """`value` as the database will give it back: lists, dicts, text and numbers."""
    return msgspec.json.decode(msgspec.json.encode(value))


def situations(moments: Sequence[Moment], *, now: datetime) -> list[Situation | None]:
    """One situation a moment; None where its segment is no part of the lesson (any more)."""
    past = _past(moments, now=now)
    turned_off = _turned_off({moment.session.learner_pk for moment in moments})
    tries = _tries([moment.session.pk for moment in moments])
    timings = timings_for([each.session for each in moments if each.session.policy == "yoked"])
    classes = {moment.session.learner_pk: moment.session.classroom_pk for moment in moments}
    steering = steering_of(classes, now=now)
    return [
        _situation(
            moment,
            now_ms=epoch_ms(now),
            past=past.get(moment.session.learner_pk, []),
            turned_off=turned_off.get(moment.session.learner_pk, ()),
            tries=tries.get(moment.session.pk, {}),
            timings=timings.get(moment.session.pk, ()),
            steering=steering.get(moment.session.learner_pk),
        )
        for moment in moments
    ]


def observed_practice(session: Session) -> Presence:
    """What a learner's answers and hints show: how often in a row it did not work out.

    For learners who agreed to page activity being used to pace the lesson.
    """
    answers = list(
        session.attempts.filter(hint=None)
        .order_by("-answered_at", "-pk")
        .values_list("outcome", "is_rapid_guess", "answered_at")[:10]
    )
    since = answers[0][2] if answers else session.started_at
    return Presence(
        wrong_in_a_row=_run(outcome == Outcome.NOT_YET for outcome, _, _ in answers),
        fast_answers_in_a_row=_run(is_rapid for _, is_rapid, _ in answers),
        hints_in_a_row=session.hint_uses.filter(shown_at__gt=since).count(),
    )


def _run(flags: Iterable[bool]) -> int:
    count = 0
    for flag in flags:
        if not flag:
            break
        count += 1
    return count


def _situation(
    moment: Moment,
    *,
    now_ms: int,
    past: Sequence[tuple[int, Past]],
    turned_off: tuple[Action, ...],
    tries: Mapping[int, bool],
    timings: tuple[Timing, ...],
    steering: Steering | None,
) -> Situation | None:
    place = moment.lesson.place(moment.segment, answered=tries, is_answering=moment.is_answering)
    if place is None:
        return None
    session = moment.session
    situation = Situation(
        trigger=moment.trigger,
        now_ms=now_ms - session.started_ms,
        focus=moment.focus,
        presence=moment.presence,
        place=place,
        candidates=_candidates(moment, tries=tries),
        past=tuple(_seen_from(session, pk, one) for pk, one in past),
        turned_off=turned_off,
        away_ms=settings.AWAY_MS,
        may_probe=moment.may_probe,
        timings=timings,
        probed_p=moment.probed_p,
    )
    return steered(situation, steering)


def _past(moments: Sequence[Moment], *, now: datetime) -> dict[int, list[tuple[int, Past]]]:
    """By learner: (session, decision with epoch times), oldest first.

    All of the sessions at hand, for the lesson's cap; of other sessions those that the widest
    window still counts.
    """
    learners = {moment.session.learner_pk for moment in moments}
    sessions = {moment.session.pk for moment in moments}
    since = now - timedelta(milliseconds=WINDOW_MS)
    rows = (
        Decision.objects.filter(session__learner__in=learners, action__in=list(INTERVENTIONS))
        .order_by("decided_at", "pk")
        .values_list(
            "session__learner_id",
            "session_id",
            "action",
            "decided_at",
            "resolution",
            "resolved_at",
            "reason_values",
        )
    )
    found: dict[int, list[tuple[int, Past]]] = defaultdict(list)
    for learner, session, action, decided_at, resolution, resolved_at, values in rows.filter(
        Q(session__in=sessions) | Q(decided_at__gte=since)
    ):
        one = Past(
            action=Action(action),
            at_ms=epoch_ms(decided_at),
            resolution=resolution,
            resolved_at_ms=epoch_ms(resolved_at) if resolved_at else None,
            is_asked=is_asked(values),
        )
        found[learner].append((session, one))
    return found


def _seen_from(session: SessionFacts, pk: int, one: Past) -> Past:
    """A past decision with its times counted from this session's start."""
    resolved = one.resolved_at_ms
    return Past(
        action=one.action,
        at_ms=one.at_ms - session.started_ms,
        resolution=one.resolution,
        resolved_at_ms=None if resolved is None else resolved - session.started_ms,
        is_other_lesson=pk != session.pk,
        is_asked=one.is_asked,
    )


def _turned_off(learners: Collection[int]) -> dict[int, tuple[Action, ...]]:
    rows = TurnedOff.objects.filter(learner__in=learners).order_by("pk")
    found: dict[int, tuple[Action, ...]] = {}
    for learner, action in rows.values_list("learner_id", "action"):
        found[learner] = (*found.get(learner, ()), Action(action))
    return found


def _tries(sessions: Collection[int]) -> dict[int, dict[int, bool]]:
    """By session: every item that was answered, and whether ever right."""
    rows = Attempt.objects.filter(session__in=sessions, hint=None)
    found: dict[int, dict[int, bool]] = defaultdict(dict)
    for session, item, outcome in rows.values_list("session_id", "item_id", "outcome"):
        was_right = found[session].get(item, False)
        found[session][item] = was_right or outcome == Outcome.RIGHT
    return found


def _candidates(moment: Moment, *, tries: Mapping[int, bool]) -> tuple[Candidate, ...]:
    """What could come after `done_item`, in the lesson's order; queries only where there is one."""
    if moment.done_item is None:
        return ()
    solved = {item for item, is_right in tries.items() if is_right} | {moment.done_item}
    items = moment.lesson.next_items(moment.segment, solved=solved)
    if not items:
        return ()
    skills = {skill for item in items for skill in item.skills}
    known = stored_knowledge(moment.session.learner_pk, skills=skills)
    success = chances(moment.session.learner_pk, items, knowledge=known)
    last = _skills_of(moment.lesson, moment.done_item)
    return tuple(
        _candidate(
            item,
            known=known,
            success_p=success[item.pk],
            is_seen=item.pk in tries,
            last_skills=last,
        )
        for item in items
    )


def _candidate(
    item: ItemFacts,
    *,
    known: Knowledge,
    success_p: float,
    is_seen: bool,
    last_skills: Collection[int],
) -> Candidate:
    states = [known.skills.get(skill, SkillKnowledge()).state for skill in item.skills]
    return Candidate(
        item=item.pk,
        success_p=success_p,
        # An exercise is as new as its newest skill.
        mastery_p=min((state.mastery_p for state in states), default=0.0),
        is_seen=is_seen,
        same_skill_as_last=not set(last_skills).isdisjoint(item.skills),
    )


def _skills_of(lesson: LessonMap, item: int) -> tuple[int, ...]:
    segment = lesson.segment_with(item)
    items = segment.items if segment else ()
    return next((one.skills for one in items if one.pk == item), ())

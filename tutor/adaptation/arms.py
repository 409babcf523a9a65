"""Experiments in the loop: the arm that decides here, what it may do, and its first exposure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import msgspec

from tutor.adaptation.gather import Moment
from tutor.adaptation.models import Decision
from tutor.domain.experiments.design import Rules
from tutor.domain.policy.situation import Action, Situation, Trigger
from tutor.experiments import enrolment
from tutor.experiments.enrolment import USUAL_POLICY, At, Place


def places_of(moments: Sequence[Moment], *, now: datetime) -> Mapping[int, Place]:
    """By session; only those that an experiment is about."""
    return enrolment.placed([_at(moment) for moment in moments], now=now)


def _at(moment: Moment) -> At:
    session = moment.session
    return At(
        session=session.pk,
        learner=session.learner_pk,
        classroom=session.classroom_pk,
        lesson=session.lesson_pk,
        segment=moment.segment,
    )


def in_arms(moments: Sequence[Moment], *, places: Mapping[int, Place]) -> list[Moment]:
    """The moments with the policy of their arm, where they have one."""
    return [
        replace(moment, session=replace(moment.session, policy=_policy(places[moment.session.pk])))
        if moment.session.pk in places
        else moment
        for moment in moments
    ]


def _policy(place: Place) -> str:
    return place.plan.policy if place.plan is not None else USUAL_POLICY


def ruled(
    moments: Sequence[Moment],
    situations: Sequence[Situation | None],
    *,
    places: Mapping[int, Place],
) -> list[Situation | None]:
    """The situations with the rules of their arms; stored, so that a replay needs no arm."""
    return [
        _ruled(situation, places.get(moment.session.pk))
        for moment, situation in zip(moments, situations, strict=True)
    ]


def _ruled(situation: Situation | None, place: Place | None) -> Situation | None:
    if situation is None or place is None or place.plan is None:
        return situation
    return with_rules(situation, place.plan.rules)


def with_rules(situation: Situation, rules: Rules) -> Situation:
    """The situation with only those ways open that an arm leaves open."""
    without = [Action(name) for name in rules.without if name not in situation.turned_off]
    return msgspec.structs.replace(
        situation,
        turned_off=(*situation.turned_off, *without),
        away_ms=situation.away_ms if rules.away_ms is None else rules.away_ms,
        may_probe=situation.may_probe and rules.may_probe,
    )


def expose(made: Sequence[Decision], *, places: Mapping[int, Place], now: datetime) -> None:
    """Logs what of `made` was somebody's first decision in their arm.

    A tick leaves a decision only where its policy had a choice, which differs between arms: it is
    no exposure, or arms would differ in who is counted before they differ in anything else.
    """
    first: dict[int, int] = {}
    for decision in made:
        if decision.trigger != Trigger.TICK:
            first.setdefault(decision.session_id, decision.ordinal)
    enrolment.expose(first, places=places, now=now)

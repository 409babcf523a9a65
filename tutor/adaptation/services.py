"""The only writers of decisions: the lesson changes here, and is put back here."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from random import Random

import msgspec
from django.db import transaction
from django.db.models import Max

from tutor import push
from tutor.accounts.models import User
from tutor.adaptation import arms
from tutor.adaptation.gather import Moment, as_json, facts_of, observed_practice, situations
from tutor.adaptation.lesson_map import lesson_map
from tutor.adaptation.models import Decision, Resolution, TurnedOff
from tutor.adaptation.selectors import languages_of, messages_of
from tutor.content.models import Segment
from tutor.domain.exercises.base import Outcome
from tutor.domain.policy import Policy, policy_or_control
from tutor.domain.policy.probes import probability
from tutor.domain.policy.seeds import decision_seed
from tutor.domain.policy.situation import (
    INTERVENTIONS,
    Action,
    Choice,
    Presence,
    Situation,
    Trigger,
)
from tutor.domain.policy.steered import step
from tutor.domain.protocol.messages import ProbeMessage
from tutor.focus import selectors as focus
from tutor.focus.models import Probe
from tutor.focus.services import ask_probe
from tutor.learning.models import Attempt, Session
from tutor.learning.selectors import hints_shown
from tutor.privacy.models import Purpose
from tutor.privacy.selectors import granted_purposes

logger = logging.getLogger(__name__)

PROBE_OPTIONS = ("on_task", "stuck", "elsewhere", "surroundings")


def advance(
    session: Session,
    *,
    trigger: Trigger,
    now: datetime,
    attempt: Attempt | None = None,
    segment: Segment | None = None,
) -> Decision | None:
    """What the tutor does after an answer (`attempt`) or a finished part (`segment`).

    The same attempt or segment again gives the same decision. Never raises: the answer is stored
    already, and a lesson that is not adapted is a lesson still.
    """
    try:
        moment = _moment(session, trigger=trigger, now=now, attempt=attempt, segment=segment)
        if moment is None:
            return None
        return _told(session, moment, now=now)
    except Exception:
        logger.exception("No decision for session %s after %s.", session.public_id, trigger)
        return None


def decide(moments: Sequence[Moment], *, now: datetime) -> list[Decision]:
    """Takes, stores and pushes a decision for each moment that deserves one.

    All moments in one transaction and a fixed number of queries. Sessions are locked in order, so
    that the web process and the worker cannot both use the last allowed interruption.
    """
    if not moments:
        return []
    with transaction.atomic():
        pks = sorted({moment.session.pk for moment in moments})
        list(Session.objects.select_for_update(no_key=True).filter(pk__in=pks).order_by("pk"))
        fresh = _not_yet_decided(moments)
        places = arms.places_of(fresh, now=now)
        fresh = arms.in_arms(fresh, places=places)
        gathered = arms.ruled(fresh, situations(fresh, now=now), places=places)
        made = Decision.objects.bulk_create(_rows(fresh, gathered, now=now))
        arms.expose(made, places=places, now=now)
        _push(made)
    return made


@transaction.atomic
def resolve(decision: Decision, *, resolution: str, now: datetime) -> Decision:
    """What the learner said to a change: kept, undone, not now, or not this kind again.

    A change that was kept can still be undone; one that was put back stays so.
    """
    row = Decision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
    if row.resolution in {Resolution.OPEN, Resolution.KEPT}:
        row.resolution = Resolution(resolution)
        row.resolved_at = now
        row.save(update_fields=["resolution", "resolved_at"])
        if row.resolution == Resolution.TURNED_OFF:
            _turn_off(row, now=now)
        _push([row])
    return row


def mark_shown(session_pk: int, *, ordinal: int, at: datetime) -> None:
    """The change came into view; the first time counts."""
    Decision.objects.filter(session_id=session_pk, ordinal=ordinal, shown_at=None).update(
        shown_at=at
    )


def turn_on(learner: User, *, action: str) -> None:
    """This kind of change may come again."""
    TurnedOff.objects.filter(learner=learner, action=action).delete()


def _turn_off(decision: Decision, *, now: datetime) -> None:
    TurnedOff.objects.get_or_create(
        learner_id=decision.session.learner_id,
        action=decision.action,
        defaults={"turned_off_at": now},
    )


def _moment(
    session: Session,
    *,
    trigger: Trigger,
    now: datetime,
    attempt: Attempt | None,
    segment: Segment | None,
) -> Moment | None:
    """The moment of a request; None where there is no place for it in the lesson."""
    item = attempt.item if attempt is not None else None
    place = segment.pk if segment is not None else item.segment_id if item else session.segment_id
    if place is None:
        return None
    is_sensed = Purpose.ACTIVITY in granted_purposes(session.learner)
    reading = focus.latest_reading(session, now=now, segment=place) if is_sensed else None
    return Moment(
        session=facts_of(session),
        lesson=lesson_map(session.lesson),
        trigger=trigger,
        segment=place,
        cause=f"attempt:{attempt.pk}" if attempt else f"segment:{place}",
        focus=reading.focus if reading else None,
        presence=_presence(session, reading) if is_sensed else Presence(),
        may_probe=reading is not None and focus.may_probe(session, now=now),
        probed_p=tuple(map(probability, focus.probed_logits(session, now=now)))
        if reading is not None and trigger is Trigger.SEGMENT_FINISHED
        else (),
        done_item=attempt.item_id if attempt is not None and _is_done(attempt) else None,
    )


def _presence(session: Session, reading: focus.Reading | None) -> Presence:
    """What the worker observed, and what the answers show up to this very one."""
    practice = observed_practice(session)
    return msgspec.structs.replace(
        reading.presence if reading else Presence(),
        last_hidden_ms=0,
        last_blurred_ms=0,
        has_drifted_press=False,
        wrong_in_a_row=practice.wrong_in_a_row,
        hints_in_a_row=practice.hints_in_a_row,
        fast_answers_in_a_row=practice.fast_answers_in_a_row,
    )


def _is_done(attempt: Attempt) -> bool:
    """Solved, or tried after its answer was shown. A scaffold's answer is not the exercise's."""
    if attempt.hint_id is not None:
        return False
    if attempt.outcome == Outcome.RIGHT:
        return True
    shown = hints_shown(attempt.session, item=attempt.item)
    return shown.filter(hint__is_bottom_out=True).exists()


def _told(session: Session, moment: Moment, *, now: datetime) -> Decision | None:
    earlier = Decision.objects.filter(session=session, cause=moment.cause).first()
    if earlier is not None:
        return earlier
    made = decide([moment], now=now)
    if made and made[0].action == Action.PROBE:
        _ask(session, made[0], now=now)
    return made[0] if made else None


def _ask(session: Session, decision: Decision, *, now: datetime) -> Probe:
    probe = ask_probe(session, propensity_p=decision.propensity_p, now=now)
    # The order of the options is balanced over probes; replay gives the same.
    options = Random(decision.seed).sample(PROBE_OPTIONS, len(PROBE_OPTIONS))  # noqa: S311 - an order, not a secret
    push.to_session(session.pk, ProbeMessage(probe=probe.pk, options=options))
    return probe


def _not_yet_decided(moments: Sequence[Moment]) -> list[Moment]:
    """Without those whose cause was decided already: a retry, or a worker that was killed."""
    causes = {moment.cause for moment in moments if moment.cause is not None}
    if not causes:
        return list(moments)
    known = set(
        Decision.objects.filter(
            session__in={moment.session.pk for moment in moments}, cause__in=causes
        ).values_list("session_id", "cause")
    )
    fresh: dict[object, Moment] = {}
    for number, moment in enumerate(moments):
        name = (moment.session.pk, moment.cause)
        if moment.cause is None:
            fresh[number] = moment
        elif name not in known:
            fresh.setdefault(name, moment)
    return list(fresh.values())


def _rows(
    moments: Sequence[Moment], gathered: Sequence[Situation | None], *, now: datetime
) -> list[Decision]:
    ordinals = _last_ordinals({moment.session.pk for moment in moments})
    rows = []
    for moment, situation in zip(moments, gathered, strict=True):
        if situation is None:
            continue
        ordinal = ordinals[moment.session.pk] + 1
        seed = decision_seed(moment.session.seed, ordinal=ordinal)
        policy = policy_or_control(moment.session.policy)
        choice = step(policy, situation, rng=Random(seed))  # noqa: S311 - replayable dice
        if _is_nothing(situation, choice):
            continue
        ordinals[moment.session.pk] = ordinal
        rows.append(
            _row(
                moment,
                situation,
                choice,
                policy=policy,
                ordinal=ordinal,
                seed=seed,
                now=now,
            )
        )
    return rows


def _is_nothing(situation: Situation, choice: Choice) -> bool:
    """A tick at which there was nothing but staying is not worth a row."""
    return situation.trigger is Trigger.TICK and (
        choice.action is Action.STAY and len(choice.alternatives) == 1
    )


def _last_ordinals(sessions: Collection[int]) -> dict[int, int]:
    rows = Decision.objects.filter(session__in=sessions).values("session_id")
    last = {row["session_id"]: row["last"] for row in rows.annotate(last=Max("ordinal"))}
    return defaultdict(int, last)


def _row(
    moment: Moment,
    situation: Situation,
    choice: Choice,
    *,
    policy: Policy,
    ordinal: int,
    seed: int,
    now: datetime,
) -> Decision:
    return Decision(
        session_id=moment.session.pk,
        ordinal=ordinal,
        trigger=moment.trigger,
        cause=moment.cause,
        policy=policy.name,
        policy_version=policy.version,
        seed=seed,
        situation=as_json(situation),
        alternatives=as_json(choice.alternatives),
        action=choice.action,
        target=choice.target,
        propensity_p=choice.propensity_p,
        reason_code=choice.reason_code,
        reason_values=choice.reason_values,
        decided_at=now,
    )


def _push(decisions: Sequence[Decision]) -> None:
    shown = [decision for decision in decisions if decision.action in INTERVENTIONS]
    if not shown:
        return
    languages = languages_of(decision.session_id for decision in shown)
    messages = messages_of(shown, languages=languages)
    for decision, message in zip(shown, messages, strict=True):
        push.to_session(decision.session_id, message)

"""At a decision: which arm a learner is in, assigned then and there where nobody was before.

The room above asks `placed` before it decides and tells `expose` afterwards; without a running
experiment that is one query.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from tutor.accounts.models import Classroom, User
from tutor.content.models import Lesson, Segment
from tutor.domain.experiments.assignment import (
    draw,
    is_held_out,
    prior_band,
    size_band,
    stratum_name,
)
from tutor.domain.experiments.design import ArmPlan, Stratum, Unit
from tutor.domain.experiments.eligibility import Criteria, Facts, why_not
from tutor.domain.experiments.stopping import is_full
from tutor.experiments.covariates import Before, before
from tutor.experiments.models import Arm, Assignment, Experiment, Exposure, State
from tutor.experiments.services import came_at, stop_where_due
from tutor.learning.services import use_policy
from tutor.privacy.models import Purpose
from tutor.privacy.selectors import consenting_among
from tutor.studies.selectors import participants

USUAL_POLICY = "adaptive"


@dataclass(frozen=True, kw_only=True, slots=True)
class At:
    """Where a decision is about to be taken."""

    session: int
    learner: int
    classroom: int | None
    lesson: int
    segment: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """The arm that decides here. `assignment` is None where an experiment is over for a session
    that it had begun: then the usual policy decides again."""

    plan: ArmPlan | None
    assignment: int | None = None
    arm: int | None = None
    part: str = ""
    propensity_p: float = 1.0


def placed(places: Sequence[At], *, now: datetime) -> dict[int, Place]:
    """By session; sessions without an entry are in no experiment. Call it in a transaction."""
    running = list(
        Experiment.objects.filter(state=State.RUNNING)
        .select_related("study")
        .prefetch_related("arms")
    )
    found: dict[int, Place] = {}
    running = [each for each in running if not stop_where_due(each, now=now)]
    if running:
        courses = dict(
            Lesson.everything.filter(pk__in={at.lesson for at in places}).values_list(
                "pk", "course_id"
            )
        )
        for experiment in running:
            here = [at for at in places if courses.get(at.lesson) == experiment.course_id]
            if here:
                found.update(_placed_in(experiment, here, now=now))
    found.update(_over(places, inside=found))
    return found


def _over(places: Sequence[At], *, inside: Collection[int]) -> dict[int, Place]:
    """Sessions that an experiment had begun in and that are not in it any more: from now on the
    usual policy decides in them."""
    left = {at.session for at in places} - set(inside)
    begun = Exposure.objects.filter(session__in=left, part="").exclude(session__policy=USUAL_POLICY)
    over = set(begun.values_list("session_id", flat=True))
    if over:
        use_policy(over, policy=USUAL_POLICY)
    return {pk: Place(plan=None) for pk in over}


def _placed_in(experiment: Experiment, places: list[At], *, now: datetime) -> dict[int, Place]:
    learners = {at.learner for at in places}
    taking_part = set(
        participants(experiment.study).filter(pk__in=learners).values_list("pk", flat=True)
    ) & consenting_among(learners, purpose=Purpose.ACTIVITY)
    rows = Assignment.objects.filter(experiment=experiment, learner__in=taking_part)
    rows = rows.select_related("learner")
    assigned = {row.learner_id: row for row in rows}
    new = [at for at in places if at.learner in taking_part and at.learner not in assigned]
    assigned |= _assigned(experiment, new, now=now)
    arms = {arm.pk: arm for arm in experiment.arms.all()}
    parts = _parts(places) if experiment.unit == Unit.PART else {}
    return {
        at.session: _place(experiment, assigned[at.learner], at, arms=arms, parts=parts)
        for at in places
        if at.learner in assigned
    }


def _place(
    experiment: Experiment,
    row: Assignment,
    at: At,
    *,
    arms: Mapping[int, Arm],
    parts: Mapping[int, str],
) -> Place:
    if row.arm_id is not None:
        arm = arms[row.arm_id]
        return Place(
            plan=arm.plan, assignment=row.pk, arm=arm.pk, propensity_p=row.propensity_p or 1.0
        )
    part = parts.get(at.segment, "")
    drawn = draw(experiment.design, unit=f"{_public_id(row)}:{part}")
    pk = next(arm.pk for arm in arms.values() if arm.key == drawn.arm.key)
    return Place(
        plan=drawn.arm,
        assignment=row.pk,
        arm=pk,
        part=part,
        propensity_p=drawn.propensity_p,
    )


def _public_id(row: Assignment) -> str:
    return str(row.learner.public_id) if row.learner else ""


def _parts(places: Iterable[At]) -> dict[int, str]:
    """Segments by the names that stay when a course is imported again."""
    rows = Segment.objects.filter(pk__in={at.segment for at in places})
    return {
        pk: f"{lesson}/{slug}"
        for pk, lesson, slug in rows.values_list("pk", "lesson__slug", "slug")
    }


def _assigned(
    experiment: Experiment, places: Sequence[At], *, now: datetime
) -> dict[int | None, Assignment]:
    """New learners, one after the other: blocks are filled in the order of arrival."""
    if not places or is_full(experiment.stop_rule, units=len(came_at(experiment))):
        return {}
    # Two web processes must not both take the next place of a block.
    Experiment.objects.select_for_update(of=("self",)).get(pk=experiment.pk)
    people = {user.pk: user for user in User.objects.filter(pk__in={at.learner for at in places})}
    known = before(people, at=now)
    elsewhere = set(
        Assignment.objects.filter(learner__in=people, experiment__state=State.RUNNING)
        .exclude(experiment=experiment)
        .values_list("learner_id", flat=True)
    )
    made: dict[int | None, Assignment] = {}
    for at in sorted(places, key=lambda one: one.session):
        facts = Facts(
            agrees_to_study=True,
            agrees_to_activity=True,
            classroom=at.classroom,
            course=experiment.course_id,
            answers_before=known[at.learner].answers,
            is_in_another=at.learner in elsewhere,
            is_simulated=people[at.learner].is_simulated,
            is_running=True,
        )
        if at.learner not in made and not why_not(criteria_of(experiment), facts):
            made[at.learner] = _assign(
                experiment, people[at.learner], at, known=known[at.learner], now=now
            )
    return made


def criteria_of(experiment: Experiment) -> Criteria:
    """Who the experiment is about, as the pure check wants it."""
    return Criteria(
        courses=frozenset({experiment.course_id}),
        needs_class=experiment.unit == Unit.CLASSROOM,
        least_answers_before=experiment.least_answers_before,
        with_simulated=experiment.with_simulated,
    )


def _assign(
    experiment: Experiment, learner: User, at: At, *, known: Before, now: datetime
) -> Assignment:
    row = Assignment(
        experiment=experiment,
        learner=learner,
        classroom_id=at.classroom,
        covariates={"right_p": known.right_p, "answers": known.answers},
        assigned_at=now,
    )
    if experiment.unit == Unit.LEARNER:
        stratum = _stratum(experiment, at=at, known=known)
        _draw_into(row, unit=str(learner.public_id), stratum=stratum)
    elif experiment.unit == Unit.CLASSROOM and at.classroom is not None:
        of_class = _class_assignment(experiment, at.classroom, now=now)
        row.arm, row.propensity_p = of_class.arm, of_class.propensity_p
    row.save()
    return row


def _class_assignment(experiment: Experiment, classroom: int, *, now: datetime) -> Assignment:
    existing = Assignment.objects.filter(
        experiment=experiment, classroom=classroom, learner=None
    ).first()
    if existing is not None:
        return existing
    room = Classroom.objects.get(pk=classroom)
    row = Assignment(experiment=experiment, classroom=room, assigned_at=now)
    parts = {"size": size_band(room.enrolments.count())} if experiment.strata else {}
    _draw_into(row, unit=str(room.public_id), stratum=stratum_name(parts))
    row.save()
    return row


def _stratum(experiment: Experiment, *, at: At, known: Before) -> str:
    values = {
        Stratum.CLASSROOM: str(at.classroom or "none"),
        Stratum.PRIOR: prior_band(known.right_p),
    }
    return stratum_name({name: values[name] for name in experiment.design.strata})


def _draw_into(row: Assignment, *, unit: str, stratum: str) -> None:
    design = row.experiment.design
    peers: QuerySet[Assignment] = Assignment.objects.filter(
        experiment=row.experiment, stratum=stratum, number__isnull=False
    )
    is_held = is_held_out(design, unit=unit)
    row.stratum = stratum
    row.number = None if is_held else peers.count()
    drawn = draw(design, unit=unit, stratum=stratum, number=row.number or 0)
    row.arm = row.experiment.arms.get(key=drawn.arm.key)
    row.propensity_p = drawn.propensity_p


def expose(made: Mapping[int, int], *, places: Mapping[int, Place], now: datetime) -> None:
    """Logs the first decision of each session, or of each of its parts.

    `made` holds the ordinal of the decision by session. The session's record says from now on
    which policy decides in it.
    """
    rows = [
        Exposure(
            assignment_id=place.assignment,
            arm_id=place.arm,
            session_id=session,
            part=place.part,
            propensity_p=place.propensity_p,
            decision_ordinal=made[session],
            exposed_at=now,
        )
        for session, place in places.items()
        if session in made and place.assignment is not None and place.arm is not None
    ]
    if not rows:
        return
    known = set(
        Exposure.objects.filter(session__in=made).values_list("session_id", "assignment_id", "part")
    )
    fresh = [row for row in rows if (row.session_id, row.assignment_id, row.part) not in known]
    Exposure.objects.bulk_create(fresh, ignore_conflicts=True)
    for row in fresh:
        plan = places[row.session_id].plan
        if plan is not None and not row.part:
            use_policy([row.session_id], policy=plan.policy)

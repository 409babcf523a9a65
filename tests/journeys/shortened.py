"""A shortened clock: what a learner did moves into the past, as if that much time had gone by.

Everything that a cap, a cool-down or a review date goes by is stored with its moment, so moving the
moments is the same as waiting, and takes no time.
"""

from __future__ import annotations

import random
from datetime import timedelta
from uuid import uuid4

from django.db.models import F
from django.utils import timezone

from tests.stack import Stack
from tutor.accounts.models import Classroom, User
from tutor.accounts.services import create_person, enrol
from tutor.adaptation.models import Decision
from tutor.content.models import Item, Lesson
from tutor.domain.exercises import exercise_type
from tutor.domain.policy.seeds import decision_seed
from tutor.focus.models import Estimate, Probe
from tutor.learning import services
from tutor.learning.models import Attempt, Session, SkillState
from tutor.privacy.models import Purpose
from tutor.privacy.services import decide_consents
from tutor.teacher.demo import DEMO_PASSWORD

# What paces a lesson or a review goes by these.
_MOMENTS = {
    Session: ("started_at", "last_seen_at"),
    Attempt: ("answered_at",),
    SkillState: ("reviewed_at", "due_at"),
    Decision: ("decided_at", "shown_at", "resolved_at"),
}
_EPOCHS = {Probe: ("asked_at_ms", "answered_at_ms"), Estimate: ("at_ms",)}


def run_inside(stack: Stack, call: str) -> None:
    """Calls a function of this module in a process of the stack's own."""
    stack.manage("shell", "-c", f"from tests.journeys import shortened; shortened.{call}")


def time_passes(stack: Stack, span: timedelta) -> None:
    """All of it, for everybody on this stack."""
    run_inside(stack, f"into_the_past({int(span.total_seconds() * 1000)})")


def into_the_past(span_ms: int) -> None:
    """Run inside the stack."""
    for model, moments in _MOMENTS.items():
        span = timedelta(milliseconds=span_ms)
        model._default_manager.update(**{one: F(one) - span for one in moments})
    for model, epochs in _EPOCHS.items():
        model._default_manager.update(**{one: F(one) - span_ms for one in epochs})


def number(stack: Stack, question: str, *values: str) -> int:
    """The answer to an SQL question that has one number."""
    return int(stack.rows(question, *values)[0][0])


def another_bo(username: str) -> None:
    """Run inside the stack: a learner of Ada's class to whom nothing has happened yet."""
    bo = User.objects.get(username="bo")
    learner = create_person(username, password=DEMO_PASSWORD, name="Bo Andersen")
    enrol(learner, classroom=Classroom.objects.get(name="Maths 8A"), now=timezone.now())
    decided = {Purpose(one.purpose): one.is_granted for one in bo.consents.order_by("decided_at")}
    decide_consents(learner, granted=decided, now=timezone.now())


def earlier(username: str, *, lesson: str, next_lesson: str) -> None:
    """Run inside the stack: three days ago `lesson` was done; `next_lesson` asks a probe first."""

    then = timezone.now() - timedelta(days=3)
    learner = User.objects.get(username=username)
    done = Lesson.objects.get(slug=lesson)
    session = services.start_session(learner, lesson=done, now=then)
    for item in Item.objects.filter(segment__lesson=done, is_check=False):
        services.record_answer(
            session,
            item=item,
            response=exercise_type(item.exercise_type).simulate(
                item.spec, is_right=True, rng=random.Random(1)
            ),
            idempotency_key=uuid4(),
            latency_ms=9_000,
            now=then,
        )
    services.end_session(session, now=then)
    coming = services.start_session(
        learner, lesson=Lesson.objects.get(slug=next_lesson), now=timezone.now()
    )
    coming.seed = _seed_that_asks()
    coming.save(update_fields=["seed"])


def _seed_that_asks() -> int:
    """A session's seed whose first two throws are low: where a probe may be asked, it is."""

    def throws(seed: int) -> list[float]:
        return [random.Random(decision_seed(seed, ordinal=n)).random() for n in (1, 2)]

    return next(seed for seed in range(10_000) if max(throws(seed)) < 0.2)

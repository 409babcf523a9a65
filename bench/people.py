"""A school for benchmarks: learners with open sessions and sign-ins, made in bulk."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session as SignIn
from django.utils import timezone

from bench.load import Seat
from tutor.accounts.models import Classroom, Enrolment, User
from tutor.content.models import Lesson
from tutor.learning.models import Session
from tutor.privacy.models import Consent, Purpose
from tutor.teacher.demo import DEMO_COURSE


def seats_for(count: int, *, url: str) -> list[Seat]:
    """`count` learners of a class, signed in, each with an open session of the first lesson."""
    learners = _learners(count)
    sessions = _sessions(learners)
    address = url.replace("http", "ws", 1)
    return [
        Seat(
            address=f"{address}/ws/learn/{session.public_id}/",
            headers={"Cookie": f"{settings.SESSION_COOKIE_NAME}={key}", "Origin": url},
        )
        for session, key in zip(sessions, _sign_ins(learners), strict=True)
    ]


def _learners(count: int) -> list[User]:
    names = [f"bench{index:05}" for index in range(count)]
    known = set(User.objects.filter(username__in=names).values_list("username", flat=True))
    fresh = [User(username=name, is_simulated=True) for name in names if name not in known]
    for user in fresh:
        user.set_unusable_password()
    User.objects.bulk_create(fresh)
    now = timezone.now()
    classroom = Classroom.objects.order_by("pk").first()
    Enrolment.objects.bulk_create(
        [Enrolment(classroom=classroom, learner=user, joined_at=now) for user in fresh]
    )
    Consent.objects.bulk_create(
        [
            Consent(
                person=user, purpose=purpose, is_granted=True, wording_version="", decided_at=now
            )
            for user in fresh
            for purpose in (Purpose.ACTIVITY, Purpose.TEACHER_VIEW)
        ]
    )
    return list(User.objects.filter(username__in=names).order_by("username"))


def _sessions(learners: list[User]) -> list[Session]:
    lesson = Lesson.objects.filter(course__slug=DEMO_COURSE).order_by("position")[0]
    segment = lesson.segments.order_by("position").first()
    now = timezone.now()
    have = dict(Session.objects.filter(lesson=lesson, ended_at=None).values_list("learner", "pk"))
    Session.objects.bulk_create(
        [
            Session(
                learner=user,
                lesson=lesson,
                classroom=user.enrolments.get().classroom,
                started_at=now,
                last_seen_at=now,
                segment=segment,
                seed=user.pk,
            )
            for user in learners
            if user.pk not in have
        ]
    )
    found = Session.objects.filter(lesson=lesson, ended_at=None, learner__in=learners)
    return list(found.order_by("learner__username"))


def _sign_ins(learners: list[User]) -> list[str]:
    store: Any = SessionStore()
    rows = []
    for user in learners:
        content = {
            SESSION_KEY: str(user.pk),
            BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
            HASH_SESSION_KEY: user.get_session_auth_hash(),
        }
        rows.append(
            SignIn(
                session_key=store._get_new_session_key(),
                session_data=store.encode(content),
                expire_date=timezone.now() + timedelta(hours=2),
            )
        )
    SignIn.objects.bulk_create(rows)
    return [row.session_key for row in rows]

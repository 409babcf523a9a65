"""The demo people: made once, with known passwords, never on a public site."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django.fixtures import Settings

from tests.conftest import NOW
from tests.course import make_course
from tutor.accounts.models import Classroom, User
from tutor.privacy.selectors import granted_purposes
from tutor.teacher.demo import DEMO_COURSE, DEMO_PASSWORD

pytestmark = pytest.mark.django_db


def test_running_it_twice_changes_nothing() -> None:
    make_course(now=NOW, slug=DEMO_COURSE)
    for _time in range(2):
        call_command("demo_people", stdout=StringIO())
    assert User.objects.count() == 6
    assert Classroom.objects.count() == 2
    bo = User.objects.get(username="bo")
    assert granted_purposes(bo) == {"activity", "teacher_view", "research"}
    assert bo.consents.count() == 4
    cy = User.objects.get(username="cy")
    assert granted_purposes(cy) == frozenset()
    classroom = Classroom.objects.get(name="Maths 8A")
    assert [one.course.slug for one in classroom.assignments.all()] == [DEMO_COURSE]


def test_the_console_says_how_to_sign_in() -> None:
    out = StringIO()
    call_command("demo_people", stdout=out)
    assert DEMO_PASSWORD in out.getvalue()
    assert Client().login(username="ada", password=DEMO_PASSWORD)


def test_behind_https_it_refuses_with_a_way_out(settings: Settings) -> None:
    settings.IS_HTTPS = True
    with pytest.raises(CommandError, match="createsuperuser"):
        call_command("demo_people", stdout=StringIO())
    assert not User.objects.exists()


def test_a_first_start_that_is_done_says_nothing() -> None:
    make_course(now=NOW, slug=DEMO_COURSE)
    call_command("first_start", stdout=StringIO())
    again = StringIO()
    call_command("first_start", stdout=again)
    assert again.getvalue() == ""
    assert User.objects.count() == 6

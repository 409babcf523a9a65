"""Ada's pages: classes, roster, courses, the live class with and without names."""

from __future__ import annotations

from datetime import datetime

from django.test import Client
from django.urls import reverse

from tests.records import make_session
from tutor.accounts.models import Classroom, User
from tutor.content.models import Course, Lesson


def test_ada_makes_a_class_and_gets_its_join_code(client: Client, ada: User) -> None:
    client.force_login(ada)
    response = client.post(reverse("teach"), {"name": "Maths 9C"}, follow=True)
    made = Classroom.objects.get(name="Maths 9C")
    assert list(made.teachers.all()) == [ada]
    assert made.join_code in response.content.decode()


def test_the_first_page_counts_who_is_here(
    client: Client, ada: User, bo: User, class_8b: Classroom
) -> None:
    client.force_login(ada)
    page = client.get(reverse("teach")).content.decode()
    assert "1 learner, 0 here now" in page
    assert class_8b.name not in page


def test_ada_assigns_a_course_once(
    client: Client, ada: User, class_8a: Classroom, course: Course
) -> None:
    client.force_login(ada)
    url = reverse("teach_assign", args=[class_8a.public_id])
    for _time in range(2):
        client.post(url, {"course": course.pk})
    assert [one.course for one in class_8a.assignments.all()] == [course]


def test_an_empty_class_shows_its_join_code(client: Client, ada: User, class_8a: Classroom) -> None:
    client.force_login(ada)
    page = client.get(reverse("teach_class", args=[class_8a.public_id])).content.decode()
    assert class_8a.join_code in page
    assert "attune-class" not in page


def test_the_live_class_is_there_before_any_script(
    client: Client, ada: User, bo: User, class_8a: Classroom, lesson: Lesson, now: datetime
) -> None:
    make_session(bo, lesson=lesson, now=now)
    client.force_login(ada)
    page = client.get(reverse("teach_class", args=[class_8a.public_id])).content.decode()
    assert ">Bo Nguyen</a></th>" in page
    assert f"/ws/teach/{class_8a.public_id}/" in page


def test_for_a_projector_the_server_paints_no_name(
    client: Client, ada: User, bo: User, class_8a: Classroom
) -> None:
    client.force_login(ada)
    url = reverse("teach_class", args=[class_8a.public_id])
    page = client.get(url, {"projector": "1"}).content.decode()
    visible = page.partition('<script id="attune-class"')[0]
    assert "Bo Nguyen" not in visible


def test_a_name_cannot_break_out_of_the_page(
    client: Client, ada: User, bo: User, class_8a: Classroom
) -> None:
    bo.name = "</script><script>alert(1)</script>"
    bo.save()
    client.force_login(ada)
    for name in ("teach_class", "teach_roster"):
        page = client.get(reverse(name, args=[class_8a.public_id])).content.decode()
        assert "<script>alert" not in page

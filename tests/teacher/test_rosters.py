"""Ada's roster: a list is reported, then saved whole or not at all; groups, needs, dates."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta
from html import unescape

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.records import make_session
from tutor.accounts.models import Accommodation, Classroom, User
from tutor.accounts.services import enrol, join_group, set_accommodation
from tutor.adaptation.live import live_rows
from tutor.content.models import Course, Lesson
from tutor.learning.access import courses_for
from tutor.learning.models import Assignment, Session, SkillState
from tutor.privacy.models import Access, Purpose
from tutor.privacy.selectors import consenting_among, granted_purposes
from tutor.teacher.services import set_dates, set_exception

LIST = "name,username,group\nEmi Sato,emi,red\nBo Nguyen,bo,red\n"


def post_list(client: Client, classroom: Classroom, text: str) -> str:
    file = SimpleUploadedFile("class.csv", text.encode())
    url = reverse("teach_import", args=[classroom.public_id])
    return unescape(client.post(url, {"file": file}).content.decode())


def carried(page: str) -> str:
    return page.partition('name="rows" value="')[2].partition('"><p')[0]


def test_a_list_is_reported_first_and_saved_when_sent_again(
    client: Client, ada: User, bo: User, class_8a: Classroom
) -> None:
    client.force_login(ada)
    page = post_list(client, class_8a, LIST)
    assert "1 new, 0 join this class, 2 in all. Nothing is saved yet." in page
    assert not User.objects.filter(username="emi").exists()
    url = reverse("teach_import", args=[class_8a.public_id])
    saved = client.post(url, {"rows": carried(page)}).content.decode()
    emi = User.objects.get(username="emi")
    assert "passwords are shown once" in saved
    password = saved.partition("<code>")[2].partition("</code>")[0]
    assert emi.check_password(password)
    assert set(class_8a.groups.get(name="red").learners.all()) == {emi, bo}


def test_one_fault_keeps_all_out_and_is_named_by_its_row(
    client: Client, ada: User, cy: User, class_8a: Classroom
) -> None:
    client.force_login(ada)
    page = post_list(client, class_8a, "name,username\nEmi,emi\nCy,cy\n,x\n")
    assert "Row 4: the name is empty." in page
    page = post_list(client, class_8a, "name,username\nEmi,emi\nCy,cy\n")
    assert "Row 3: the username “cy” is taken" in page
    assert class_8a.join_code in page
    rows = '[{"row":2,"name":"Cy","username":"cy","email":"","group":""}]'
    url = reverse("teach_import", args=[class_8a.public_id])
    assert client.post(url, {"rows": rows}).status_code == 400
    assert client.post(url, {"rows": "nothing"}).status_code == 400
    assert not class_8a.enrolments.filter(learner=cy).exists()


def test_ada_sets_groups_and_needs_and_takes_bo_out(
    client: Client, ada: User, bo: User, class_8a: Classroom
) -> None:
    client.force_login(ada)
    url = reverse("teach_needs", args=[class_8a.public_id, bo.public_id])
    form = {"groups": "red, blue", "extra_time": "1.5", "reading": "dyslexia", "note": "Quiet seat"}
    client.post(url, form)
    page = client.get(reverse("teach_roster", args=[class_8a.public_id])).content.decode()
    assert "blue, red" in page
    assert "time × 1.5, Quiet seat" in page
    bo.refresh_from_db()
    assert bo.reading["font"] == "opendyslexic"
    client.post(url, {"groups": "", "extra_time": "1.0", "reading": "", "note": ""})
    assert not class_8a.groups.exists()
    assert not Accommodation.objects.exists()
    client.post(url, {"leave": "1"})
    assert not class_8a.enrolments.exists()


def test_with_sensing_off_nothing_is_sensed_whatever_bo_agreed_to(
    ada: User, bo: User, now: datetime
) -> None:
    set_accommodation(bo, extra_time_p=1.0, is_sensing_off=True, note="", teacher=ada, now=now)
    assert granted_purposes(bo) == {"teacher_view", "research"}
    assert consenting_among([bo.pk], purpose=Purpose.ACTIVITY) == frozenset()


def test_with_half_as_much_time_again_a_wait_is_long_later(
    ada: User, bo: User, class_8a: Classroom, lesson: Lesson, now: datetime
) -> None:
    make_session(bo, lesson=lesson, now=now, outcomes=("right",))
    later = now + timedelta(minutes=2, seconds=30)
    (row,) = live_rows(class_8a, now=later)
    assert row.need_rule == "silent"
    set_accommodation(bo, extra_time_p=1.5, is_sensing_off=False, note="", teacher=ada, now=now)
    (row,) = live_rows(class_8a, now=later)
    assert row.need == 0
    (row,) = live_rows(class_8a, now=later + timedelta(minutes=1))
    assert row.need_rule == "silent"


def test_a_course_opens_on_its_day_and_for_bo_on_his(
    bo: User, class_8a: Classroom, course: Course, lesson: Lesson
) -> None:
    assignment = Assignment.objects.get(classroom=class_8a)
    tomorrow, yesterday = timezone.now() + timedelta(days=1), timezone.now() - timedelta(days=1)
    set_dates(assignment, opens_at=tomorrow, due_at=None)
    assert list(courses_for(bo)) == []
    set_exception(assignment, learner=bo, opens_at=yesterday, due_at=None, is_excused=False)
    assert list(courses_for(bo)) == [course]
    set_exception(assignment, learner=bo, opens_at=None, due_at=None, is_excused=False)
    assert list(courses_for(bo)) == []
    set_dates(assignment, opens_at=None, due_at=tomorrow)
    assert list(courses_for(bo)) == [course]


def test_dates_and_exceptions_are_set_by_form(
    client: Client, ada: User, bo: User, class_8a: Classroom, lesson: Lesson
) -> None:
    client.force_login(ada)
    assignment = Assignment.objects.get(classroom=class_8a)
    place = [class_8a.public_id, assignment.pk]
    client.post(reverse("teach_dates", args=place), {"due_on": "2026-12-18"})
    client.post(reverse("teach_exception", args=place), {"learner": bo.pk, "is_excused": "on"})
    client.force_login(bo)
    where = reverse("course", args=[assignment.course.slug])
    assert "Your class does this by 18 December 2026" not in client.get(where).content.decode()
    assignment.exceptions.all().delete()
    assert "Your class does this by 18 December 2026" in client.get(where).content.decode()
    client.force_login(ada)
    client.post(reverse("teach_exception", args=place), {"learner": bo.pk, "is_excused": "on"})
    page = client.get(reverse("teach_roster", args=[class_8a.public_id])).content.decode()
    assert "to be done by 18 December 2026" in page
    assert f"{bo.display_name}: need not do it" in page


def test_the_progress_report_and_its_file_are_the_same(
    client: Client, ada: User, bo: User, class_8a: Classroom, lesson: Lesson, now: datetime
) -> None:
    session = make_session(bo, lesson=lesson, now=now)
    Session.objects.filter(pk=session.pk).update(ended_at=now)
    skill = lesson.course.skills.get(slug="undo")
    SkillState.objects.create(
        learner=bo, skill=skill, attempt_count=4, right_count=3, mastery_p=0.99, updated_at=now
    )
    client.force_login(ada)
    place = [class_8a.public_id, lesson.course.slug]
    page = unescape(client.get(reverse("teach_progress", args=place)).content.decode())
    text = client.get(reverse("teach_progress_csv", args=place)).content.decode()
    header, row = list(csv.reader(io.StringIO(text)))
    assert row == [bo.display_name, "1/2", "1/2", "3/4 mastered", "–"]
    for name in header:
        assert f'<th scope="col">{name}</th>' in page
    cells = "".join(f"<td>{cell}</td>" for cell in row[1:])
    assert f'<th scope="row">{row[0]}</th>{cells}' in page


def test_progress_of_a_group_alone(
    client: Client,
    ada: User,
    bo: User,
    cy: User,
    class_8a: Classroom,
    lesson: Lesson,
    now: datetime,
) -> None:
    enrol(cy, classroom=class_8a, now=now)
    join_group(cy, classroom=class_8a, name="red")
    client.force_login(ada)
    url = reverse("teach_progress_csv", args=[class_8a.public_id, lesson.course.slug])
    text = client.get(url, {"group": "red"}).content.decode()
    assert cy.display_name in text
    assert bo.display_name not in text


def test_bo_reads_who_opened_his_details(
    client: Client, ada: User, bo: User, class_8a: Classroom
) -> None:
    client.force_login(ada)
    for _time in range(2):
        client.get(reverse("teach_learner", args=[class_8a.public_id, bo.public_id]))
    (access,) = Access.objects.filter(subject=bo)
    assert (access.kind, access.actor, access.about) == ("drawer", ada, class_8a.name)

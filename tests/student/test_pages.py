"""Bo's pages: today, a course, a lesson, past answers, pictures."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from tests.student.conftest import Post, answer_body, api
from tutor.accounts.models import Classroom, User
from tutor.content.models import Course, Figure, Item, Lesson
from tutor.learning.models import Session
from tutor.learning.services import finish_segment

LESSON = "/learn/equations/lesson-1/"


def text(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def boot_of(page: str) -> dict[str, object]:
    found = re.search(r'id="attune-session" type="application/json">(.*?)</script>', page)
    assert found is not None
    data: dict[str, object] = json.loads(found[1])
    return data


def test_a_new_learner_starts_where_the_course_begins(as_bo: Client, lesson: Lesson) -> None:
    page = text(as_bo, "/")
    assert "This is where the course begins." in page
    assert page.count('class="button"') == 1  # one primary action
    assert "Start" in page


def test_who_has_begun_continues_and_is_told_why(
    as_bo: Client, session: Session, lesson: Lesson, now: datetime
) -> None:
    first = lesson.segments.first()
    assert first is not None
    finish_segment(session, segment=first, now=now - timedelta(days=2))
    page = text(as_bo, "/")
    assert "Continue" in page
    assert re.search(r"You were here .+ ago\.", page)
    assert "1 of 4 parts done" in page


def test_who_is_in_no_class_is_shown_how_to_join(client: Client, class_8a: Classroom) -> None:
    di = User.objects.create_user("di", password="x")
    client.force_login(di)
    page = text(client, "/")
    assert "You are in no class yet" in page
    assert 'name="join_code"' in page


def test_a_class_without_a_course_says_so(client: Client, bo: User) -> None:
    client.force_login(bo)
    assert "Nothing is set yet" in text(client, "/")


@pytest.mark.parametrize(
    ("person", "door"), [("ada", "teach"), ("rae", "research"), ("max_admin", "teach")]
)
def test_everybody_else_starts_at_their_own_page(
    client: Client, request: pytest.FixtureRequest, person: str, door: str
) -> None:
    client.force_login(request.getfixturevalue(person))
    assert client.get("/").headers["Location"] == reverse(door)


def test_a_lesson_begins_with_all_that_the_player_needs(
    as_bo: Client, bo: User, lesson: Lesson
) -> None:
    boot = boot_of(text(as_bo, LESSON))
    session = Session.objects.get()
    assert boot["session"] == str(session.public_id)
    assert boot["learner"] == str(bo.public_id)
    assert boot["socket_path"] == f"/ws/learn/{session.public_id}/"
    assert boot["current"] == lesson.segments.get(position=1).pk
    assert len(boot["segments"]) == 4  # type: ignore[arg-type] # a list, by the test's own parse
    assert "gaze" not in boot["signals"]  # type: ignore[operator] # as above
    assert "dwell" in boot["signals"]  # type: ignore[operator] # as above


def test_nothing_is_to_be_sensed_of_who_has_not_agreed(
    client: Client, cy: User, lesson: Lesson
) -> None:
    client.force_login(cy)
    assert boot_of(text(client, LESSON))["signals"] == []


def test_no_answer_and_no_feedback_travels_before_it_is_asked_for(
    as_bo: Client, session: Session, lesson: Lesson
) -> None:
    fragments = [f"{LESSON}segments/{segment.pk}/" for segment in lesson.segments.all()]
    whole = " ".join(text(as_bo, path) for path in [LESSON, *fragments])
    secrets = ["is_right", "That would add 3 twice", "Undo the addition first", "tolerance"]
    assert [secret for secret in secrets if secret in whole] == []


def test_options_stay_in_their_order_and_differ_between_sessions(
    as_bo: Client, session: Session, choice_item: Item
) -> None:
    choices = [{"id": str(n), "html": f"option {n}", "speech": f"option {n}"} for n in range(9)]
    choice_item.public_spec = {"choices": choices, "shuffle": True}
    choice_item.save()
    url = f"{LESSON}segments/{choice_item.segment_id}/"

    def order() -> list[str]:
        return re.findall(r'name="choice" value="(\d)"', text(as_bo, url))

    first = order()
    assert first == order()
    assert sorted(first) == [str(n) for n in range(9)]
    Session.objects.update(seed=session.seed + 1)
    assert order() != first


def test_options_have_their_words_as_names(
    as_bo: Client, session: Session, choice_item: Item
) -> None:
    page = text(as_bo, f"{LESSON}segments/{choice_item.segment_id}/")
    names = re.findall(r'name="choice"[^>]*aria-label="([^"]+)"', page)
    assert names == ["subtract 3", "add 3", "divide by 3"]


def test_past_answers_can_be_read(
    post: Post, as_bo: Client, session: Session, numeric_item: Item
) -> None:
    hostile = "<b>4</b>"
    for answer in ("-4", hostile):
        post(api(session, "answers/"), answer_body(numeric_item, {"text": answer}))
    page = text(as_bo, f"{LESSON}answers/")
    assert "Check the sign" in page
    assert hostile not in page
    assert "&lt;b&gt;4&lt;/b&gt;" in page
    fragment = text(as_bo, f"{LESSON}segments/{numeric_item.segment_id}/")
    assert "(<span data-count>2</span>)" in fragment
    assert hostile not in fragment


def test_cys_page_shows_nothing_of_bos_answers(
    post: Post, client: Client, session: Session, cy: User, numeric_item: Item
) -> None:
    post(api(session, "answers/"), answer_body(numeric_item, {"text": "-4321"}))
    client.force_login(cy)
    assert "4321" not in text(client, LESSON)
    assert "4321" not in text(client, f"{LESSON}answers/")
    assert "4321" not in text(client, f"{LESSON}segments/{numeric_item.segment_id}/")


@pytest.mark.parametrize("path", ["", "lesson-1/", "lesson-1/answers/", "figures/scale.svg"])
def test_a_course_of_no_class_of_mine_is_as_good_as_missing(
    client: Client, bo: User, course: Course, path: str
) -> None:
    client.force_login(bo)
    assert client.get(f"/learn/equations/{path}").status_code == 404


def test_licence_and_attribution_stand_beside_every_part(
    as_bo: Client, session: Session, lesson: Lesson
) -> None:
    second = lesson.segments.get(position=2)
    second.licence, second.attribution = "CC BY-SA 4.0", "Somebody Else"
    second.save()
    assert "Attune authors" in text(as_bo, LESSON)
    fragment = text(as_bo, f"{LESSON}segments/{second.pk}/")
    assert "Somebody Else" in fragment
    assert "CC BY-SA 4.0" in fragment


def test_a_picture_can_do_nothing_but_be_seen(
    as_bo: Client, lesson: Lesson, settings: object, tmp_path: object
) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined] # pytest-django's settings
    drawing = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
    figure = Figure(course=lesson.course, name="scale.svg")
    figure.file.save("scale.svg", ContentFile(drawing))
    answer = as_bo.get("/learn/equations/figures/scale.svg")
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "script-src" not in answer.headers["Content-Security-Policy"]
    assert "private" in answer.headers["Cache-Control"]


def test_the_look_is_the_persons_own_and_there_is_no_flash(as_bo: Client, lesson: Lesson) -> None:
    answer = as_bo.post("/appearance/", {"theme": "dark", "next": LESSON})
    assert answer.headers["Location"] == LESSON
    assert '<html lang="en" dir="ltr" data-theme="dark">' in text(as_bo, "/")
    as_bo.post("/appearance/", {"theme": "hot pink"})
    assert 'data-theme="dark"' in text(as_bo, "/")


def test_the_way_back_never_leads_to_another_site(as_bo: Client) -> None:
    answer = as_bo.post("/appearance/", {"theme": "dark", "next": "https://elsewhere.example/"})
    assert answer.headers["Location"] == "/"


@pytest.mark.parametrize("path", ["/", LESSON, "/noticed/", "/learn/equations/"])
def test_pages_are_for_who_is_signed_in(client: Client, lesson: Lesson, path: str) -> None:
    assert client.get(path).headers["Location"].startswith("/accounts/login/")


def test_a_segment_for_who_is_signed_out_is_no_sign_in_page(
    client: Client, session: Session
) -> None:
    assert client.get(f"{LESSON}segments/{session.segment_id}/").status_code == 401

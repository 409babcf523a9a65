"""Ada's pages for writing: her own courses only, a preview that keeps nothing, publish and undo."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.authoring.lessons import FILES, PRACTICE, SLUG, begun_course, published, written
from tests.content.writing import SVG
from tutor.accounts.models import User
from tutor.authoring.selectors import desk_of
from tutor.content.models import Course, Figure, Lesson
from tutor.learning.models import Attempt, HintUse, Session

pytestmark = pytest.mark.django_db
PLACE = f"/teach/author/balance/lessons/{SLUG}/"


@pytest.fixture
def course(ada: User, now: datetime) -> Course:
    course = begun_course(ada, now)
    written(course, ada, now)
    return course


def posted(client: Client, what: str, **body: Any) -> Any:
    answer = client.post(f"{PLACE}{what}/", json.dumps(body), content_type="application/json")
    return answer.json() | {"status": answer.status_code}


def test_ada_makes_a_course_a_skill_and_a_lesson(as_ada: Client, ada: User) -> None:
    assert "You have no course" in as_ada.get("/teach/author/").content.decode()
    form = {"title": "Fractions you see", "language": "en", "licence": "CC BY 4.0"}
    made = as_ada.post("/teach/author/", form)
    assert made.headers["Location"] == "/teach/author/fractions-you-see/"
    course = Course.objects.get()
    assert (list(course.authors.all()), course.is_published) == ([ada], False)
    place = made.headers["Location"]
    as_ada.post(f"{place}skill/", {"skill-title": "Name a fraction"})
    as_ada.post(f"{place}course/", {"course-title": "Fractions", "course-licence": "CC0"})
    begun = as_ada.post(f"{place}lesson/", {"lesson-title": "Cut a cake"})
    course.refresh_from_db()
    assert (course.title, course.licence, course.slug) == ("Fractions", "CC0", "fractions-you-see")
    assert course.skills.get().slug == "name-a-fraction"
    assert begun.headers["Location"] == f"{place}lessons/cut-a-cake/"
    assert "attune-writing" in as_ada.get(begun.headers["Location"]).content.decode()


def test_a_form_with_a_gap_says_so(as_ada: Client, course: Course) -> None:
    answer = as_ada.post("/teach/author/balance/skill/", {"skill-title": " "})
    assert answer.status_code == 400
    assert "This field is required" in answer.content.decode()


def test_ada_lets_dee_write_too_and_learners_stay_out(
    as_ada: Client, as_dee: Client, course: Course, bo: User
) -> None:
    place = "/teach/author/balance/"
    for name in ("bo", "nobody"):
        refused = as_ada.post(f"{place}author/", {"author-username": name})
        assert f"{name}&#x27; is no teacher here" in refused.content.decode()
    assert as_dee.post(f"{place}author/", {"author-username": "dee"}).status_code == 404
    as_ada.post(f"{place}author/", {"author-username": "dee"})
    assert as_dee.get(PLACE).status_code == 200
    assert "Dee Okafor" in as_ada.get(place).content.decode()


def test_dee_meets_nothing_of_adas_course(as_dee: Client, course: Course) -> None:
    for path in ("", "publish/", "versions/"):
        assert as_dee.get(f"{PLACE}{path}").status_code == 404
    for what in ("save", "check", "try", "hint"):
        answer = posted(as_dee, what, files=FILES, revision=2, item=1, response={}, shown=0)
        assert answer["status"] == 404
    assert "Balance" not in as_dee.get("/teach/author/").content.decode()


def test_an_administrator_may_write_on_every_course(max_admin: User, course: Course) -> None:
    client = Client()
    client.force_login(max_admin)
    assert client.get(PLACE).status_code == 200


def test_saving_gives_the_next_revision_and_tells_who_was_quicker(
    as_ada: Client, course: Course
) -> None:
    revision = desk_of(course, SLUG).revision
    longer = {**FILES, "02-your-turn.md": PRACTICE.replace("Take", "Do take")}
    assert posted(as_ada, "save", files=longer, revision=revision)["revision"] == revision + 1
    late = posted(as_ada, "save", files=FILES, revision=revision)
    assert (late["status"], late["theirs"]["by"]) == (409, "Ada Lovelace")
    assert late["theirs"]["files"] == longer
    refused = posted(as_ada, "save", files={"a": "b"}, revision=revision + 1)
    assert (refused["status"], refused["error"]) == (
        400, "A lesson needs its lesson.md, with title and summary.",
    )  # fmt: skip


def test_a_check_names_line_and_fix_and_draws_the_part_as_learners_see_it(
    as_ada: Client, course: Course
) -> None:
    wrong = {**FILES, "01-two-sides.md": FILES["01-two-sides.md"].replace("reading", "novel")}
    checked = posted(as_ada, "check", files=wrong, file="02-your-turn.md")
    [finding] = checked["findings"]
    assert (finding["file"], finding["line"]) == ("01-two-sides.md", 2)
    assert "known are reading, worked_example" in finding["reason"]
    assert '<at-exercise data-item="1" data-type="numeric">' in checked["html"]
    assert re.search(r'<math aria-label="[^"]*plus 3 equals 7"', checked["html"])
    unreadable = {**FILES, "02-your-turn.md": "no front matter"}
    assert posted(as_ada, "check", files=unreadable, file="02-your-turn.md")["html"] is None
    about = posted(as_ada, "check", files=FILES, file="lesson.md")["html"]
    assert "Level scales." in about


def test_the_preview_is_what_the_learners_page_writes(
    as_ada: Client, course: Course, ada: User, max_admin: User, now: datetime
) -> None:
    drawn = posted(as_ada, "check", files=FILES, file="02-your-turn.md")["html"]
    published(course, ada, now)
    client = Client()
    client.force_login(max_admin)
    segment = Lesson.objects.get().segments.get(slug="your-turn")
    page = client.get(f"/learn/balance/{SLUG}/segments/{segment.pk}/").content.decode()
    item = segment.items.get().pk
    for key, number, ordinal in (
        ('data-item="', item, 1), ("-i", item, 1),
        ('data-segment="', segment.pk, 2), ("segment-", segment.pk, 2),
    ):  # fmt: skip
        page = re.sub(rf"{key}{number}\b", f"{key}{ordinal}", page)
    assert page == drawn


def test_answers_are_graded_as_learners_are_and_nothing_is_stored(
    as_ada: Client, course: Course
) -> None:
    wrong = posted(as_ada, "try", files=FILES, item=1, response={"text": "10"})["attempt"]
    assert wrong["outcome"] == "not_yet"
    assert "undoes it." in wrong["feedback_html"]
    right = posted(as_ada, "try", files=FILES, item=1, response={"text": "4"})["attempt"]
    assert right["outcome"] == "right"
    second = posted(as_ada, "hint", files=FILES, item=1, shown=1)
    assert (second["hint"]["ordinal"], second["remaining"]) == (2, 1)
    inner = posted(
        as_ada, "try", files=FILES, item=1, hint=second["hint"]["id"], response={"text": "4"}
    )
    assert inner["attempt"]["outcome"] == "right"
    assert posted(as_ada, "hint", files=FILES, item=1, shown=3)["hint"] is None
    assert posted(as_ada, "try", files=FILES, item=9, response={})["status"] == 400
    for kept in (Attempt, HintUse, Session):
        assert not kept.objects.exists()


def test_the_preview_frame_has_an_origin_of_its_own(as_ada: Client) -> None:
    policy = as_ada.get("/teach/author-preview/").headers["Content-Security-Policy"]
    assert "sandbox allow-scripts allow-forms" in policy
    assert "allow-same-origin" not in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_a_picture_needs_words_and_never_takes_anothers_place(
    as_ada: Client, as_dee: Client, course: Course
) -> None:
    def brought(text: str, alt: str, name: str = "A Scale.SVG") -> Any:
        file = SimpleUploadedFile(name, text.encode())
        return as_ada.post(f"{PLACE}pictures/", {"file": file, "alt": alt}).json()

    assert "say what it shows" in brought(SVG, " ")["error"]
    assert "a picture must not act" in brought("<svg><script/></svg>", "x")["error"]
    assert "is not a picture" in brought("x", "x", name="a.exe")["error"]
    first = brought(SVG, "A level [scale].")["markdown"]
    assert first == "![A level (scale).](figures/a-scale.svg)"
    assert brought(SVG, "Again")["markdown"] == "![Again](figures/a-scale.svg)"
    other = brought(SVG.replace("200", "300"), "Wider")["markdown"]
    assert other == "![Wider](figures/a-scale-2.svg)"
    assert Figure.objects.count() == 2
    address = f"/teach/author/balance/pictures/{SLUG}-a-scale.svg/"
    assert as_ada.get(address).headers["Content-Type"] == "image/svg+xml"
    assert as_dee.get(address).status_code == 404
    files = {**FILES, "01-two-sides.md": f"{FILES['01-two-sides.md']}\n{first}\n"}
    checked = posted(as_ada, "check", files=files, file="01-two-sides.md")
    assert checked["findings"] == []
    assert (
        f'src="/learn/balance/figures/{SLUG}-a-scale.svg" alt="A level (scale)."' in checked["html"]
    )


def test_publish_says_what_changes_then_does_it_and_versions_undo_it(
    as_ada: Client, course: Course
) -> None:
    revision = desk_of(course, SLUG).revision
    assert "a lesson of 2 parts with 1 question" in as_ada.get(f"{PLACE}publish/").content.decode()
    as_ada.post(f"{PLACE}publish/", {"revision": revision, "note": "First"})
    assert Lesson.objects.get().version == 1
    posted(as_ada, "save", files={**FILES, "02-your-turn.md": PRACTICE.replace("'4'", "'5'")},
           revision=0)  # fmt: skip
    shown = as_ada.get(f"{PLACE}publish/").content.decode()
    assert "how question find-x in “Your turn” is graded" in shown
    assert "Nobody is in the lesson now." in shown
    page = as_ada.get(f"{PLACE}versions/").content.decode()
    assert "First" in page
    assert "<ins>" in page
    as_ada.post(f"{PLACE}publish/", {"revision": 1})
    assert Lesson.objects.get().version == 2
    as_ada.post(f"{PLACE}restore/", {"number": 1})
    assert desk_of(course, SLUG).files == FILES
    assert as_ada.post(f"{PLACE}restore/", {"number": 9}).status_code == 404
    as_ada.post(f"{PLACE}discard/")
    assert not desk_of(course, SLUG).is_draft


def test_mistakes_are_listed_in_place_of_publishing(as_ada: Client, course: Course) -> None:
    wrong = {**FILES, "02-your-turn.md": PRACTICE.replace("numeric", "number")}
    revision = posted(as_ada, "save", files=wrong, revision=desk_of(course, SLUG).revision)
    shown = as_ada.get(f"{PLACE}publish/").content.decode()
    assert "To be mended first" in shown
    assert "02-your-turn.md, line" in shown
    as_ada.post(f"{PLACE}publish/", {"revision": revision["revision"]})
    assert not Lesson.objects.exists()


def test_publishing_what_was_not_looked_at_is_refused(as_ada: Client, course: Course) -> None:
    revision = desk_of(course, SLUG).revision
    for given in (str(revision - 1), "", "x"):
        as_ada.post(f"{PLACE}publish/", {"revision": given})
    assert not Lesson.objects.exists()


def test_lessons_move_by_buttons(as_ada: Client, course: Course, ada: User, now: datetime) -> None:
    published(course, ada, now)
    as_ada.post("/teach/author/balance/lesson/", {"lesson-title": "Second"})
    as_ada.post("/teach/author/balance/lessons/second/publish/", {"revision": 1})
    as_ada.post("/teach/author/balance/move/", {"lesson": "second", "direction": "up"})
    assert [one.slug for one in course.lessons.order_by("position")] == ["second", SLUG]

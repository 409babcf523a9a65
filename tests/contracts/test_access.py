"""Who may open what: every URL, every role, GET and POST with a valid token, against one table.

`access.csv` is the table, reviewed by people. A new URL has no line there and fails, and so does a
cell that changed. With ATTUNE_WRITE_ACCESS=1 this test writes the table anew: read the difference
before committing it.
"""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.signals import request_finished
from django.db import close_old_connections
from django.http import HttpResponseBase
from django.middleware.csrf import _get_new_csrf_string
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pytest_django.fixtures import Settings

from tests.records import make_session
from tutor.accounts.models import Classroom, User
from tutor.authoring.models import ImportJob, Manuscript
from tutor.content.models import Course, Figure
from tutor.domain.activities import ACTIVITIES
from tutor.experiments.models import Arm, Experiment
from tutor.guidance.models import Alert, TeacherAction
from tutor.learning.models import ActivityRun, Assignment, Session, SkillState
from tutor.research.models import Bundle
from tutor.research.pseudonyms import load_pseudonyms
from tutor.studies.models import Study
from tutor.studies.services import Plan, create_study, decide_study, open_study

TABLE = Path(__file__).with_name("access.csv")
ROLES = ("anonymous", "bo", "cy", "ada", "dee", "rae", "max")
METHODS = ("GET", "POST")
Pattern = tuple[str, tuple[str, ...]]


def all_patterns(resolver: URLResolver | None = None, space: str = "") -> Iterator[Pattern]:
    """Name and argument names of every URL of the site."""
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            yield from all_patterns(one, f"{space}{one.namespace}:" if one.namespace else space)
        elif isinstance(one, URLPattern):
            names = tuple(one.pattern.converters) or tuple(one.pattern.regex.groupindex)
            yield f"{space}{one.name or ''}", names


PATTERNS = dict(all_patterns())
OURS = {name: names for name, names in PATTERNS.items() if not name.startswith("admin:")}
# Unnamed: the redirect of an old address to a record's page.
RECORDS = {
    name: names
    for name, names in PATTERNS.items()
    if name.startswith("admin:") and name != "admin:"
}


_STEPS = {"author_course_step": "move", "author_lesson_step": "discard"}
_PICTURES = {"figure", "author_picture"}
_JSON = re.compile(r"/api/|/activities/|/teach/author/.*/(save|check|try|hint)/$")


def read_table() -> dict[tuple[str, str], dict[str, str]]:
    if not TABLE.exists():
        return {}
    with TABLE.open() as file:
        return {(row["url"], row["method"]): row for row in csv.DictReader(file)}


@dataclass(frozen=True, kw_only=True)
class Site:
    """Bo studies a course in Ada's class. Cy learns elsewhere, from Dee, and not this course."""

    people: dict[str, User]
    classroom: Classroom
    session: Session
    run: ActivityRun
    course: Course
    bundle: Bundle
    alert: Alert
    action: TeacherAction
    job: ImportJob

    def client(self, role: str) -> Client:
        """A browser of `role` that holds a valid token against forgery."""
        client = Client(enforce_csrf_checks=True)
        if role != "anonymous":
            client.force_login(
                self.people[role], backend="django.contrib.auth.backends.ModelBackend"
            )
        client.cookies["csrftoken"] = _get_new_csrf_string()
        return client

    def url(self, name: str, names: tuple[str, ...]) -> str:
        return reverse(name, kwargs={one: self.argument(name, one) for one in names})

    def _number(self, name: str, segment: int) -> int:
        if name.startswith("teach_lesson"):
            return self.session.lesson_id
        if name in {"teach_dates", "teach_exception"}:
            return Assignment.objects.get(classroom=self.classroom).pk
        return segment

    def argument(self, name: str, argument: str) -> Any:
        segment = self.session.segment
        decision = self.session.decisions.last()
        public_ids: dict[str, Any] = {
            "import_job": self.job,
            "import_step": self.job,
            "import_report": self.job,
            "api_decision": decision,
            "resolve_noticed": decision,
            "activity_trials": self.run,
            "activity_finish": self.run,
            "teach_alert": self.alert,
            "teach_undo": self.action,
            "api_nudge": self.action,
            "bundle_state": self.bundle,
            "bundle_cancel": self.bundle,
            "bundle_file": self.bundle,
        }
        if name.startswith("experiment"):
            return Experiment.objects.get().public_id
        known: dict[str, Any] = {
            "slug": self.bundle.study.slug,
            "session": picture_name(self.bundle.study, self.session),
            "pseudonym": load_pseudonyms().session(self.session.public_id),
            "classroom": self.classroom.public_id,
            "learner": self.session.learner.public_id,
            "kind": "pause",
            "public_id": public_ids.get(name, self.session).public_id,
            "course_slug": self.course.slug,
            "lesson_slug": self.session.lesson.slug,
            "pk": self._number(name, segment.pk if segment else 0),
            "table": "exercises",
            "step": _STEPS.get(name, "again"),
            "name": "balance.svg" if name in _PICTURES else ACTIVITIES[0].name,
            "action": "reread",
            "skill": self.course.skills.get(slug="undo").pk,
            "language": "zh-hans",
            "uidb36": "1",
            "key": "set-password",
            "object_id": "1",
            "content_type_id": 1,
            "id": "1",
            "app_label": "accounts",
            "url": "nothing",
        }
        return known[argument]


def make_experiment(*, course: Course, now: datetime) -> None:
    """A draft of an experiment in a study that Rae is no member of."""
    study = Study.objects.create(slug="arms", title="Arms", created_at=now)
    experiment = Experiment.objects.create(
        study=study,
        title="Questions",
        hypothesis="They help.",
        course=course,
        unit="learner",
        outcome="right_p",
        least_that_matters=0.05,
        created_at=now,
    )
    for position, kind, policy in ((1, "control", "fixed"), (2, "treatment", "adaptive")):
        Arm.objects.create(
            experiment=experiment, position=position, key=kind, title=kind, kind=kind, policy=policy
        )


@pytest.fixture
def site(
    ada: User,
    dee: User,
    bo: User,
    cy: User,
    rae: User,
    max_admin: User,
    class_8a: Classroom,
    course: Course,
    now: datetime,
    settings: Settings,
    tmp_path: Path,
) -> Iterator[Site]:
    settings.DATA_DIR = settings.MEDIA_ROOT = tmp_path
    Assignment.objects.create(classroom=class_8a, course=course, assigned_at=now)
    picture = ContentFile(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "balance.svg")
    Figure.objects.create(course=course, name="balance.svg", file=picture)
    course.authors.add(ada)
    for lesson in course.lessons.all():
        Manuscript.objects.create(
            course=course, lesson_slug=lesson.slug, files={"lesson.md": ""}, updated_at=now
        )
    session = make_session(bo, lesson=course.lessons.get(position=1), now=now)
    SkillState.objects.create(learner=bo, skill=course.skills.get(slug="undo"), updated_at=now)
    run = ActivityRun.objects.create(
        learner=bo, activity=ACTIVITIES[0].name, parameters={}, seed=7, started_at=now
    )
    alert = Alert.objects.create(
        session=session, classroom=class_8a, rule="away", words="Away", raised_at=now
    )
    action = TeacherAction.objects.create(
        kind="nudge",
        classroom=class_8a,
        learner=bo,
        session=session,
        content={"text": "One step more."},
        made_at=now,
    )
    make_experiment(course=course, now=now)
    bundle = make_bundle(rae, bo, class_8a, now=now)
    people = {"ada": ada, "dee": dee, "bo": bo, "cy": cy, "rae": rae, "max": max_admin}
    cache.clear()
    yield Site(
        people=people,
        classroom=class_8a,
        session=session,
        run=run,
        course=course,
        bundle=bundle,
        alert=alert,
        action=action,
        job=ImportJob.objects.create(
            owner=ada, file=picture, file_name="a.gift", created_at=now, seen_at=now
        ),
    )
    cache.clear()


def make_bundle(rae: User, bo: User, classroom: Classroom, *, now: datetime) -> Bundle:
    """A bundle of Rae's open study, in which Bo takes part."""
    plan = Plan(
        slug="rereading", title="R", protocol="p", consent_text="c", classrooms=(classroom,)
    )
    study = open_study(create_study(rae, plan=plan, now=now), now=now)
    decide_study(bo, study=study, is_granted=True, now=now)
    return Bundle.objects.create(study=study, asked_at=now, seen_at=now)


def picture_name(study: Study, session: Session) -> str:
    return load_pseudonyms().for_study(study.public_id).session(session.public_id)


def ask(client: Client, method: str, url: str) -> HttpResponseBase:
    """The answer; addresses of JSON get an empty object, all others an empty form."""
    token = client.cookies["csrftoken"].value
    if method == "GET":
        response = client.get(url)
    elif _JSON.match(url):
        headers = {"x-csrftoken": token}
        response = client.post(url, "{}", content_type="application/json", headers=headers)
    else:
        response = client.post(url, headers={"x-csrftoken": token})
    let_go(response)
    return response


def let_go(response: HttpResponseBase) -> None:
    """Closes the files that an answer holds, without the database connection of the test."""
    request_finished.disconnect(close_old_connections)
    try:
        response.close()
    finally:
        request_finished.connect(close_old_connections)


def cell(response: HttpResponseBase) -> str:
    """The status; `login` where one is asked to sign in."""
    target = response.headers.get("Location", "")
    if response.status_code == 302 and target.startswith(reverse("account_login")):
        return "login"
    return str(response.status_code)


@pytest.mark.parametrize("name", OURS)
def test_every_cell_is_as_the_table_says(site: Site, name: str) -> None:
    url = site.url(name, OURS[name])
    for method in METHODS:
        found = {role: cell(ask(site.client(role), method, url)) for role in ROLES}
        if os.environ.get("ATTUNE_WRITE_ACCESS"):
            _write(name, method, found)
        row = read_table().get((name, method))
        assert row is not None, f"{name} {method} is not in access.csv; now: {found}"
        assert found == {role: row[role] for role in ROLES}, method


def _write(name: str, method: str, found: dict[str, str]) -> None:
    table = read_table() | {(name, method): {"url": name, "method": method, **found}}
    order = [key for url in OURS for key in ((url, one) for one in METHODS) if key in table]
    with TABLE.open("w", newline="") as file:
        writer = csv.DictWriter(file, ["url", "method", *ROLES], lineterminator="\n")
        writer.writeheader()
        writer.writerows(table[key] for key in order)


def test_the_table_has_no_line_without_a_url() -> None:
    assert {url for url, _method in read_table()} == set(OURS)


def test_the_table_lets_nobody_in_where_the_rules_forbid_it() -> None:
    """What must hold whatever the table says: a wrong review is caught here."""
    for (url, method), row in read_table().items():
        codes = {role: row[role] for role in ROLES}
        assert not any(code.startswith("5") for code in codes.values()), (url, method)
        if url.startswith(("teach", "research")):
            assert codes["anonymous"] in {"login", "405"}
            assert codes["bo"] == codes["cy"]
            assert codes["bo"] in {"403", "405"}
        if url.startswith("research"):
            assert codes["ada"] == codes["dee"]
            assert codes["ada"] in {"403", "405"}
        if url.startswith("teach_"):
            assert codes["dee"] in {"404", "405"}
            assert codes["rae"] in {"403", "405"}
        if url.startswith("api_"):
            others = {codes[role] for role in ROLES if role not in {"bo", "anonymous"}}
            assert others <= {"404", "405"}, url


@pytest.mark.parametrize("role", ["anonymous", "bo", "ada", "rae"])
def test_the_records_open_to_administrators_alone(site: Site, role: str) -> None:
    client = site.client(role)
    let_in = []
    for name, names in RECORDS.items():
        for method in METHODS:
            response = ask(client, method, site.url(name, names))
            to_sign_in = response.headers.get("Location", "").startswith(
                (reverse("admin:login"), reverse("admin:index"), reverse("account_login"))
            )
            is_sent_away = response.status_code == 302 and to_sign_in
            if not is_sent_away and response.status_code not in {403, 404, 405}:
                let_in.append((name, method, response.status_code))
    assert let_in == []


def test_no_record_breaks_for_an_administrator(site: Site) -> None:
    broken = []
    for name, names in RECORDS.items():
        for method in METHODS:
            response = ask(site.client("max"), method, site.url(name, names))
            if response.status_code >= 500:
                broken.append((name, method))
    assert broken == []


@pytest.mark.parametrize("role", ["bo", "ada", "rae"])
def test_the_sign_in_of_the_records_keeps_others_out(site: Site, role: str) -> None:
    assert ask(site.client(role), "GET", reverse("admin:login")).status_code == 403


WITH_AN_ID = {
    name: names for name, names in OURS.items() if {"classroom", "public_id"} & set(names)
}


@pytest.mark.parametrize("name", WITH_AN_ID)
def test_foreign_and_missing_are_the_same_answer(site: Site, name: str) -> None:
    names = WITH_AN_ID[name]
    foreign = site.url(name, names)
    key = next(one for one in names if one in {"classroom", "public_id"})
    missing = foreign.replace(str(site.argument(name, key)), str(uuid4()))
    # A bundle is Rae's own, whatever else is foreign to her.
    foreigners = ("cy", "dee", "ada") if name.startswith("bundle_") else ("cy", "dee", "rae")
    for method in METHODS:
        for role in foreigners:
            one = ask(site.client(role), method, foreign)
            other = ask(site.client(role), method, missing)
            assert one.status_code == other.status_code
            assert one.status_code in {403, 404, 405}, (role, method)
            assert _plain(one, foreign) == _plain(other, missing), (role, method)


def _plain(response: HttpResponseBase, url: str) -> str:
    """The page without its own address and its token, which differ from request to request."""
    text = getattr(response, "content", b"").decode().replace(url, "")
    return re.sub(r'value="[A-Za-z0-9]{64}"', "", text)


def test_no_change_without_a_token(site: Site) -> None:
    """Without a token against forgery every POST of a signed-in person is refused."""
    client = site.client("bo")
    del client.cookies["csrftoken"]
    taken = []
    for name, names in OURS.items():
        response = client.post(site.url(name, names))
        let_go(response)
        if response.status_code not in {403, 405}:
            taken.append((name, response.status_code))
    assert taken == []


@pytest.mark.parametrize("name", [name for name in OURS if name.startswith("api_")])
def test_a_form_where_json_is_asked_for_is_a_sentence_and_no_crash(site: Site, name: str) -> None:
    client = site.client("bo")
    token = client.cookies["csrftoken"].value
    response = client.post(site.url(name, OURS[name]), {"a": "b"}, headers={"x-csrftoken": token})
    assert response.status_code < 500

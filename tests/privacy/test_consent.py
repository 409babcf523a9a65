"""Consent is off until it is given, is a log, and holds from the moment it is decided."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tutor.accounts.models import User
from tutor.privacy.models import Consent, Purpose
from tutor.privacy.purposes import PURPOSES, WORDING_VERSION
from tutor.privacy.selectors import consenting_among, granted_purposes, people_consenting
from tutor.privacy.services import decide_consent


def test_nothing_is_on_before_cy_decides(cy: User) -> None:
    assert granted_purposes(cy) == frozenset()


def test_what_bo_agreed_to_is_read_with_one_query(
    bo: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        granted = granted_purposes(bo)
    assert granted == {"activity", "teacher_view", "research"}


def test_the_latest_decision_is_in_force_and_the_earlier_ones_stay(bo: User, now: datetime) -> None:
    later = now + timedelta(minutes=1)
    decide_consent(bo, purpose=Purpose.RESEARCH, is_granted=False, now=later)
    assert "research" not in granted_purposes(bo)
    assert bo not in people_consenting(Purpose.RESEARCH)
    assert bo.consents.filter(purpose=Purpose.RESEARCH).count() == 2
    decide_consent(bo, purpose=Purpose.RESEARCH, is_granted=True, now=later)
    assert bo in people_consenting(Purpose.RESEARCH)


def test_bulk_and_single_reads_agree(bo: User, cy: User) -> None:
    people = [bo.pk, cy.pk]
    for purpose in Purpose:
        single = {one.pk for one in (bo, cy) if purpose in granted_purposes(one)}
        assert consenting_among(people, purpose=purpose) == single
        assert set(people_consenting(purpose).values_list("pk", flat=True)) == single


def test_every_purpose_says_what_who_how_long_with_an_example() -> None:
    assert [words.purpose for words in PURPOSES] == list(Purpose)
    for words in PURPOSES:
        assert words.collected
        assert all((words.what_for, words.example, words.seen_by, words.kept, words.without))


def test_cy_is_asked_first_and_refusing_all_leads_on(client: Client, cy: User) -> None:
    client.force_login(cy)
    url = reverse("privacy_first") + "?next=/accounts/profile/"
    page = client.get(url)
    assert page.status_code == 200
    assert "checked" not in page.content.decode()
    response = client.post(url, {"next": "/accounts/profile/"})
    assert response["Location"] == "/accounts/profile/"
    assert granted_purposes(cy) == frozenset()
    assert Consent.objects.filter(person=cy, is_granted=False).count() == len(Purpose)
    assert client.get(url)["Location"] == "/accounts/profile/"


def test_the_first_question_sends_nobody_to_another_site(client: Client, cy: User) -> None:
    client.force_login(cy)
    response = client.post(reverse("privacy_first"), {"next": "https://evil.example/"})
    assert response["Location"] == reverse("home")


def test_withdrawing_on_the_page_adds_one_row_with_its_wording(client: Client, bo: User) -> None:
    client.force_login(bo)
    before = bo.consents.count()
    client.post(reverse("privacy"), {"activity": "on", "teacher_view": "on"})
    added = list(bo.consents.order_by("pk"))[before:]
    assert [(one.purpose, one.is_granted) for one in added] == [
        ("research", False),
        ("gaze", False),
    ]
    assert {one.wording_version for one in added} == {WORDING_VERSION}

"""Signing in: where people land, and that guessing is slowed without locking a school out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse

from tests.conftest import PASSWORD
from tutor.accounts.models import User


@pytest.fixture(autouse=True)
def _fresh_limits() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def sign_in(client: Client, name: str, password: str = PASSWORD) -> HttpResponseBase:
    return client.post(reverse("account_login"), {"login": name, "password": password})


def test_ada_lands_on_her_classes_and_rae_on_research(client: Client, ada: User, rae: User) -> None:
    assert sign_in(client, "ada")["Location"] == reverse("teach")
    client.logout()
    assert sign_in(client, "rae")["Location"] == reverse("research")


def test_a_username_may_be_typed_in_capitals(client: Client, ada: User) -> None:
    assert sign_in(client, "ADA").status_code == 302


def test_bo_gets_to_the_page_he_wanted_by_way_of_his_choices(client: Client, bo: User) -> None:
    response = client.post(
        reverse("account_login"),
        {"login": "bo", "password": PASSWORD, "next": "/accounts/profile/"},
    )
    assert response["Location"] == f"{reverse('privacy_first')}?next=%2Faccounts%2Fprofile%2F"


def test_guessing_at_one_account_stops_that_account_only(
    client: Client, ada: User, bo: User
) -> None:
    for _try in range(8):
        sign_in(client, "bo", "not the password")
    assert sign_in(client, "bo").status_code == 200
    assert sign_in(client, "ada").status_code == 302


def test_sixty_learners_behind_one_address_sign_in_within_a_minute(
    client: Client, ada: User
) -> None:
    for _learner in range(60):
        assert sign_in(client, "ada").status_code == 302
        client.logout()


def test_an_unknown_name_gets_the_answer_of_a_wrong_password(client: Client, ada: User) -> None:
    said = []
    for name in ("nobody", "ada"):
        page = client.post(reverse("account_login"), {"login": name, "password": "x"})
        said.append(page.context["form"].non_field_errors())
    assert list(said[0]) == list(said[1])
    assert said[0]

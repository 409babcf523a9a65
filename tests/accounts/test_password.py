"""A forgotten password: a letter to the address, one use, and no word about who has an account."""

from __future__ import annotations

import re

from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.conftest import PASSWORD
from tutor.accounts.models import User


def test_bo_resets_a_forgotten_password(client: Client, bo: User, mailoutbox: list) -> None:  # type: ignore[type-arg] # pytest-django gives no types
    cache.clear()
    client.post(reverse("account_reset_password"), {"email": bo.email})
    (mail,) = mailoutbox
    assert mail.to == [bo.email]
    link = re.search(r"https?://[^/]+(/\S+)", mail.body)
    assert link is not None
    form = client.get(link[1], follow=True)
    new = {"password1": "another long word", "password2": "another long word"}
    client.post(form.redirect_chain[-1][0], new)
    assert client.login(username="bo", password="another long word")
    assert Client().get(link[1], follow=True).context["token_fail"]


def test_an_unknown_address_gets_the_same_answer(client: Client, bo: User) -> None:
    cache.clear()
    known = client.post(reverse("account_reset_password"), {"email": bo.email})
    unknown = client.post(reverse("account_reset_password"), {"email": "nobody@school.example"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])


def test_bo_changes_the_password_knowing_the_old_one(client: Client, bo: User) -> None:
    client.force_login(bo, backend="django.contrib.auth.backends.ModelBackend")
    new = {"password1": "another long word", "password2": "another long word"}
    client.post(reverse("account_change_password"), {"oldpassword": "wrong", **new})
    assert not client.login(username="bo", password="another long word")
    client.force_login(bo, backend="django.contrib.auth.backends.ModelBackend")
    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, **new})
    assert client.login(username="bo", password="another long word")


def test_a_weak_password_is_refused_with_its_reason(client: Client, bo: User) -> None:
    client.force_login(bo, backend="django.contrib.auth.backends.ModelBackend")
    weak = {"oldpassword": PASSWORD, "password1": "password", "password2": "password"}
    page = client.post(reverse("account_change_password"), weak)
    assert "too short" in page.content.decode()


def test_bo_adds_an_address_later(client: Client, bo: User) -> None:
    client.force_login(bo, backend="django.contrib.auth.backends.ModelBackend")
    page = client.post(
        reverse("account_email"), {"action_add": "", "email": "bo@home.example"}, follow=True
    )
    assert "bo@home.example" in page.content.decode()

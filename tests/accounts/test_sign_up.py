"""A learner signs up with the code on the whiteboard, and in no other way."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tutor.accounts.models import Classroom, Role, User

FORM = {"username": "eli", "password1": "a long enough word", "name": "Eli"}


def test_a_join_code_makes_a_learner_of_that_class(client: Client, class_8a: Classroom) -> None:
    response = client.post(reverse("account_signup"), {**FORM, "join_code": class_8a.join_code})
    assert response.status_code == 302
    eli = User.objects.get(username="eli")
    assert eli.role == Role.LEARNER
    assert eli.name == "Eli"
    assert not eli.is_staff
    assert [one.classroom for one in eli.enrolments.all()] == [class_8a]


def test_a_code_may_be_typed_in_small_letters_with_spaces(
    client: Client, class_8a: Classroom
) -> None:
    code = class_8a.join_code.lower()
    client.post(reverse("account_signup"), {**FORM, "join_code": f" {code[:3]}-{code[3:]} "})
    assert User.objects.filter(username="eli").exists()


@pytest.mark.parametrize("code", ["", "WRONG2", "'; drop"])
def test_without_a_valid_code_there_is_no_account(
    client: Client, class_8a: Classroom, code: str
) -> None:
    response = client.post(reverse("account_signup"), {**FORM, "join_code": code})
    assert response.status_code == 200
    assert not User.objects.filter(username="eli").exists()


def test_extra_fields_give_no_rights(client: Client, class_8a: Classroom) -> None:
    extra = {"role": "administrator", "is_staff": "on", "is_superuser": "on"}
    client.post(reverse("account_signup"), {**FORM, **extra, "join_code": class_8a.join_code})
    eli = User.objects.get(username="eli")
    assert (eli.role, eli.is_staff, eli.is_superuser) == (Role.LEARNER, False, False)


def test_after_signing_up_the_learner_is_asked_what_may_be_noticed(
    client: Client, class_8a: Classroom
) -> None:
    response = client.post(reverse("account_signup"), {**FORM, "join_code": class_8a.join_code})
    assert response["Location"].startswith(reverse("privacy_first"))


def test_bo_joins_a_second_class(client: Client, bo: User, class_8b: Classroom) -> None:
    client.force_login(bo)
    client.post(reverse("join_class"), {"join_code": class_8b.join_code})
    client.post(reverse("join_class"), {"join_code": class_8b.join_code})
    assert bo.enrolments.filter(classroom=class_8b).count() == 1

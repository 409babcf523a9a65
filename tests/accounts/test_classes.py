"""Who may open which class."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.http import Http404

from tutor.accounts.models import Classroom, User
from tutor.accounts.selectors import accessible_classroom, classrooms_for, roster_of


def test_ada_opens_her_class_and_an_administrator_opens_any(
    ada: User, max_admin: User, class_8a: Classroom
) -> None:
    assert accessible_classroom(ada, class_8a.public_id) == class_8a
    assert accessible_classroom(max_admin, class_8a.public_id) == class_8a


@pytest.mark.parametrize("person", ["dee", "bo", "cy", "rae"])
def test_for_everyone_else_it_is_as_if_it_did_not_exist(
    person: str, class_8a: Classroom, request: pytest.FixtureRequest
) -> None:
    user: User = request.getfixturevalue(person)
    with pytest.raises(Http404) as foreign:
        accessible_classroom(user, class_8a.public_id)
    with pytest.raises(Http404) as missing:
        accessible_classroom(user, uuid4())
    assert str(foreign.value) == str(missing.value)


def test_a_roster_holds_its_own_learners_only(
    class_8a: Classroom, class_8b: Classroom, bo: User, cy: User
) -> None:
    assert list(roster_of(class_8a)) == [bo]
    assert list(roster_of(class_8b)) == [cy]


def test_a_learner_has_no_class_to_open(bo: User) -> None:
    assert not classrooms_for(bo).exists()

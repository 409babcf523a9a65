"""Options have names that differ by ear: in the demo course, and by command in any course."""

from __future__ import annotations

import doctest
import json
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from tutor.content.models import Item, Lesson
from tutor.domain.exercises import EXERCISE_TYPES
from tutor.student import option_names

DEMO = Path(settings.BASE_DIR) / "tutor" / "content" / "demo" / "linear-equations"


def test_the_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(option_names).failed == 0


@pytest.mark.django_db
def test_every_option_of_the_demo_course_can_be_told_from_the_others_by_ear() -> None:
    call_command("import_course", "folder", str(DEMO), stdout=StringIO())
    out = StringIO()
    call_command("check_names", "linear-equations", stdout=out)
    totals = json.loads(out.getvalue().splitlines()[-1])
    assert totals["shared_name_count"] == 0
    assert totals["group_count"] > 30
    kinds = set(Item.objects.values_list("exercise_type", flat=True))
    assert kinds == {kind.name for kind in EXERCISE_TYPES}


def test_two_options_that_sound_alike_are_named(lesson: Lesson) -> None:
    item = Item.objects.filter(exercise_type="multiple_choice").first()
    assert item is not None
    item.public_spec = {"choices": [{"id": "a", "speech": "2 t"}, {"id": "b", "speech": "2 T"}]}
    item.save()
    out = StringIO()
    with pytest.raises(CommandError, match="1 names are shared"):
        call_command("check_names", stdout=out)
    assert f"{item.slug}: choices: '2 t' is the name of 2" in out.getvalue()


@pytest.mark.django_db
def test_a_course_that_is_not_there_is_named() -> None:
    with pytest.raises(CommandError, match="There is no course nowhere"):
        call_command("check_names", "nowhere")

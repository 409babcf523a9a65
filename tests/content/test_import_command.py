"""`manage.py import_course` reports by name and reason and ends with one JSON object."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.content.writing import PRACTICE, problem, step, sums, write_course
from tutor.content.importers import IMPORTERS, importer
from tutor.content.models import Course

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> tuple[dict[str, Any], str]:
    """The last line as JSON, and all of the report."""
    out = StringIO()
    call_command("import_course", *arguments, stdout=out, stderr=StringIO())
    return json.loads(out.getvalue().splitlines()[-1]), out.getvalue()


def test_the_last_line_counts_what_came_in(tmp_path: Path) -> None:
    counts, _ = run("folder", str(write_course(tmp_path)))
    assert counts["course"] == "balance"
    assert (counts["lessons"], counts["problems"], counts["steps"]) == (1, 1, 1)
    assert (counts["hints"], counts["skills"], counts["skipped"]) == (3, 1, 0)
    assert counts["is_saved"]
    assert Course.objects.get().slug == "balance"


def test_what_was_not_taken_is_named_with_its_reason(tmp_path: Path) -> None:
    pool = sums()
    pool.add(problem(3, license=""), [(step("sum3a"), [])])
    counts, report = run("oatutor", str(pool.write(tmp_path)))
    assert "Not taken: 1\n  sum3: it names no licence\n" in report
    assert (counts["problems"], counts["steps"], counts["skipped"]) == (2, 3, 1)
    assert counts["hints"] == 3


def test_check_reports_the_same_and_saves_nothing(tmp_path: Path) -> None:
    counts, _ = run("folder", str(write_course(tmp_path)), "--check")
    assert counts["steps"] == 1
    assert not counts["is_saved"]
    assert not Course.objects.exists()


def test_errors_end_the_command_with_an_error(tmp_path: Path) -> None:
    broken = {"01-scale/02-your-turn.md": PRACTICE.replace("numeric", "n", 1)}
    out = StringIO()
    with pytest.raises(CommandError, match="1 errors: nothing was imported"):
        call_command(
            "import_course", "folder", str(write_course(tmp_path, broken)),
            stdout=out, stderr=StringIO(),
        )  # fmt: skip
    assert json.loads(out.getvalue().splitlines()[-1])["errors"] == 1
    assert not Course.objects.exists()


def test_another_slug_makes_another_course(tmp_path: Path) -> None:
    counts, _ = run("folder", str(write_course(tmp_path)), "--slug", "other")
    assert counts["course"] == "other"


def test_a_path_with_nothing_at_it_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="nothing at"):
        call_command("import_course", "folder", str(tmp_path / "absent"))


def test_every_format_has_a_name_of_its_own() -> None:
    names = [one.name for one in IMPORTERS]
    assert len(set(names)) == len(names)
    assert all(importer(name).name == name for name in names)


def test_an_unknown_format_is_named_with_those_there_are() -> None:
    with pytest.raises(ValueError, match="known are folder, oatutor"):
        importer("docx")

"""All answers of OpenStax Elementary Algebra, where the data are at hand."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command


def test_at_least_98_of_100_answers_are_graded_right(shared_data: Path) -> None:
    folder = shared_data / "content" / "oatutor"
    if not folder.is_dir():
        pytest.skip(f"no OATutor data at {folder}")
    output = StringIO()
    call_command("check_answers", "oatutor", str(folder), stdout=output)
    report = json.loads(output.getvalue().splitlines()[-1])
    assert report["answers"] == 5647
    assert report["right_p"] >= 0.98
    assert report["rewritten_right_p"] >= 0.98
    # What slips through is still true: 0 = 207z and 0 = 209z say the same.
    assert report["slipped_right_p"] <= 0.005


def test_a_path_without_data_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="coursePlan"):
        call_command("check_answers", "oatutor", str(tmp_path))

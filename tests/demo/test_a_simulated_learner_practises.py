"""A simulated learner of the demo answers the exercises that a segment has."""

from __future__ import annotations

import asyncio
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tutor.demo.clock import SimulatedClock
from tutor.demo.student import Exercise, Student
from tutor.demo.truth import TruthFile

SPEC = {"answer": "7", "tolerance": 0}
MOST_S = 30


class Site:
    """Takes what a learner posts, and finds every answer right."""

    def __init__(self) -> None:
        self.posted: list[str] = []

    def post(self, path: str, body: dict[str, Any] | None) -> dict[str, Any]:
        del body
        self.posted.append(path.rsplit("/", 2)[-2])
        return {"attempt": {"outcome": "right"}}


@pytest.mark.parametrize("kind", ["practice", "reading"])
async def test_an_exercise_is_answered_before_its_segment_is_finished(
    kind: str, tmp_path: Path
) -> None:
    clock = SimulatedClock.starting_now(speed=2_000)
    with closing(TruthFile(tmp_path / "truth.jsonl")) as truth:
        bo = Student(username="bo", seed=1, url="http://localhost:1", clock=clock, truth=truth)
        site = Site()
        bo._browser = site  # type: ignore[assignment]  # the site alone is stood in for
        segment = {"id": 3, "words": 14, "kind": kind}
        exercise = Exercise(pk=5, exercise_type="numeric", spec=SPEC)
        await asyncio.wait_for(bo._study_segment(segment, [exercise]), MOST_S)
    assert site.posted == ["open", "answers", "finish"]

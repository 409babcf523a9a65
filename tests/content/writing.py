"""A small authored course, and a small OATutor pool, written for tests into a temporary folder."""

from __future__ import annotations

import json
import tarfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

COURSE = """---
slug: balance
title: Keeping the balance
language: en
licence: CC BY 4.0
attribution: Attune authors
skills:
  - {slug: undo, title: Undo one step}
---

What keeps a scale level keeps an *equation* true.
"""
LESSON = (
    "---\ntitle: The scale\nsummary: Level scales.\nminutes: 10\n---\n\nBy the end you can undo.\n"
)
READING = """---
kind: reading
title: Two sides
minutes: 2
skills: [undo]
---

A scale is level when both sides weigh the same.

![A level scale.](figures/scale.svg "A level scale: $b + 3 = 8$")

What you do to one side, you do to the other.
{.key}
"""
ITEM = """
```item
slug: find-x
type: numeric
skills: [undo]
difficulty: -1
stem: 'Solve $x + 3 = 7$.'
spec:
  answer: '4'
  tolerance: '0'
  feedback:
    - {when: '10', say: 'You added 3 where $-3$ undoes it.'}
  feedback_default: 'Undo the $+3$ first.'
hints:
  - text: 'What was added to $x$?'
  - text: 'Undo it.'
    scaffold:
      type: numeric
      stem: 'What is $7 - 3$?'
      spec: {answer: '4', tolerance: '0'}
  - text: 'Worked answer: $7 - 3 = 4$.'
```
"""
PRACTICE = "---\nkind: practice\ntitle: Your turn\nskills: [undo]\n---\n\nTake your time.\n" + ITEM
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100"><title>s</title></svg>'

FILES = {
    "course.md": COURSE,
    "01-scale/lesson.md": LESSON,
    "01-scale/01-two-sides.md": READING,
    "01-scale/02-your-turn.md": PRACTICE,
    "01-scale/figures/scale.svg": SVG,
}


def write_course(folder: Path, changes: Mapping[str, str | None] | None = None) -> Path:
    """The course above with some files replaced, added or (None) left out."""
    for name, text in {**FILES, **(changes or {})}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        if text is not None:
            path.write_text(text, encoding="utf-8")
    return folder


LICENCE = "https://licences.example/by/4.0/ <CC BY 4.0>"
SOURCE = "https://books.example/algebra <A Book of Algebra>"
TUTOR = "https://tutor.example <The Tutors>"


def problem(number: int, **changes: Any) -> dict[str, Any]:
    """A problem's record in OATutor's shape."""
    return {
        "id": f"sum{number}", "title": "Add", "body": "Work it out:", "variabilization": {},
        "oer": SOURCE, "license": LICENCE, "lesson": "1.1 Sums", "lessonId": "lesson-one",
        "courseName": "Sums", **changes,
    }  # fmt: skip


def step(name: str, **changes: Any) -> dict[str, Any]:
    """A step's record: type the sum of two numbers."""
    return {
        "id": name, "stepAnswer": ["$$5$$"], "problemType": "TextBox", "stepTitle": "$$2+3$$",
        "stepBody": "", "answerType": "arithmetic", "variabilization": {},
        "answerLatex": "$$5$$", **changes,
    }  # fmt: skip


def hint(name: str, **changes: Any) -> dict[str, Any]:
    """A plain hint's record."""
    return {
        "id": name, "type": "hint", "dependencies": [], "title": "Count",
        "text": "Count on from 2.", "variabilization": {}, "oer": TUTOR, "license": LICENCE,
        **changes,
    }  # fmt: skip


def scaffold(name: str, **changes: Any) -> dict[str, Any]:
    """A hint that asks a question of its own."""
    return hint(
        name, type="scaffold", problemType="TextBox", answerType="arithmetic",
        hintAnswer=["$$4$$"], text="What is $$3+1$$?", **changes,
    )  # fmt: skip


class PoolWriter:
    """Gathers problems and writes them as OATutor's files."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.skills: dict[str, list[str]] = {}

    def add(
        self,
        record: dict[str, Any],
        steps: list[tuple[dict[str, Any], list[dict[str, Any]]]],
        figures: dict[str, bytes] | None = None,
    ) -> None:
        """Add a problem with its (step, hints) pairs."""
        base = f"content-pool/{record['id']}"
        self._put(f"{base}/{record['id']}.json", record)
        for one, hints in steps:
            name = one["id"]
            self._put(f"{base}/steps/{name}/{name}.json", one)
            self._put(f"{base}/steps/{name}/tutoring/{name}DefaultPathway.json", hints)
            self.skills[name] = ["add_two_numbers"]
        for name, data in (figures or {}).items():
            self.files[f"{base}/figures/{name}"] = data

    def _put(self, name: str, value: object) -> None:
        self.files[name] = json.dumps(value).encode()

    def write(self, folder: Path, *, is_packed: bool = True) -> Path:
        """Write plan, skill model and pool."""
        lesson = {
            "id": "lesson-one", "name": "Lesson 1.1", "topics": "Sums",
            "learningObjectives": {"add_two_numbers": 0.85},
        }  # fmt: skip
        plan = {"courseName": "Sums", "language": "en", "courseOER": SOURCE,
                "courseLicense": LICENCE, "lessons": [lesson]}  # fmt: skip
        (folder / "coursePlan.sums.json").write_text(json.dumps(plan))
        (folder / "skillModel.sums.json").write_text(json.dumps(self.skills))
        if is_packed:
            self._pack(folder / "sums.content-pool.tar.gz")
        else:
            for name, data in self.files.items():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / name).write_bytes(data)
        return folder

    def _pack(self, path: Path) -> None:
        with tarfile.open(path, "w:gz") as archive:
            for name, data in self.files.items():
                member = tarfile.TarInfo(name)
                member.size = len(data)
                archive.addfile(member, BytesIO(data))


def sums() -> PoolWriter:
    """Two problems of one and two steps."""
    pool = PoolWriter()
    pool.add(problem(2), [(step("sum2a"), [hint("sum2a-h1")])])
    hints = [hint("sum10b-h1"), scaffold("sum10b-h2", dependencies=["sum10b-h1"])]
    choices = {
        "problemType": "MultipleChoice", "answerType": "string", "stepAnswer": ["$$2^t$$"],
        "choices": ["$$2t$$", "$$2^t$$", "$$t2$$"], "stepTitle": "Which grows?\\nPick one ____.",
    }  # fmt: skip
    pool.add(
        problem(10, title="Add **twice**"),
        [(step("sum10a"), []), (step("sum10b", **choices), hints)],
    )
    return pool

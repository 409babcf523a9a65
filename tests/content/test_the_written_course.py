"""The course in docs/how-to/write-a-course.md can be copied and imported as it stands there."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from tutor.content.importers.folder import FolderImporter
from tutor.content.prepare import prepared_course
from tutor.domain.exercises import exercise_type

FORMAT = Path(__file__).resolve().parents[2] / "docs" / "reference" / "course-format.md"
HOW_TO = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "write-a-course.md"
_FILE = re.compile(r"^`([\w/.-]+\.md)`:\n\n(`{3,})markdown\n(.*?)^\2$", re.DOTALL | re.MULTILINE)


def test_the_documented_course_has_no_faults(tmp_path: Path) -> None:
    files = _FILE.findall(HOW_TO.read_text(encoding="utf-8"))
    assert [name for name, _, _ in files] == [
        "course.md",
        "01-parts-of-a-whole/lesson.md",
        "01-parts-of-a-whole/01-cut-a-cake.md",
        "01-parts-of-a-whole/02-your-turn.md",
    ]
    for name, _, text in files:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    reading = FolderImporter().read(tmp_path)
    assert [str(finding) for finding in reading.findings] == []
    assert reading.draft is not None
    assert prepared_course(reading.draft).findings == ()


def test_the_documented_specs_have_no_faults() -> None:
    text = FORMAT.read_text(encoding="utf-8")
    [block] = re.findall(r"```yaml\n(# multiple_response.*?)```", text, re.DOTALL)
    _, *parts = re.split(r"^# (\w+).*$", block, flags=re.MULTILINE)
    specs = dict(zip(parts[::2], map(yaml.safe_load, parts[1::2]), strict=True))
    assert len(specs) == 6
    assert {name: exercise_type(name).check_spec(spec) for name, spec in specs.items()} == {
        name: [] for name in specs
    }

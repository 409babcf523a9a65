"""What the learner reads, and how it is styled: rules of the house, checked on the sources."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STYLES = sorted((ROOT / "frontend" / "src" / "styles").glob("*.css"))
LEARNERS_SOURCES = [
    *sorted((ROOT / "tutor" / "student" / "templates").rglob("*.html")),
    *sorted((ROOT / "frontend" / "src").glob("*.ts")),
    *sorted((ROOT / "frontend" / "src" / "components").glob("*.ts")),
    *sorted((ROOT / "frontend" / "src" / "exercises").glob("*.ts")),
]
TEMPLATES = [
    *sorted((ROOT / "tutor" / "templates").rglob("*.html")),
    *sorted((ROOT / "tutor" / "student" / "templates").rglob("*.html")),
]

TRAITS = re.compile(r"\b(lazy|failed|failure|distracted|inattentive|wrong|streak)\b", re.IGNORECASE)
SENTENCES = re.compile(r"(?:translate '|_\(\s*[\"'])([^\"']+)")
PHYSICAL = re.compile(
    r"(?<![\w-])(?:left|right|top|bottom|(?:margin|padding|border)-(?:left|right|top|bottom)|"
    r"(?:min-|max-)?(?:width|height))\s*:"
)
INLINE = re.compile(r"<[^>]+\s(?:style|on\w+)=|<script(?![^>]*\bsrc=)|<style")


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", LEARNERS_SOURCES, ids=name_of)
def test_the_learner_reads_of_behaviour_and_is_never_shouted_at(path: Path) -> None:
    sentences = SENTENCES.findall(path.read_text(encoding="utf-8"))
    assert [one for one in sentences if TRAITS.search(one) or "!" in one] == []


@pytest.mark.parametrize("path", STYLES, ids=name_of)
def test_styles_work_from_right_to_left_too(path: Path) -> None:
    css = re.sub(r"/\*.*?\*/|@media[^{]*", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert PHYSICAL.findall(css) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_pages_need_no_exception_from_the_security_policy(path: Path) -> None:
    assert INLINE.findall(path.read_text(encoding="utf-8")) == []

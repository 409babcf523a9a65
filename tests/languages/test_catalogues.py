"""Simplified Chinese is complete: every message that the sources mark has its sentence."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest

from tutor.privacy.inventory import INVENTORY
from tutor.privacy.retention import CLOCKS

ROOT = Path(__file__).resolve().parents[2]
CATALOGUES = ROOT / "tutor" / "locale" / "zh_Hans" / "LC_MESSAGES"
# Teachers' and researchers' pages are in English so far; everything else may reach a learner.
NOT_FOR_LEARNERS = {"teacher", "research", "demo"}
MARKS = {"_", "noop", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "words"}
PLACE = re.compile(r"%\(\w+\)(?:\.\d)?[sdf]|%%|\{\w+\}")
TRAITS = re.compile(
    r"\b(lazy|failed|failure|distracted|inattentive|wrong|streak)\b|懒|失败|分心|不专心|错误|!|!",
    re.IGNORECASE,
)
STRING = r"""(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")"""
IN_TEMPLATE = re.compile(r"\{%\s*translate\s+" + STRING)
IN_SCRIPT = re.compile(r"\b_\(\s*" + STRING)


def in_python(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or not node.args:
            continue
        first = node.args[0]
        if (
            node.func.id in MARKS
            and isinstance(first, ast.Constant)
            and isinstance(first.value, str)
        ):
            yield first.value


def matches(pattern: re.Pattern[str], paths: list[Path]) -> set[str]:
    texts = (path.read_text(encoding="utf-8") for path in paths)
    found = (one for text in texts for one in pattern.findall(text))
    return {re.sub(r"\\(.)", r"\1", single or double) for single, double in found}


def of_learners(ending: str) -> list[Path]:
    tutor = ROOT / "tutor"
    return [
        path
        for path in sorted(tutor.rglob(f"*{ending}"))
        if path.relative_to(tutor).parts[0] not in NOT_FOR_LEARNERS
    ]


def catalogue(name: str) -> polib.POFile:
    return polib.pofile(str(CATALOGUES / f"{name}.po"))


def translated(name: str) -> set[str]:
    return {one.msgid for one in catalogue(name) if one.translated()}


def test_every_sentence_of_a_learners_page_is_in_chinese() -> None:
    python = {one for path in of_learners(".py") for one in in_python(path)}
    templates = matches(IN_TEMPLATE, of_learners(".html"))
    assert sorted((python | templates) - translated("django")) == []


def test_what_is_kept_of_a_learner_is_named_in_chinese() -> None:
    words = {table.words for table in INVENTORY} | {clock.words for clock in CLOCKS}
    assert sorted(words - translated("django")) == []


def test_every_sentence_of_a_learners_script_is_in_chinese() -> None:
    source = ROOT / "frontend" / "src"
    paths = [path for path in sorted(source.rglob("*.ts")) if not path.match("**/teach/*.ts")]
    wanted = matches(IN_SCRIPT, [path for path in paths if path.name != "teach.ts"])
    assert sorted(wanted - translated("djangojs")) == []


@pytest.mark.parametrize("name", ["django", "djangojs"])
def test_nothing_is_half_translated_and_every_place_is_kept(name: str) -> None:
    for one in catalogue(name):
        assert one.translated(), one.msgid
        assert not one.fuzzy, one.msgid
        for text in [one.msgstr, *one.msgstr_plural.values()]:
            if text:
                wanted = PLACE.findall(one.msgid_plural or one.msgid)
                assert sorted(PLACE.findall(text)) == sorted(wanted), one.msgid


@pytest.mark.parametrize("name", ["django", "djangojs"])
def test_no_language_shouts_or_speaks_of_traits(name: str) -> None:
    texts = [
        text
        for one in catalogue(name)
        for text in (one.msgid, one.msgstr, *one.msgstr_plural.values())
    ]
    assert [text for text in texts if TRAITS.search(text)] == []

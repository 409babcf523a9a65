"""Every GIFT file gives the tree that the public grammar gives."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tutor.content.importers.gift_parser import GiftError, parse_gift

FILES = 34


def test_all_files_of_the_public_grammar_give_the_trees_of_their_json(shared_data: Path) -> None:
    files = sorted((shared_data / "content" / "gift" / "questions").glob("*.gift"))
    wrong = [path.name for path in files if _tree(path) != _expected(path)]
    assert wrong == []
    assert len(files) == FILES


def _tree(path: Path) -> Any:
    return [node.as_json() for node in parse_gift(path.read_text(encoding="utf-8"))]


def _expected(path: Path) -> Any:
    return json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))


def test_a_number_keeps_the_digits_that_were_written() -> None:
    (question,) = parse_gift("Pi? {#3.1410:0.0005}")
    assert question.number.number == "3.1410"  # type: ignore[union-attr] # it is a question


@pytest.mark.parametrize(
    ("source", "line", "words"),
    [
        ("One? {=1}\n\nTwo? {=2 ~3\n", 3, "never closed"),
        ("// a comment\nOne? {=1}\nTwo? {=2}", 2, "one answer block"),
        ("How many? {#many}", 1, "'many' is not a number"),
    ],
)
def test_what_is_no_gift_is_named_with_its_line(source: str, line: int, words: str) -> None:
    with pytest.raises(GiftError, match=words) as caught:
        parse_gift(source)
    assert caught.value.line == line


def test_an_empty_line_inside_an_answer_block_ends_no_question() -> None:
    (question,) = parse_gift("Who? {\n=no one\n\n~Grant\n}")
    assert question.as_json()["type"] == "MC"

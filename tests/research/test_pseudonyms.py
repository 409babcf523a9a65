"""Pseudonyms: keyed, stable, and the key is a file that only its owner reads."""

from __future__ import annotations

import stat
from pathlib import Path
from uuid import UUID

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from tutor.research.exporters.csv_tables import FORMULA_STARTS, safe_cell
from tutor.research.pseudonyms import Pseudonyms, load_pseudonyms
from tutor.research.tables.attempts import may_name_somebody

SOMEBODY = UUID("123e4567-e89b-12d3-a456-426614174000")


def test_the_vector_of_a_known_key() -> None:
    """Computed with `openssl dgst -sha256 -hmac`, first 20 digits."""
    names = Pseudonyms(key=b"0123456789abcdef0123456789abcdef")
    assert names.learner(SOMEBODY) == "1d0b8f8f81f17857c7ee"


def test_another_key_and_another_kind_give_other_words() -> None:
    one, other = Pseudonyms(key=b"a" * 32), Pseudonyms(key=b"b" * 32)
    words = {one.learner(SOMEBODY), other.learner(SOMEBODY), one.session(SOMEBODY)}
    assert len(words) == 3


def test_the_key_is_made_once_and_readable_by_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "key"
    first = load_pseudonyms(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(first.key) == 32
    assert load_pseudonyms(path) == first


@pytest.mark.parametrize("text", ["", "abcd", "not hexadecimal"])
def test_a_broken_key_is_refused_with_a_way_out(tmp_path: Path, text: str) -> None:
    path = tmp_path / "key"
    path.write_text(text)
    with pytest.raises(ImproperlyConfigured, match="put the backed-up key back"):
        load_pseudonyms(path)


@given(st.text())
def test_no_text_starts_a_formula(text: str) -> None:
    cell = safe_cell(text)
    assert isinstance(cell, str)
    assert not cell.startswith(FORMULA_STARTS)
    assert "\0" not in cell


@given(st.integers() | st.floats(allow_nan=False))
def test_numbers_stay_as_they_are(number: float) -> None:
    assert safe_cell(number) == number


@pytest.mark.parametrize(
    ("exercise_type", "response", "may"),
    [
        ("multiple_choice", {"choice": "a"}, False),
        ("numeric", {"text": "-3/4"}, False),
        ("algebraic", {"text": r"\frac{x}{2}+\sqrt{3}"}, False),
        ("algebraic", {"text": "abc"}, True),
        ("numeric", {"text": "i am Bodil"}, True),
        ("short_text", {"text": "equation"}, True),
        ("numeric", None, True),
    ],
)
def test_only_mathematics_leaves_the_house(exercise_type: str, response: object, may: bool) -> None:
    assert may_name_somebody(exercise_type, response) is may

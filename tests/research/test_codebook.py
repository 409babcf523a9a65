"""Every column is explained, and the page in the docs is the code's own."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

from attention_model.signals import SPECS
from tutor.research.codebook import PARTS, codebook_csv, codebook_markdown
from tutor.research.exporters.xapi import profile_markdown
from tutor.research.tables import ALL_TABLES, TABLES, Column, Described

COLUMNS = [(table, column) for table in ALL_TABLES for column in table.columns]


@pytest.mark.parametrize(
    ("table", "column"), COLUMNS, ids=[f"{table.name}.{column.name}" for table, column in COLUMNS]
)
def test_no_part_of_a_column_is_empty(table: Described, column: Column) -> None:
    assert all(getattr(column, part).strip() for part in PARTS)


@pytest.mark.parametrize("table", ALL_TABLES, ids=lambda table: table.name)
def test_names_are_given_once_and_the_key_is_made_of_columns(table: Described) -> None:
    names = [column.name for column in table.columns]
    assert len(names) == len(set(names))
    assert set(table.key) <= set(names)


def test_every_field_of_every_signal_has_a_column() -> None:
    events = next(table for table in TABLES if table.name == "events")
    names = {column.name for column in events.columns}
    assert {field for specs in SPECS.values() for field in specs} <= names


@pytest.mark.parametrize(
    ("name", "text"), [("codebook.md", codebook_markdown()), ("xapi.md", profile_markdown())]
)
def test_the_page_in_the_docs_is_current(name: str, text: str) -> None:
    path = Path(settings.BASE_DIR) / "docs" / "reference" / name
    assert path.read_text() == text, "run `manage.py codebook`"


def test_the_csv_has_a_line_a_column() -> None:
    assert len(codebook_csv().splitlines()) == len(COLUMNS) + 1

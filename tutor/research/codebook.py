"""The codebook: every column of every table, generated from the code that writes them."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from tutor.research.exporters.csv_tables import safe_cell
from tutor.research.tables import ALL_TABLES, Described

PARTS = ("name", "type", "unit", "range", "source", "missing", "words")
HEADINGS = ("Column", "Type", "Unit", "Range", "Source", "Missing values", "Meaning")


def codebook_csv(tables: Sequence[Described] = ALL_TABLES) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["table", *PARTS])
    for table in tables:
        for column in table.columns:
            cells = [table.name, *(getattr(column, part) for part in PARTS)]
            writer.writerow([safe_cell(cell) for cell in cells])
    return text.getvalue()


def codebook_markdown(tables: Sequence[Described] = ALL_TABLES) -> str:
    return "\n".join([_INTRODUCTION, *(_section(table) for table in tables)])


_INTRODUCTION = """# Codebook of the research export

Generated from the code by `manage.py codebook`; a test fails when it is out of date or when a
column lacks a part. Only sessions of learners whose consent to research is in force are exported.
A study's bundle holds who agreed to that study, and moves dates where the study says so.
Moments are milliseconds since 1970-01-01 UTC. Text that begins with `=`, `+`, `-`, `@`, a tab or a
line break has `'` put before it, so that no spreadsheet runs it; numbers are never touched. An
empty cell is a missing value; the columns say when.
"""


def _section(table: Described) -> str:
    lines = [
        f"## {table.name}.csv",
        "",
        f"{table.words} Key: {', '.join(f'`{part}`' for part in table.key)}.",
        "",
        f"| {' | '.join(HEADINGS)} |",
        f"|{'---|' * len(HEADINGS)}",
    ]
    for column in table.columns:
        cells = [f"`{column.name}`", *(_cell(getattr(column, part)) for part in PARTS[1:])]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join([*lines, ""])


def _cell(text: str) -> str:
    return text.replace("|", "\\|")

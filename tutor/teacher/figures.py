"""The tables of an analysis as text: one writer for the screen, the chart and the file.

What is shown is what is saved: every figure is rounded once, here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tutor.domain.analysis import Cell, Correlation, Share
from tutor.teacher.analysis import ItemLine, LessonAnalysis, PartLine

HIDDEN = "fewer than 5"
UNKNOWN = "–"


@dataclass(frozen=True, kw_only=True)
class Table:
    """`rows` are texts, the first of each its name."""

    name: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


def percent(value: float) -> str:
    """
    >>> percent(0.8333)
    '83.3'
    """
    return f"{value * 100:.1f}"


def items_table(analysis: LessonAnalysis) -> Table:
    columns = (
        "Exercise", "Learners", "Right at first %", "low %", "high %", "Discrimination r",
        "low r", "high r", "Solved %", "Took a hint %", "Median s", "Quartile 1 s",
        "Quartile 3 s", "Frequent wrong answer", "given by %",
    )  # fmt: skip
    return Table(name="exercises", columns=columns, rows=[_item(one) for one in analysis.items])


def _item(line: ItemLine) -> tuple[str, ...]:
    found = line.found
    name = f"{line.number}. {line.title}"
    if found.is_hidden:
        return (name, HIDDEN, *(UNKNOWN for _ in range(13)))
    times = found.times
    wrong = found.wrong[0] if found.wrong else None
    return (
        name,
        str(found.learners),
        *_share(found.difficulty),
        *_correlation(found.discrimination),
        percent(found.solved.p) if found.solved else UNKNOWN,
        percent(found.hint_use.p) if found.hint_use else UNKNOWN,
        f"{times.half_s:.1f}" if times else UNKNOWN,
        f"{times.quarter_s:.1f}" if times else UNKNOWN,
        f"{times.three_quarters_s:.1f}" if times else UNKNOWN,
        wrong.text if wrong else UNKNOWN,
        percent(wrong.p) if wrong else UNKNOWN,
    )


def _share(found: Share | None) -> tuple[str, str, str]:
    if found is None:
        return (UNKNOWN, UNKNOWN, UNKNOWN)
    return percent(found.p), percent(found.low_p), percent(found.high_p)


def _correlation(found: Correlation | None) -> tuple[str, str, str]:
    if found is None:
        return (UNKNOWN, UNKNOWN, UNKNOWN)
    return f"{found.r:.2f}", f"{found.low:.2f}", f"{found.high:.2f}"


def parts_table(analysis: LessonAnalysis) -> Table:
    columns = (
        "Part", "Time in view / expected", "People", "Elsewhere %", "People (focus)",
        "Hints a learner", "Not yet %", "People (answers)",
    )  # fmt: skip
    return Table(name="parts", columns=columns, rows=[_part(one) for one in analysis.parts])


def _part(line: PartLine) -> tuple[str, ...]:
    found = line.found
    return (
        f"{line.number}. {line.segment.title}",
        _cell(found.slowness, lambda value: f"{value:.2f}"),
        _people(found.slowness),
        _cell(found.off_task, percent),
        _people(found.off_task),
        _cell(found.hints, lambda value: f"{value:.2f}"),
        _cell(found.wrong, percent),
        _people(found.wrong),
    )


def _cell(cell: Cell, write: Callable[[float], str]) -> str:
    return UNKNOWN if cell.value is None else write(cell.value)


def _people(cell: Cell) -> str:
    return HIDDEN if cell.value is None else str(cell.n)


def hints_table(analysis: LessonAnalysis) -> Table:
    rows = [
        (
            f"{line.number}. {line.title}",
            str(effect.hint),
            str(effect.taken) if effect.right_after else HIDDEN,
            *_share(effect.right_after),
        )
        for line in analysis.items
        for effect in line.found.hints
    ]
    columns = ("Exercise", "Hint", "Taken by", "Right after %", "low %", "high %")
    return Table(name="hints", columns=columns, rows=rows)


def wrong_answers_table(analysis: LessonAnalysis) -> Table:
    rows = [
        (f"{line.number}. {line.title}", one.text, str(one.count), percent(one.p))
        for line in analysis.items
        for one in line.found.wrong
    ]
    columns = ("Exercise", "Answer", "Learners", "% of first answers")
    return Table(name="wrong_answers", columns=columns, rows=rows)


def answers_table(analysis: LessonAnalysis) -> Table:
    """Every answer that the statistics are made of; learners are numbers, in no order of names."""
    number_of: dict[int, int] = {}
    title_of = {line.item.pk: f"{line.number}. {line.title}" for line in analysis.items}
    rows = [
        (
            title_of[one.item],
            str(number_of.setdefault(one.learner, len(number_of) + 1)),
            str(int(one.is_right)),
            one.text,
            str(one.latency_ms),
            str(one.hints_used),
        )
        for one in analysis.answers
        if one.item in title_of
    ]
    columns = ("Exercise", "Learner", "Right", "Answer", "latency_ms", "Hints before")
    return Table(name="answers", columns=columns, rows=rows)


def improve_table(analysis: LessonAnalysis) -> Table:
    rows = [(one.about, one.finding.seen, one.finding.look_at) for one in analysis.improve]
    return Table(name="improve", columns=("About", "Seen", "What to look at"), rows=rows)


def tables(analysis: LessonAnalysis) -> list[Table]:
    return [
        improve_table(analysis),
        parts_table(analysis),
        items_table(analysis),
        wrong_answers_table(analysis),
        hints_table(analysis),
        answers_table(analysis),
    ]


# What each chart draws: the table's own figures, so that the picture cannot say anything else.


def parts_chart(table: Table) -> dict[str, Any]:
    columns = ("Time in view / expected", "Elsewhere %", "Hints a learner", "Not yet %")
    return _chart(table, columns)


def items_chart(table: Table) -> dict[str, Any]:
    columns = ("Right at first %", "low %", "high %", "Discrimination r", "low r", "high r")
    return _chart(table, columns)


def times_chart(table: Table) -> dict[str, Any]:
    return _chart(table, ("Quartile 1 s", "Median s", "Quartile 3 s"))


def _chart(table: Table, columns: Sequence[str]) -> dict[str, Any]:
    places = [table.columns.index(name) for name in columns]
    return {
        "names": [row[0] for row in table.rows],
        "columns": list(columns),
        "values": [[_number(row[place]) for place in places] for row in table.rows],
    }


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None

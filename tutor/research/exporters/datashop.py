"""DataShop tutor transactions: tab-delimited, its headings and limits, attention in `CF (...)`.

Made from a bundle's tables, never from the database. Source of headings, order and limits: the
code and help pages of CMU's DataShop (`TransactionExportHelper`, `help_importFormatTd`).
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from tutor.research.exporters.parquet_tables import BySession, read_rows

Row = dict[str, Any]
# Limits of the importer's code, which are narrower than its help page says.
MOST_KC = 50
MOST_LEVEL = 100
MOST_CONDITION = 80
# After so long, DataShop says nothing of a duration.
LONGEST_DURATION_S = 600
OF_SESSIONS = ("attempts", "hints", "estimates")
# An estimate older than this says nothing of an answer.
FRESH_MS = 30_000
OUTCOMES = {"right": "CORRECT", "almost": "INCORRECT", "not_yet": "INCORRECT"}
BEFORE_KC = (
    *("Row", "Sample Name", "Transaction Id", "Anon Student Id", "Session Id", "Time"),
    *("Time Zone", "Duration (sec)", "Student Response Type", "Student Response Subtype"),
    *("Tutor Response Type", "Tutor Response Subtype", "Level (Course)", "Level (Lesson)"),
    *("Problem Name", "Problem View", "Problem Start Time", "Step Name", "Attempt At Step"),
    *("Is Last Attempt", "Outcome", "Selection", "Action", "Input", "Feedback Text"),
    *("Feedback Classification", "Help Level", "Total Num Hints"),
)
# One pair for the policy that decided, and one for the arm of each experiment of the study.
CONDITION = ("Condition Name", "Condition Type")
KC = ("KC (Skill)", "KC Category (Skill)")
CUSTOM = (
    *("outcome", "latency_ms", "hints_used", "expected_p", "is_rapid_guess"),
    *("off_task_p", "off_task_p_low", "off_task_p_high", "focus_model"),
)
AFTER_KC = ("School", "Class", *(f"CF ({name})" for name in CUSTOM))


@dataclass(frozen=True, kw_only=True)
class Items:
    """What the content table says of exercises, and which experiments there are, in order."""

    skills: Mapping[int, tuple[str, ...]]
    hints: Mapping[int, int]
    experiments: Sequence[str] = ()

    @property
    def most_skills(self) -> int:
        return max((len(skills) for skills in self.skills.values()), default=0) or 1


def headings(items: Items) -> list[str]:
    conditions = CONDITION * (1 + len(items.experiments))
    return [*BEFORE_KC, *conditions, *KC * items.most_skills, *AFTER_KC]


def transactions(folder: Path) -> Iterator[str]:
    """Lines of the file, the heading first; learner by learner, each in order of time."""
    items = _items(folder)
    yield "\t".join(headings(items)) + "\n"
    number = 0
    for rows in _learners(folder):
        for row in _one_learner(rows):
            number += 1
            yield "\t".join(_cells({**row, "Row": number}, items)) + "\n"


def _items(folder: Path) -> Items:
    skills = {
        row["item"]: tuple(_kc(one) for one in (row["skills"] or "").split("|") if one)
        for row in read_rows(folder / "content.parquet", columns=["item", "skills"])
        if row["item"] is not None
    }
    hints: Counter[int] = Counter()
    for row in read_rows(folder / "hints.parquet", columns=["item", "position"]):
        hints[row["item"]] = max(hints[row["item"]], row["position"])
    exposures = read_rows(folder / "exposures.parquet", columns=["experiment"])
    experiments = sorted({row["experiment"] for row in exposures})
    return Items(skills=skills, hints=hints, experiments=experiments)


def _kc(skill: str) -> str:
    """A skill's name within DataShop's limit, still one of a kind.

    >>> len(_kc("x" * 90)), _kc("two-steps")
    (50, 'two-steps')
    """
    return _shortened(skill, MOST_KC)


def _shortened(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    return f"{text[: most - 9]}~{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def _learners(folder: Path) -> Iterator[list[Row]]:
    """The transactions of one learner after another; memory is one learner's."""
    tables = {name: BySession(folder / f"{name}.parquet") for name in (*OF_SESSIONS, "exposures")}
    sessions = read_rows(folder / "sessions.parquet")
    for _learner, theirs in groupby(sessions, key=lambda row: row["learner"]):
        rows: list[Row] = []
        for session in theirs:
            taken = {name: table.take(session["session"]) for name, table in tables.items()}
            exposures = taken.pop("exposures")
            rows += (
                row | {"arms": _arms(exposures, f"{session['lesson']}/{row['Problem Name']}")}
                for row in _one_session(session, **taken)
            )
        yield sorted(rows, key=lambda row: (row["at_ms"], row["Transaction Id"]))


def _arms(exposures: Sequence[Row], part: str) -> dict[str, tuple[str, str]]:
    """Experiment -> (condition, type) of a transaction in `part`, from its session's exposures.

    Where parts are drawn an arm holds in its own part; where people are, in the whole session.
    """
    return {
        one["experiment"]: (
            _shortened(f"{one['experiment']}: {one['arm']}", MOST_CONDITION),
            one["arm_kind"],
        )
        for one in exposures
        if one["part"] in (None, part)
    }


def _one_session(
    session: Row, *, attempts: list[Row], hints: list[Row], estimates: list[Row]
) -> Iterator[Row]:
    for attempt in attempts:
        yield _common(session, attempt, "attempt", attempt["answered_at_ms"]) | _answer(
            attempt, _estimate_at(estimates, attempt["answered_at_ms"])
        )
    for hint in hints:
        yield _common(session, hint, "hint", hint["shown_at_ms"]) | _hint(hint)


def _estimate_at(estimates: Sequence[Row], at_ms: int) -> Row:
    fresh = [one for one in estimates if at_ms - FRESH_MS <= one["at_ms"] <= at_ms]
    return fresh[-1] if fresh else {}


def _common(session: Row, row: Row, kind: str, at_ms: int) -> Row:
    key = f"{session['session']} {kind} {row['ordinal']}"
    return {
        "at_ms": at_ms,
        "item": row["item"],
        "Transaction Id": hashlib.sha256(key.encode()).hexdigest()[:20],
        "Anon Student Id": session["learner"],
        "Session Id": session["session"],
        "Time": datetime.fromtimestamp(at_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S.%f")[:-3],
        "Time Zone": "UTC",
        "Level (Course)": session["course"][:MOST_LEVEL],
        "Level (Lesson)": session["lesson"][:MOST_LEVEL],
        "Problem Name": row["segment_slug"],
        "Step Name": row["item_slug"],
        "Selection": row["item_slug"],
        "policy": session["policy"],
        "Class": session["classroom"],
    }


def _answer(attempt: Row, estimate: Row) -> Row:
    scaffold = f" / scaffold {attempt['hint']}" if attempt["hint"] is not None else ""
    step = f"{attempt['item_slug']}{scaffold}"
    return {
        "Step Name": step,
        "Selection": step,
        "Student Response Type": "ATTEMPT",
        "Tutor Response Type": "RESULT",
        "Outcome": OUTCOMES[attempt["outcome"]],
        "Action": attempt["exercise_type"],
        "Input": attempt["response"],
        "CF (outcome)": attempt["outcome"],
        "CF (latency_ms)": attempt["latency_ms"],
        "CF (hints_used)": attempt["hints_used"],
        "CF (expected_p)": attempt["expected_p"],
        "CF (is_rapid_guess)": str(attempt["is_rapid_guess"]).lower(),
        "CF (off_task_p)": estimate.get("p_off_task"),
        "CF (off_task_p_low)": estimate.get("low"),
        "CF (off_task_p_high)": estimate.get("high"),
        "CF (focus_model)": estimate.get("fingerprint"),
    }


def _hint(hint: Row) -> Row:
    return {
        "Student Response Type": "HINT_REQUEST",
        "Tutor Response Type": "HINT_MSG",
        "Outcome": "HINT",
        "Action": "hint",
        "Help Level": hint["position"],
    }


def _one_learner(rows: Sequence[Row]) -> Iterator[Row]:
    """Adds what depends on the order: durations, views, the number of a try and its last."""
    views: defaultdict[str, dict[str, int]] = defaultdict(dict)
    tries: Counter[tuple[str, str]] = Counter()
    last = {(row["Session Id"], row["Step Name"]): at for at, row in enumerate(rows)}
    previous: Row | None = None
    for at, row in enumerate(rows):
        step = (row["Session Id"], row["Step Name"])
        seen = views[row["Problem Name"]]
        seen.setdefault(row["Session Id"], len(seen) + 1)
        tries[step] += 1
        yield {
            **row,
            "Duration (sec)": _duration(previous, row),
            "Problem View": seen[row["Session Id"]],
            "Attempt At Step": tries[step],
            "Is Last Attempt": int(last[step] == at),
        }
        previous = row


def _duration(previous: Row | None, row: Row) -> str:
    if previous is None or previous["Session Id"] != row["Session Id"]:
        return "."
    seconds = (row["at_ms"] - previous["at_ms"]) / 1000
    return f"{seconds:.3f}" if seconds <= LONGEST_DURATION_S else "."


def _cells(row: Row, items: Items) -> Iterator[str]:
    skills = items.skills.get(row["item"], ())
    row = {**row, "Total Num Hints": items.hints.get(row["item"])}
    yield from (_cell(row.get(name)) for name in BEFORE_KC)
    yield from (_cell(row["policy"]), "policy")
    for experiment in items.experiments:
        yield from map(_cell, row["arms"].get(experiment, ("", "")))
    for place in range(items.most_skills):
        yield _cell(skills[place] if place < len(skills) else None)
        yield ""
    yield from (_cell(row.get(name)) for name in AFTER_KC)


def _cell(value: object) -> str:
    """A cell has neither a tab nor a line break.

    >>> _cell("a\\tb"), _cell(None), _cell(0.5)
    ('a b', '', '0.5')
    """
    return "" if value is None else " ".join(str(value).split())


def write_transactions(out: Any, folder: Path) -> int:
    """The file of `folder`'s tables to `out`; the number of transactions."""
    return _write_lines(out, transactions(folder)) - 1


def _write_lines(out: Any, lines: Iterable[str]) -> int:
    count = 0
    for line in lines:
        out.write(line.encode())
        count += 1
    return count

"""Reads response logs: two public layouts of lines, pyKT's table, and a simple table of our own.

lines (DKVMN, AKT)   for each learner a line with the count (after which AKT has the learner's id),
                     in AKT's `_pid` files a line of questions, a line of skills, a line of answers
pyKT                 a table with a line for each learner: uid, questions, concepts, responses,
                     timestamps; the values of a cell separated by commas, a question's skills by _
simple               a table with a line for each answer: learner,item,skills,right,at
                     (skills separated by a space; `at` in seconds or empty; oldest first)
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path

from tutor.domain.learner.benchmark.logs import Event, History, Log

HELD_OUT_P = 0.2
# pyKT pads with it.
_PADDING = "-1"


class LogError(ValueError):
    """A response log that cannot be read; says where and what was expected."""


def read_log(path: Path) -> Log:
    """The log at `path`: a file, or a folder with `..train..` (and `..valid..`) and `..test..`.

    A folder keeps its own split by learner; of a file, one learner in five is held out, chosen by a
    digest of the learner's id, so that it is the same one every time. Raises LogError.
    """
    if path.is_dir():
        train = [one for name in _parts(path, "train") for one in read_histories(name)]
        train += [one for name in _parts(path, "valid") for one in read_histories(name)]
        test = [one for name in _parts(path, "test") for one in read_histories(name)]
    else:
        histories = list(read_histories(path))
        train = [one for one in histories if not _is_held_out(one.learner)]
        test = [one for one in histories if _is_held_out(one.learner)]
    if not train or not test:
        raise LogError(
            f"{path}: {len(train)} learners to learn from and {len(test)} held out; both are needed"
        )
    return Log(name=path.name, train=tuple(train), test=tuple(test))


def _parts(folder: Path, part: str) -> list[Path]:
    return sorted(path for path in folder.glob("*.csv") if f"_{part}" in f"_{path.stem}")


def _is_held_out(learner: str) -> bool:
    return int.from_bytes(sha256(learner.encode()).digest()[:4], "big") < HELD_OUT_P * 2**32


def read_histories(path: Path) -> list[History]:
    """The learners of one file, in its order; raises LogError."""
    with path.open(newline="", encoding="utf-8-sig") as file:
        header = file.readline().strip().split(",")
    if {"learner", "item", "skills", "right"} <= set(header):
        return list(_simple(path))
    if {"uid", "concepts", "responses"} <= set(header):
        return list(_pykt(path))
    if header[0].strip().isdigit():
        return list(_lines(path))
    raise LogError(
        f"{path}: its first line is neither a count nor has the columns learner,item,skills,right "
        "or uid,concepts,responses"
    )


def _simple(path: Path) -> Iterator[History]:
    by_learner: defaultdict[str, list[Event]] = defaultdict(list)
    with path.open(newline="", encoding="utf-8-sig") as file:
        for number, row in enumerate(csv.DictReader(file), start=2):
            by_learner[row["learner"]].append(
                Event(
                    item=row["item"] or None,
                    skills=tuple(sorted(set(row["skills"].split()))),
                    is_right=_right(row["right"], where=f"{path}, line {number}"),
                    at_s=float(row["at"]) if row.get("at") else None,
                )
            )
    for learner, events in by_learner.items():
        yield History(learner=learner, events=tuple(events))


def _pykt(path: Path) -> Iterator[History]:
    with path.open(newline="", encoding="utf-8-sig") as file:
        for number, row in enumerate(csv.DictReader(file), start=2):
            answers = row["responses"].split(",")
            yield _history(
                row["uid"],
                items=row["questions"].split(",") if row.get("questions") else None,
                skills=[cell.split("_") for cell in row["concepts"].split(",")],
                answers=answers,
                times=_times(row.get("timestamps"), count=len(answers)),
                where=f"{path}, line {number}",
            )


def _times(cell: str | None, *, count: int) -> list[float] | None:
    """pyKT's times are in milliseconds; a log without times has none or one for all."""
    values = cell.split(",") if cell else []
    return [float(value) / 1000 for value in values] if len(values) == count else None


def _lines(path: Path) -> Iterator[History]:
    lines = [line.strip().rstrip(",") for line in path.read_text(encoding="utf-8-sig").splitlines()]
    lines = [line for line in lines if line]
    # A block of four lines has the questions' ids: its fourth is as long as its second.
    size = 4 if len(lines) >= 4 and len(lines[1].split(",")) == len(lines[3].split(",")) else 3
    for start in range(0, len(lines), size):
        where = f"{path}, learner {start // size + 1}"
        block = lines[start : start + size]
        if len(block) < size:
            raise LogError(f"{where}: {len(block)} lines instead of {size}")
        _count, _comma, learner = block[0].partition(",")
        yield _history(
            learner or f"{path.stem} {start // size + 1}",
            items=block[1].split(",") if size == 4 else None,
            skills=[[skill] for skill in block[size - 2].split(",")],
            answers=block[size - 1].split(","),
            times=None,
            where=where,
        )


def _history(
    learner: str,
    *,
    items: Sequence[str] | None,
    skills: Sequence[Sequence[str]],
    answers: Sequence[str],
    times: Sequence[float] | None,
    where: str,
) -> History:
    lengths = {len(skills), len(answers), len(skills if items is None else items)}
    if len(lengths) > 1:
        raise LogError(f"{where}: as many questions, skills and answers are needed, not {lengths}")
    return History(
        learner=learner,
        events=tuple(
            Event(
                item=None if items is None else items[index],
                skills=tuple(sorted(set(skills[index]))),
                is_right=_right(answer, where=where),
                at_s=None if times is None else times[index],
            )
            for index, answer in enumerate(answers)
            if answer.strip() != _PADDING
        ),
    )


def _right(text: str, *, where: str) -> bool:
    try:
        return {"1": True, "1.0": True, "0": False, "0.0": False}[text.strip()]
    except KeyError:
        raise LogError(f"{where}: an answer is 1 or 0, not {text.strip()!r}") from None

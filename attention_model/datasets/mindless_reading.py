"""`mindless-reading`: eye-tracker measurements per page with self-caught mind wandering.

Published as one row a page (haoruisun/EyelinkAnalysis), not as events, so the rows are evaluated
as `measured`. Windows of mind wandering end 1.9 s before the page does and controls 31 s before:
every timing column is left out, since they alone score .96. The result is an upper bound.
"""

from __future__ import annotations

import csv
import math
from pathlib import Path

from attention_model.datasets.base import DataSet, DataSetError, Recording
from attention_model.signals.probe_answer import ProbeAnswer

NAME = "mindless-reading"
FILE = Path("res") / "eye_features_same-dur.csv"
# Rates, means and correlations only: a count grows with the length of its window.
MEASURES = (
    "norm_fix_word_num",
    "norm_in_word_reg",
    "norm_out_word_reg",
    "zscored_zipf_fixdur_corr",
    "zscored_word_length_fixdur_corr",
    "norm_total_viewing",
    "blink_dur",
    "blink_freq",
    "norm_sac_num",
    "norm_pupil",
    "pupil_slope",
)
PAGE_MS = 60_000


def load(folder: Path) -> DataSet:
    """All pages with a window, people in order."""
    path = folder / FILE
    if not path.exists():
        raise DataSetError(f"no {FILE} below {folder}")
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    people: dict[str, dict[tuple[int, int, bool], list[dict[str, str]]]] = {}
    for row in rows:
        if not row["norm_fix_word_num"]:  # the tracker saw no word of this window
            continue
        is_off = row["is_MWreported"] == "True"
        page = (int(row["run"]), int(row["page"]), is_off)
        people.setdefault(row["sub_id"], {}).setdefault(page, []).append(row)
    return DataSet(
        name=NAME,
        recordings=tuple(_recording(person, pages) for person, pages in sorted(people.items())),
        licence="MIT",
        source="haoruisun/EyelinkAnalysis",
        confounds="windows of mind wandering lie later in a page than controls, so every "
        "measurement that depends on the place on the page is confounded: an upper bound",
    )


def _recording(person: str, pages: dict[tuple[int, int, bool], list[dict[str, str]]]) -> Recording:
    ordered = sorted(pages.items())
    # Two windows of one page share a moment, so that neither its place nor its label is in it.
    place = {page: index for index, page in enumerate(sorted({key[:2] for key in pages}), start=1)}
    events = tuple(
        ProbeAnswer(
            at_ms=place[run, page] * PAGE_MS,
            probe=index,
            answer="elsewhere" if is_off else "on_task",
            latency_ms=0,
        )
        for index, ((run, page, is_off), _rows) in enumerate(ordered)
    )
    measured = tuple(_measures(rows) for _, rows in ordered)
    return Recording(person=person, session="1", events=events, measured=measured)


def _measures(rows: list[dict[str, str]]) -> dict[str, float]:
    return {name: _mean([row[name] for row in rows]) for name in MEASURES}


def _mean(texts: list[str]) -> float:
    values = [float(text) for text in texts if text]
    return sum(values) / len(values) if values else math.nan

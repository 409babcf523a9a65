"""The study's table as Markdown, and its figures as one line of JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from attention_model.simulate import World
from tutor.research.simulated.knowledge import MODELS
from tutor.research.simulated.study import UNPRESSED, Cell, Gain, Row

CLAIM = "Designed on published effects, validated in simulation."
NO_CLAIM = "Designed on published effects; `adaptive` is not validated by this simulation."
NULL_COST_P = 0.03
MOST_IN_25_MIN = 6


def markdown(cells: Sequence[Cell], *, command: str) -> str:
    """docs/reference/policy-study.md: written by the command that it names."""
    lines = [
        "# The policy study",
        "",
        f"Written by `{command}`; do not edit.",
        "",
        f"**What may be claimed: {claim(cells)}**",
        "Simulated learners cannot show that anybody learns more. The claim is for `adaptive` as",
        'it is, which answers "I drifted"; what is left of its lead where nobody presses that is',
        "said below the table.",
        "The shipped estimator is in the loop; learners have no gaze tracker. Review is the chance",
        "of a right answer three days later, over all parts of the lesson; cost is the share of",
        "lesson time that interruptions take. Differences are on the same people, with 95 %",
        "bootstrap intervals over people; `yoked` makes as many changes as `adaptive`, at another",
        "learner's times, so that `adaptive - yoked` is what the timing is worth. Simulated",
        'learners press "I drifted" after about one drift in seven; the last row of a cell is',
        "`adaptive` where nobody ever does. Magnitudes and their sources are in",
        "`tutor/research/simulated/`. The policy was mended on other seeds than this one: the",
        "price of a question (`QUESTION_PRICE` and `USED_PRICE`) and its temperature are the",
        "figures that were set by simulation.",
        "",
        "| attention | knowledge | policy | review | cost | per lesson | p99 in 25 min "
        "| less proactive | less yoked |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for cell in cells:
        less_proactive = {"adaptive": cell.gain, UNPRESSED: cell.unpressed}
        less_yoked = {"adaptive": cell.over_yoked}
        lines += [
            f"| {row.world} | {row.model} | {row.policy} | {row.review_p:.4f} "
            f"| {row.cost_p:.2%} | {row.interruptions:.2f} | {row.most_p99:.0f} "
            f"| {_interval_in(less_proactive, row.policy)} "
            f"| {_interval_in(less_yoked, row.policy)} |"
            for row in cell.rows
        ]
    return "\n".join([*lines, "", *_verdict(cells), "", *_sources(cells), "", *_taken_apart(cells)])


def _interval_in(gains: Mapping[str, Gain], policy: str) -> str:
    return interval(gains[policy]) if policy in gains else ""


def interval(gain: Gain) -> str:
    """A difference with its interval, as the tables show it."""
    return f"{gain.mean_p:+.4f} [{gain.low:+.4f}, {gain.high:+.4f}]"


def summary(cells: Sequence[Cell]) -> dict[str, float | int]:
    """What the study was asked: worse or better anywhere, cost where nothing helps, and the most.

    A cell counts as worse or better where its interval leaves out zero.
    """
    real = [cell for cell in cells if cell.world != World.NULL]
    adaptive = [row for cell in cells for row in cell.rows if row.policy == "adaptive"]
    null = [row for row in adaptive if row.world == World.NULL]
    return {
        "cells": len(real),
        "worse": sum(cell.gain.high < 0 for cell in real),
        "better": sum(cell.gain.low > 0 for cell in real),
        "lowest_bound": round(min((cell.gain.low for cell in real), default=0.0), 5),
        "null_cost_p": round(max((row.cost_p for row in null), default=0.0), 5),
        "null_cost_high_p": round(max((row.cost_high_p for row in null), default=0.0), 5),
        "most_in_25_min_p99": max((row.most_p99 for row in adaptive), default=0),
    }


def claim(cells: Sequence[Cell]) -> str:
    """The only claim that a simulation allows, where every bar was met; else that it was not."""
    said = summary(cells)
    is_met = (
        said["worse"] == 0
        and 2 * said["better"] > said["cells"] >= len(MODELS)
        and said["null_cost_p"] < NULL_COST_P
        and said["most_in_25_min_p99"] <= MOST_IN_25_MIN
        and any(cell.world == World.NULL for cell in cells)
    )
    return CLAIM if is_met else NO_CLAIM


def last_line(cells: Sequence[Cell]) -> str:
    return json.dumps(summary(cells))


def _verdict(cells: Sequence[Cell]) -> list[str]:
    said = summary(cells)
    return [
        f"Of {said['cells']} cells in which attention matters, the interval lies above zero in "
        f"{said['better']} and below zero in {said['worse']}; the lowest bound is "
        f"{said['lowest_bound']:+.4f}.",
        f"Where attention does not matter, `adaptive` takes {said['null_cost_p']:.2%} of the time "
        f"in the costliest cell (upper end of its interval {said['null_cost_high_p']:.2%}).",
        *_without_presses(cells),
        *_harmless(cells),
        f"It interrupts at most {said['most_in_25_min_p99']:.0f} times in 25 minutes (p99).",
    ]


def _without_presses(cells: Sequence[Cell]) -> list[str]:
    """What is left of the lead when the estimate is all there is; nothing without such a cell."""
    alone = [cell.unpressed for cell in cells if cell.world != World.NULL]
    if not alone:
        return []
    better, worse = sum(one.low > 0 for one in alone), sum(one.high < 0 for one in alone)
    return [
        f'Where nobody presses "I drifted" it lies above zero in {better} and below zero in '
        f"{worse}, the means between {min(one.mean_p for one in alone):+.4f} and "
        f"{max(one.mean_p for one in alone):+.4f}: that is what the estimate does by itself, with "
        "no more changes than `proactive` makes."
    ]


def _harmless(cells: Sequence[Cell]) -> list[str]:
    """What asking less costs where nobody's attention matters; nothing without such a world."""
    gains = [cell.gain for cell in cells if cell.world == World.NULL]
    if not gains:
        return []
    least = min(gains, key=lambda gain: gain.mean_p)
    return [
        "It asks less there than `proactive` does, and what a question is worth by itself is "
        f"missed: {interval(least)} of review in the cell that misses most."
    ]


def _sources(cells: Sequence[Cell]) -> list[str]:
    """The difference as a sum: what better timing brought, and what the number of changes did."""
    lines = [
        "## Where the difference comes from",
        "",
        "`adaptive - proactive` is the sum of `adaptive - yoked`, the timing, and of",
        "`yoked - proactive`, as many changes as `adaptive` makes at times that say nothing.",
        "Where attention matters `adaptive` makes more changes than `proactive` and takes more",
        "time, since answers to a press come on top of a lesson's three. Figures are thousandths",
        "of review.",
        "",
        "| attention | knowledge | adaptive - proactive | timing | number | more changes "
        "| more time |",
        "|---|---|---|---|---|---|---|",
    ]
    for cell in cells:
        ours, theirs = (_row_of(cell, policy) for policy in ("adaptive", "proactive"))
        whole, timing = 1000 * cell.gain.mean_p, 1000 * cell.over_yoked.mean_p
        lines.append(
            f"| {cell.world} | {cell.model} | {whole:+.1f} | {timing:+.1f} | {whole - timing:+.1f} "
            f"| {ours.interruptions - theirs.interruptions:+.2f} "
            f"| {ours.cost_p - theirs.cost_p:+.2%} |"
        )
    return lines


def _row_of(cell: Cell, policy: str) -> Row:
    return next(row for row in cell.rows if row.policy == policy)


def _taken_apart(cells: Sequence[Cell]) -> list[str]:
    """By reason: how often, for how long, and what it added to the review where it was made."""
    lines = [
        "## What the changes were, and what each was worth",
        "",
        "Gain is what a change added to the mean review at the moment it was made, in thousandths;",
        "what later practice adds or takes away is not in it.",
        "",
        "| attention | knowledge | policy | reason | per lesson | seconds | gain of each "
        "| gain a minute |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for row in (row for cell in cells for row in cell.rows):
        if row.policy not in {"proactive", "adaptive", UNPRESSED}:
            continue
        for share in row.shares:
            each = 1000 * share.gained_p / share.per_lesson
            a_minute = 60_000 * share.gained_p / share.seconds if share.seconds else 0.0
            lines.append(
                f"| {row.world} | {row.model} | {row.policy} | `{share.why}` "
                f"| {share.per_lesson:.2f} | {share.seconds:.1f} | {each:.2f} | {a_minute:.1f} |"
            )
    return [*lines, ""]

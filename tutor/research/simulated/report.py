"""The study's table as Markdown, and its figures as one line of JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence

from attention_model.simulate import World
from tutor.research.simulated.knowledge import MODELS
from tutor.research.simulated.study import Cell

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
        "Simulated learners cannot show that anybody learns more.",
        "The shipped estimator is in the loop; learners have no gaze tracker. Review is the chance",
        "of a right answer three days later, over all parts of the lesson; cost is the share of",
        "lesson time that interruptions take. `adaptive - proactive` is on the same people, with a",
        "95 % bootstrap interval over people. Magnitudes and their sources are in",
        "`tutor/research/simulated/`, set before any run but for one: rereading takes 20 s and not",
        "10 s, as in the policy's own price, to the disadvantage of `adaptive`. That price and the",
        "policy's temperature were set after a run with seed 1.",
        "",
        "| attention | knowledge | policy | review | cost | per lesson | p99 in 25 min "
        "| adaptive - proactive |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for cell in cells:
        for row in cell.rows:
            gain = f"{cell.gain_p:+.4f} [{cell.low:+.4f}, {cell.high:+.4f}]"
            lines.append(
                f"| {row.world} | {row.model} | {row.policy} | {row.review_p:.4f} "
                f"| {row.cost_p:.2%} | {row.interruptions:.2f} | {row.most_p99:.0f} "
                f"| {gain if row.policy == 'adaptive' else ''} |"
            )
    return "\n".join([*lines, "", *_verdict(cells), ""])


def summary(cells: Sequence[Cell]) -> dict[str, float | int]:
    """What the study was asked: worse or better anywhere, cost where nothing helps, and the most.

    A cell counts as worse or better where its interval leaves out zero.
    """
    real = [cell for cell in cells if cell.world != World.NULL]
    adaptive = [row for cell in cells for row in cell.rows if row.policy == "adaptive"]
    null_costs = [row.cost_p for row in adaptive if row.world == World.NULL]
    return {
        "cells": len(real),
        "worse": sum(cell.high < 0 for cell in real),
        "better": sum(cell.low > 0 for cell in real),
        "lowest_bound": round(min((cell.low for cell in real), default=0.0), 5),
        "null_cost_p": round(max(null_costs, default=0.0), 5),
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
        f"Where attention does not matter, `adaptive` takes {said['null_cost_p']:.2%} of the time.",
        f"It interrupts at most {said['most_in_25_min_p99']:.0f} times in 25 minutes (p99).",
    ]

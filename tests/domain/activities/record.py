"""Writes the trial files in `recorded/`: simulated runs made untidy, and the pinned scores of all.

    .venv/bin/python -m tests.domain.activities.record

`*_chromium.json` were recorded in a browser and keep their trials; only their pinned scores are
written anew. Read the difference before committing: it says that an activity scores otherwise now.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, replace
from pathlib import Path
from random import Random
from typing import Any

from tutor.domain.activities import Activity, Response, Trial, activity

FOLDER = Path(__file__).parent / "recorded"
SIMULATED = {
    "sart_full": ("sart", "full", 0.55),
    "sart_short": ("sart", "short", 0.9),
    "gradual_cpt_full": ("gradual_cpt", "full", 0.6),
    "n_back_standard": ("n_back", "standard", 0.75),
    "dual_task_standard": ("dual_task", "standard", 0.7),
    "breath_counting_ten": ("breath_counting", "ten", 0.85),
}
FIELDS = ("block", "position", "kind", "stimulus", "responses", "onset_ms", "shown_ms")
MARKS = ("dropped_frames", "is_blurred")


def run_of(kind: Activity, form: str, *, skill: float, rng: Random) -> list[Trial]:
    parameters, block, trials = kind.parameters(form), 0, list[Trial]()
    while True:
        simulated = kind.simulate(kind.plan(parameters, rng=rng), rng=rng, skill=skill)
        done = [replace(trial, block=block) for trial in simulated]
        trials += done
        following = kind.next_parameters(parameters, block=block, trials=done)
        if following is None:
            return trials
        parameters, block = dict(following), block + 1


def untidy(trial: Trial, *, actions: list[str], rng: Random) -> Trial:
    """As real runs are: presses twice or too soon, frames dropped, the page left."""
    responses = list(trial.responses)
    if trial.shown_ms < 10_000:
        if rng.random() < 0.05:
            responses.append(Response(action=rng.choice(actions), rt_ms=rng.uniform(1, 790)))
        if rng.random() < 0.03:
            responses.insert(0, Response(action=rng.choice(actions), rt_ms=rng.uniform(5, 99)))
        if rng.random() < 0.05:
            trial = replace(trial, dropped_frames=rng.randint(1, 3))
        if rng.random() < 0.02:
            trial = replace(trial, is_blurred=True)
    tidy = sorted(responses, key=lambda one: one.rt_ms)
    return replace(trial, responses=tuple(replace(r, rt_ms=round(r.rt_ms, 2)) for r in tidy))


def rows_of(trials: Iterable[Trial]) -> list[dict[str, Any]]:
    rows = []
    for trial in trials:
        row = {name: value for name, value in asdict(trial).items() if name in FIELDS + MARKS}
        row["responses"] = [[one.action, one.rt_ms] for one in trial.responses]
        rows.append({name: row[name] for name in FIELDS + MARKS})
    return rows


def trials_of(rows: Iterable[dict[str, Any]]) -> list[Trial]:
    return [
        Trial(
            **{**row, "responses": tuple(Response(action=a, rt_ms=t) for a, t in row["responses"])}
        )
        for row in rows
    ]


def write(path: Path, head: dict[str, Any], rows: list[dict[str, Any]]) -> None:
    score = activity(head["activity"]).score(trials_of(rows))
    pinned = {
        "counted": score.counted,
        "left_out": score.left_out,
        "values": dict(score.values),
    }
    head = {**head, "expected": pinned}
    lines = [f"  {json.dumps(name)}: {json.dumps(value)}," for name, value in head.items()]
    body = ",\n".join(f"    {json.dumps(row)}" for row in rows)
    text = "\n".join(["{", *lines, '  "trials": [', body, "  ]", "}"])
    path.write_text(f"{text}\n", encoding="utf-8")


def main() -> None:
    for name, (kind_name, form, skill) in SIMULATED.items():
        kind, rng = activity(kind_name), Random(name)
        actions = [action.name for action in kind.actions]
        trials = run_of(kind, form, skill=skill, rng=rng)
        messy = [untidy(trial, actions=actions, rng=rng) for trial in trials]
        head = {"activity": kind_name, "form": form, "source": f"simulated, skill {skill}, untidy"}
        write(FOLDER / f"{name}.json", head, rows_of(messy))
    for path in sorted(FOLDER.glob("*_chromium.json")):
        recorded = json.loads(path.read_text(encoding="utf-8"))
        head = {n: v for n, v in recorded.items() if n not in ("trials", "expected")}
        write(path, head, recorded["trials"])


if __name__ == "__main__":
    main()

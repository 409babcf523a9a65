"""Streaming inference: a batch of learners with new events each, on one thread.

Compared with the same estimator at batch 1 and with recomputing each learner's last 90 seconds
from the events. The floor of the same run is a loop that reads one field of every event: a machine
that is slower for a while is slower at both. The last line is one JSON object.

    python bench/inference.py [--learners 1024] [--events 10] [--json FILE]
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).parent.parent))

import statistics

from attention_model import weights_file
from attention_model.estimator import Estimator, LearnerState
from attention_model.signals import Signal
from attention_model.simulate import SimulatedLearner, study

WARM_S = 180
ROUNDS = 14
DISTINCT_LEARNERS = 64


def streams(learners: int) -> list[list[Signal]]:
    """A lesson for each learner; lessons repeat after DISTINCT_LEARNERS, states do not."""
    made = [
        study(SimulatedLearner(seed=seed), seed=seed, minutes=8).events
        for seed in range(min(learners, DISTINCT_LEARNERS))
    ]
    return [made[index % len(made)] for index in range(learners)]


def batches(events: list[list[Signal]], size: int) -> list[list[list[Signal]]]:
    """ROUNDS times `size` new events for each learner, after the warm-up."""
    first = [sum(event.at_ms < WARM_S * 1000 for event in stream) for stream in events]
    return [
        [
            stream[start + turn * size : start + (turn + 1) * size]
            for stream, start in zip(events, first, strict=True)
        ]
        for turn in range(ROUNDS)
    ]


def warm(estimator: Estimator, events: list[list[Signal]]) -> list[LearnerState]:
    """States that have lived through the first WARM_S seconds."""
    states = [estimator.new_state() for _ in events]
    early = [[event for event in stream if event.at_ms < WARM_S * 1000] for stream in events]
    now_ms = WARM_S * 1000
    estimator.update([(state, stream, now_ms) for state, stream in zip(states, early, strict=True)])
    return states


def milliseconds(
    estimator: Estimator, states: list[LearnerState], new: list[list[Signal]]
) -> float:
    """CPU milliseconds of one update; each learner's time is that of the last new event."""
    work = [
        (state, stream, stream[-1].at_ms if stream else 0)
        for state, stream in zip(states, new, strict=True)
    ]
    started = time.process_time()
    estimator.update(work)
    return (time.process_time() - started) * 1000


def floor_ms(new: list[list[Signal]]) -> float:
    """CPU milliseconds of a plain loop over the same events."""
    started = time.process_time()
    latest = 0
    for stream in new:
        for event in stream:
            latest = event.at_ms
    assert latest or not new
    return (time.process_time() - started) * 1000


def same_seconds(new: list[list[Signal]], turn: int) -> list[list[Signal]]:
    """The same events within the half second of this turn, as a steady frame rate brings them."""
    import dataclasses

    base = WARM_S * 1000 + turn * 500
    return [
        [
            dataclasses.replace(event, at_ms=base + index * 500 // max(len(stream), 1))
            for index, event in enumerate(stream)
        ]
        for stream in new
    ]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--learners", type=int, default=1024)
    parser.add_argument("--events", type=int, default=10)
    parser.add_argument("--json", type=Path, help="write the figures here, for the model card")
    options = parser.parse_args()
    estimator = Estimator.load()
    events = streams(options.learners)
    turns = [same_seconds(new, turn) for turn, new in enumerate(batches(events, options.events))]
    states = warm(estimator, events)
    calm_collector()
    batched, floors = [], []
    for new in turns:
        batched.append(milliseconds(estimator, states, new))
        floors.append(floor_ms(new))
    batch_ms = statistics.median(batched)
    singles = warm(estimator, events[:48])
    single_ms = statistics.median(
        sum(milliseconds(estimator, [state], [new[i]]) for i, state in enumerate(singles)) / 48
        for new in turns
    )
    window_ms = recomputed_ms(estimator, events[:48])
    per_learner_ms = batch_ms / options.learners
    found = {
        "learners": options.learners,
        "events_per_learner": options.events,
        "rounds": ROUNDS,
        "batch_1024_ms": round(batch_ms, 2),
        "batch_closing_a_second_ms": round(statistics.median(batched[::2]), 2),
        "batch_within_a_second_ms": round(statistics.median(batched[1::2]), 2),
        "floor_ms": round(statistics.median(floors), 3),
        "us_per_learner": round(per_learner_ms * 1000, 2),
        "speedup_over_unbatched": round(single_ms / per_learner_ms, 1),
        "speedup_over_window": round(window_ms / per_learner_ms, 1),
        "state_bytes": estimator.windows.arena.state_bytes() + python_bytes(states[0]),
        "worker_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    print(
        f"batch {batch_ms:.1f} ms, single {single_ms:.3f} ms, window {window_ms:.3f} ms a learner"
    )
    if options.json:
        profile = profiled_ms(Estimator.load(), turns)
        kept = found | {"profile_ms": profile, "weights": weights_file.digest()}
        options.json.write_text(json.dumps(kept, indent=1) + "\n")
    print(json.dumps(found))


def calm_collector() -> None:
    """As the worker does when it is ready (`tutor/config/collector.py`)."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def profiled_ms(estimator: Estimator, turns: list[list[list[Signal]]]) -> dict[str, float]:
    """CPU milliseconds of the parts of a batch, the mean over all turns; half close a second."""
    spent: defaultdict[str, float] = defaultdict(float)
    arena = estimator.windows.arena
    parts = (
        ("the network alone", arena, "_remember"),
        ("closing the second: windows, rates, filter, and the network", arena, "close_second"),
        ("all of taking signals in, closing the second among it", estimator.windows, "advance"),
        ("features and log odds", estimator, "_look"),
        ("estimates, intervals, reasons' parts", estimator, "_estimates"),
    )
    for name, owner, method in parts:
        setattr(owner, method, _timed(getattr(owner, method), name, spent))
    states = warm(estimator, streams(len(turns[0])))
    spent.clear()
    for new in turns:
        milliseconds(estimator, states, new)
    return {name: round(value / len(turns), 2) for name, value in spent.items()}


def _timed(
    call: Callable[..., object], name: str, spent: defaultdict[str, float]
) -> Callable[..., object]:
    def timed(*arguments: object) -> object:
        started = time.process_time()
        found = call(*arguments)
        spent[name] += (time.process_time() - started) * 1000
        return found

    return timed


def recomputed_ms(estimator: Estimator, events: list[list[Signal]]) -> float:
    """CPU milliseconds a learner when the last 90 s are read from the events each time."""
    last = [
        [event for event in stream if 90_000 <= event.at_ms < WARM_S * 1000] for stream in events
    ]
    started = time.process_time()
    states = [estimator.new_state() for _ in last]
    estimator.update([(state, new, WARM_S * 1000) for state, new in zip(states, last, strict=True)])
    return (time.process_time() - started) * 1000 / len(events)


def python_bytes(state: LearnerState) -> int:
    """Bytes of a learner's Python objects, followed through slots and containers."""
    seen: set[int] = set()

    def size(value: object) -> int:
        if id(value) in seen or isinstance(value, type):
            return 0
        seen.add(id(value))
        total = sys.getsizeof(value)
        for name in getattr(type(value), "__slots__", ()):
            if name not in {"prior", "__weakref__"} and hasattr(value, name):
                total += size(getattr(value, name))
        if isinstance(value, dict):
            total += sum(size(key) + size(item) for key, item in value.items())
        elif not isinstance(value, str | bytes) and hasattr(value, "__iter__"):
            total += sum(size(item) for item in value)
        return total

    return size(state)


if __name__ == "__main__":
    main()

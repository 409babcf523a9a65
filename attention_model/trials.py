"""How a person answers, over the last 30 and 400 answers and all their sessions so far.

The windows compare a person with their own usual, which removes what differs between people. A
task of many short trials also shows that: who answers unevenly or often in error drifts more
(Bastian & Sackur 2013). These columns keep it, from earlier answers alone.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from attention_model.datasets.base import Recording
from attention_model.rows import CUT_S
from attention_model.signals.answer import Answer

Floats = NDArray[np.float64]

SPANS = (30, 400)  # answers: two or three minutes of trials, and about a session
LEAST_ANSWERS = 3
OF_A_SPAN = ("log_time", "time_spread", "time_jitter", "success", "time_cv")
COLUMNS = tuple(f"{name}_{span}" for span in SPANS for name in OF_A_SPAN)


def trial_columns(recordings: Sequence[Recording]) -> Floats:
    """COLUMNS of every answered probe, (n, columns) in the order of `rows_of`, nan where unknown.

    Recordings of a person must be in order of time; nothing within CUT_S of a probe is looked at.
    """
    kept: dict[str, deque[tuple[float, float]]] = {}
    out = [
        row
        for recording in recordings
        for row in _rows(recording, kept.setdefault(recording.person, deque(maxlen=SPANS[-1])))
    ]
    return np.array(out, np.float64).reshape(len(out), len(COLUMNS))


def _rows(recording: Recording, kept: deque[tuple[float, float]]) -> Iterator[list[float]]:
    answers = [event for event in recording.events if isinstance(event, Answer)]
    position = 0
    for probe in recording.probes():
        until_ms = probe.at_ms - probe.latency_ms - CUT_S * 1000
        while position < len(answers) and answers[position].at_ms < until_ms:
            one = answers[position]
            kept.append((math.log(max(one.latency_ms, 50)), float(one.outcome == "right")))
            position += 1
        seen = np.array(kept, np.float64).reshape(len(kept), 2)
        yield [value for span in SPANS for value in _of_a_span(seen[-span:])]


def _of_a_span(seen: Floats) -> list[float]:
    if len(seen) < LEAST_ANSWERS:
        return [math.nan] * len(OF_A_SPAN)
    log_time, time = seen[:, 0], np.exp(seen[:, 0])
    return [
        float(log_time.mean()),
        float(log_time.std()),
        float(np.abs(np.diff(log_time)).mean()),
        float(seen[:, 1].mean()),
        float(time.std() / time.mean()),
    ]

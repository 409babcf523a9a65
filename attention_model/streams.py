"""Lessons of simulated learners as streams of tokens, with the hidden state of every second."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from attention_model.arena import Listener
from attention_model.bulk import LiveLearner
from attention_model.compat import override
from attention_model.datasets.simulated import SimulatedClass
from attention_model.network import COLUMNS, Network
from attention_model.rows import CUT_S, Rows, rows_of
from attention_model.simulate import State
from attention_model.tokens import TOKEN_NAMES, WIDTH
from attention_model.windows import Windows

LESSONS_AT_ONCE = 250
HIDDEN = TOKEN_NAMES.index("presence.hidden")


@dataclass(frozen=True, slots=True, kw_only=True)
class Streams:
    """Shapes: token (N, T, F) of float16, the rest (N, T) of bool.

    `is_off` is the hidden state, `counts` whether the second was lived and the page in view: no
    estimate is given of any other.
    """

    token: NDArray[np.float16]
    is_off: NDArray[np.bool_]
    counts: NDArray[np.bool_]

    def of(self, learners: NDArray[np.intp]) -> Streams:
        """The streams of some learners."""
        return Streams(
            token=self.token[learners], is_off=self.is_off[learners], counts=self.counts[learners]
        )


class _Recorder(Listener):
    def __init__(self, learners: int, seconds: int) -> None:
        self.token = np.zeros((learners, seconds, WIDTH), np.float16)
        self.lived = np.zeros((learners, seconds), np.bool_)
        self.place: NDArray[np.intp] = np.zeros(0, np.intp)

    def follow(self, learners: Sequence[LiveLearner]) -> None:
        """Learn which row of the arena is which learner."""
        rows = [learner.row for learner in learners]
        self.place = np.zeros(max(rows) + 1, np.intp)
        self.place[rows] = np.arange(len(rows))

    @override
    def hear(
        self, rows: NDArray[np.intp], clock_s: NDArray[np.int64], token: NDArray[np.float32]
    ) -> None:
        within = clock_s < self.token.shape[1]
        who, when = self.place[rows[within]], clock_s[within]
        self.token[who, when] = token[within]
        self.lived[who, when] = True


def recorded(made: SimulatedClass, *, network: Network | None = None) -> tuple[Rows, Streams]:
    """The rows at all probes, and the streams up to each learner's last probe."""
    seconds = 1 + max(recording.events[-1].at_ms for recording in made.recordings) // 1000
    recorder = _Recorder(len(made.recordings), seconds)
    windows = Windows(network=network, listener=recorder, capacity=len(made.recordings) + 1)
    learners = [windows.new_learner() for _ in made.recordings]
    recorder.follow(learners)
    rows = rows_of(made.recordings, windows=windows, learners=learners)
    is_off = np.array(
        [
            [learner.state_at(1000 * second) is not State.ON_TASK for second in range(seconds)]
            for learner in made.learners
        ]
    )
    counts = recorder.lived & (recorder.token[:, :, HIDDEN] < 1)
    return rows, Streams(token=recorder.token, is_off=is_off, counts=counts)


def told_at(network: Network, streams: Streams, rows: Rows) -> NDArray[np.float64]:
    """What `network` says by behaviour and for the rest just before each probe, (n, G + 1)."""
    seconds = np.floor(rows.at_s - CUT_S).astype(np.intp) - 1
    out = np.empty((len(rows), COLUMNS))
    for start in range(0, len(streams.token), LESSONS_AT_ONCE):
        lessons = slice(start, start + LESSONS_AT_ONCE)
        said = network.run(streams.token[lessons].astype(np.float32))
        mine = np.flatnonzero((rows.recording >= start) & (rows.recording < start + len(said)))
        out[mine] = said[rows.recording[mine] - start, seconds[mine]]
    return out

"""For the researcher: what the network attended to over a session, by event and by behaviour.

    told = session_attention(events)                       # at the end, or at_ms=...
    told.by_group["scrolling"]                             # log odds that scrolling gives, exactly
    told.moments[-1].by_group                              # the same, second by second
    told.events[0].weight                                  # one event's share

Two readings side by side. The network's own sum over seconds and behaviours is exact. Integrated
gradients (`gradients`) from a session in which nothing was observed ask the same question of the
whole function, queries and keys included; where the signs differ, trust neither.
Neither is ever shown to a learner.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from attention_model import weights_file
from attention_model.arena import Listener
from attention_model.compat import override
from attention_model.gradients import integrated_gradients
from attention_model.network import GROUPS
from attention_model.signals import Signal
from attention_model.tokens import TOKEN_GROUPS
from attention_model.weights_file import Weights, WeightsError
from attention_model.windows import Windows

Single = NDArray[np.float32]

BEHAVIOURS: dict[str, tuple[str, ...]] = {
    "scroll": ("scrolling",),
    "pointer": ("pointer",),
    "click": ("clicks",),
    "visibility": ("presence",),
    "blur": ("presence",),
    "idle": ("idle",),
    "gaze": ("gaze",),
    "answer": ("answer_timing", "accuracy"),
    "item_view": ("accuracy",),
    "segment_view": ("reading_pace",),
    "segment_leave": ("reading_pace",),
    "drifted": ("self_report",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One second of the session: log odds it gives to the estimate at the end, by behaviour."""

    at_ms: int
    by_group: dict[str, float]

    @property
    def weight(self) -> float:
        """How much this second moves the estimate, either way."""
        return sum(abs(value) for value in self.by_group.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class EventWeight:
    """One event's share: its second's log odds of its behaviour over that second's events of it."""

    at_ms: int
    kind: str
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionAttention:
    """`by_group` and `rest` sum to `logit`, the network's log odds at `at_ms`.

    `gradients` are integrated gradients by behaviour; `sign_agreement_p` is the share of behaviours
    of any weight on whose direction both readings agree.
    """

    at_ms: int
    logit: float
    rest: float
    by_group: dict[str, float]
    gradients: dict[str, float]
    sign_agreement_p: float
    moments: tuple[Moment, ...]
    events: tuple[EventWeight, ...]


def session_attention(
    events: Sequence[Signal], *, at_ms: int | None = None, weights: Weights | None = None
) -> SessionAttention:
    """Attention of the network over `events` (in order) as seen at `at_ms`, by default the last.

    Raises WeightsError where the weights hold no network, ValueError where there is no event.
    """
    network = (weights or weights_file.load()).network
    if network is None:
        raise WeightsError(f"the weights hold no network; {weights_file.REMEDY}")
    if not events:
        raise ValueError("no events: there is nothing to attend to")
    until_ms = events[-1].at_ms if at_ms is None else at_ms
    seen = [event for event in events if event.at_ms <= until_ms]
    seconds, token = token_stream(seen, until_s=until_ms / 1000)
    if not len(token):
        raise ValueError("no second of this session is over yet at that moment")
    given = network.weights_over(token)  # (T, G + 1)
    gradients = integrated_gradients(network, token)
    total = given.sum(axis=0)
    return SessionAttention(
        at_ms=until_ms,
        logit=float(total.sum()),
        rest=float(total[GROUPS]),
        by_group=_named(total),
        gradients=_named(gradients),
        sign_agreement_p=_agreement(total[:GROUPS], gradients),
        moments=tuple(
            Moment(at_ms=1000 * int(second), by_group=_named(row))
            for second, row in zip(seconds, given, strict=True)
        ),
        events=_by_event(seen, seconds, given),
    )


class TokenStream(Listener):
    """The seconds of one learner's last stretch and their tokens, (T,) and (T, F), as they pass."""

    def __init__(self) -> None:
        self.seconds: list[int] = []
        self._token: list[Single] = []
        self._windows = Windows(listener=self, capacity=1)
        self._learner = self._windows.new_learner()

    def advance(self, events: Sequence[Signal], *, until_s: float) -> None:
        """Takes in what happened since it was last asked."""
        self._windows.advance([(self._learner, events, until_s)])

    @property
    def token(self) -> Single:
        return np.array(self._token, np.float32)

    @override
    def hear(self, rows: NDArray[np.intp], clock_s: NDArray[np.int64], token: Single) -> None:
        if self.seconds and clock_s[0] > self.seconds[-1] + 1:
            self.seconds, self._token = [], []  # a new stretch: the network starts afresh too
        self.seconds.append(int(clock_s[0]))
        self._token.append(token[0])


def token_stream(events: Sequence[Signal], *, until_s: float) -> tuple[list[int], Single]:
    """The seconds of the last stretch and their tokens, (T,) and (T, F)."""
    stream = TokenStream()
    stream.advance(events, until_s=until_s)
    return stream.seconds, stream.token


def _named(values: Single) -> dict[str, float]:
    return {group: float(value) for group, value in zip(TOKEN_GROUPS, values, strict=False)}


def _agreement(exact: Single, gradients: Single) -> float:
    heavy = np.abs(exact) > 0.05 * max(float(np.abs(exact).max()), 1e-9)
    return float(np.mean(np.sign(exact[heavy]) == np.sign(gradients[heavy])))


def _by_event(
    events: Sequence[Signal], seconds: Sequence[int], given: Single
) -> tuple[EventWeight, ...]:
    place = {second: index for index, second in enumerate(seconds)}
    counts: dict[tuple[int, str], int] = {}
    for event in events:
        key = (event.at_ms // 1000, event.NAME)
        counts[key] = counts.get(key, 0) + 1
    found = []
    for event in events:
        second = event.at_ms // 1000
        if event.NAME not in BEHAVIOURS or second not in place:
            continue
        row_of = _named(given[place[second]])
        weight = sum(row_of[group] for group in BEHAVIOURS[event.NAME])
        share = weight / counts[second, event.NAME]
        found.append(EventWeight(at_ms=event.at_ms, kind=event.NAME, weight=share))
    return tuple(found)

"""The live state of all learners as arrays with one row each, so that a second costs one call.

Everything here is causal: a second is closed once, with what had arrived by its end, and never
reopened. Shapes: N rows (learners), C channels, R rates, H habits, B learners in a batch.
"""

from __future__ import annotations

import math
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from attention_model.answers import ANSWER_COLUMNS
from attention_model.channels import (
    CHANNELS,
    CONTEXTS,
    EXPECTED_CHANNELS,
    HABITS,
    LONGEST_S,
    RATE_CHANNELS,
    RATES,
    WINDOWS_S,
    Channel,
    Habit,
)
from attention_model.network import COLUMNS, MEMORY, Network
from attention_model.scalars import BLURRED, HAS_POINTER, HAS_SCROLL, HIDDEN, LAST_INPUT_S, SCALARS
from attention_model.state_filter import EVIDENCE_GROUPS, StateFilter
from attention_model.tokens import tokens

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]

# Learner rates: a population prior worth five events, since rates differ between people by a
# log-standard deviation of about .45 (evaluation paper), which is a gamma of shape 1 / .45^2.
PRIOR_EVENTS = 5.0
PRIOR_RATES = np.array([[0.20, 0.04, 0.25], [0.06, 0.01, 0.25]])  # per s, (context, rate)
PRIOR_HABITS = np.array([math.log(0.245), math.log(0.05), 0.82, 0.05])
PRIOR_HABIT_S = 8.0  # shrinkage n / (n + 8), features paper
HALF_LIFE_S = 20 * 60.0  # of the learner's own rates, in active seconds, features paper
KEEP_PER_S = 0.5 ** (1 / HALF_LIFE_S)
IDLE_AFTER_S = 15.0  # the first of the idle flags
ACTIVE_UNTIL_S = 60.0  # longer without input no longer counts as active
AWAY_AFTER_S = 300.0  # nothing observed for so long: the stretch is over, windows start afresh
NEW_SESSION_AFTER_S = 30 * 60.0
RECENT = 32  # seconds of log odds kept, since answering a probe takes a while


class Listener(Protocol):
    """Whoever wants the token of every second that closes: the recorder of training streams."""

    def hear(self, rows: Rows, clock_s: NDArray[np.int64], token: NDArray[np.float32]) -> None:
        """Tokens (B, F) of the seconds `clock_s` (B,) of the learners in `rows`."""


class Arena:
    """Rows of live state. `claim` gives a row, `release` takes it back."""

    def __init__(
        self,
        state_filter: StateFilter | None = None,
        *,
        network: Network | None = None,
        listener: Listener | None = None,
        capacity: int = 64,
    ) -> None:
        self.filter = state_filter or StateFilter()
        self.network = network
        self.listener = listener
        self.capacity = 0
        self._free: list[int] = []
        self._allocate(capacity)

    def _allocate(self, capacity: int) -> None:
        old = self.capacity
        arrays = self._blank(capacity)
        for name, array in arrays.items():
            if old:
                array[:old] = getattr(self, name)
            setattr(self, name, array)
        self._free.extend(range(capacity - 1, old - 1, -1))
        self.capacity = capacity

    open: Floats  # (N, C) sums of the open second
    ring: NDArray[np.float16]  # (N, 90, C) the last 90 closed seconds
    sums: Floats  # (N, 3, C) over 10, 30 and 90 s
    rate_sums: Floats  # (N, contexts, R)
    rate_s: Floats  # (N, contexts) active seconds behind the rates
    known_rates: Floats  # (N, contexts, R) true rates of a simulated learner, else nan
    habit_sums: Floats  # (N, H)
    habit_weights: Floats  # (N, H)
    belief: Floats  # (N, 3) of the filter
    attribution: Floats  # (N, G) log odds of that belief by EVIDENCE_GROUPS
    transition: Floats  # (N, 3, 3)
    memory: NDArray[np.float32]  # (N, H K, G + 1) of the network
    told: NDArray[np.float32]  # (N, G + 1) the network's log odds by behaviour
    said: Floats  # (N, RECENT) log odds that the estimator gave of late, the last at `said_n - 1`
    said_s: NDArray[np.int64]  # (N, RECENT) at which seconds; -1 before there are any
    said_n: NDArray[np.int64]  # (N,) how many ever
    answer_now: Floats  # (N, A) columns of ANSWER_COLUMNS
    clock_s: NDArray[np.int64]  # (N,) the open second since the epoch; -1 before the first event
    context: NDArray[np.int64]  # (N,)
    scalar: Floats  # (N, S) columns of SCALARS
    segment_active_s: Floats  # (N,) in the open segment

    def _blank(self, n: int) -> dict[str, NDArray[np.generic]]:
        return {
            "open": np.zeros((n, CHANNELS)),
            "ring": np.zeros((n, LONGEST_S, CHANNELS), np.float16),
            "sums": np.zeros((n, len(WINDOWS_S), CHANNELS)),
            "rate_sums": np.zeros((n, CONTEXTS, RATES)),
            "rate_s": np.zeros((n, CONTEXTS)),
            "known_rates": np.full((n, CONTEXTS, RATES), math.nan),
            "habit_sums": np.zeros((n, HABITS)),
            "habit_weights": np.zeros((n, HABITS)),
            "belief": np.tile(self.filter.prior, (n, 1)),
            "attribution": np.zeros((n, len(EVIDENCE_GROUPS))),
            "transition": np.tile(self.filter.transition, (n, 1, 1)),
            "memory": np.zeros((n, *MEMORY), np.float32),
            "told": np.zeros((n, COLUMNS), np.float32),
            "said": np.zeros((n, RECENT)),
            "said_s": np.full((n, RECENT), -1, np.int64),
            "said_n": np.zeros(n, np.int64),
            "answer_now": np.full((n, len(ANSWER_COLUMNS)), math.nan),
            "clock_s": np.full(n, -1, np.int64),
            "context": np.zeros(n, np.int64),
            "segment_active_s": np.full(n, math.nan),
            "scalar": np.tile(np.array(list(SCALARS.values())), (n, 1)),
        }

    def claim(self) -> int:
        """A blank row."""
        if not self._free:
            self._allocate(self.capacity * 2)
        row = self._free.pop()
        for name, array in self._blank(1).items():
            getattr(self, name)[row] = array[0]
        return row

    def release(self, row: int) -> None:
        """Give `row` back; its content is blanked when it is claimed again."""
        self._free.append(row)

    def state_bytes(self) -> int:
        """Bytes of array state per learner."""
        return sum(getattr(self, name)[:1].nbytes for name in self._blank(1))

    def restart(self, row: int, second: int) -> None:
        """Begin a new stretch at `second`: empty windows, habits and rates kept."""
        self.open[row] = 0.0
        self.ring[row] = 0.0
        self.sums[row] = 0.0
        self.belief[row] = self.filter.prior
        self.attribution[row] = 0.0
        self.memory[row] = 0.0
        self.told[row] = 0.0
        self.clock_s[row] = second

    def rates(self, rows: Rows) -> Floats:
        """The learners' own rates in their present context, per active second, (B, R)."""
        context = self.context[rows]
        prior = PRIOR_RATES[context]
        exposure = self.rate_s[rows, context][:, None] + PRIOR_EVENTS / prior
        estimate = (self.rate_sums[rows, context] + PRIOR_EVENTS) / exposure
        known = self.known_rates[rows, context]
        own: Floats = np.where(np.isnan(known), estimate, known)
        return own

    def habits(self, rows: Rows) -> Floats:
        """The learners' own gaze habits, (B, H)."""
        weights = self.habit_weights[rows] + PRIOR_HABIT_S
        return np.asarray((self.habit_sums[rows] + PRIOR_HABITS * PRIOR_HABIT_S) / weights)

    def keep_said(self, rows: Rows, logit: Floats) -> None:
        """Keep what was said (B,) of seconds that are new, for the next probe."""
        is_new = self.said_s[rows, (self.said_n[rows] - 1) % RECENT] < self.clock_s[rows]
        rows = rows[is_new]
        place = self.said_n[rows] % RECENT
        self.said[rows, place] = logit[is_new]
        self.said_s[rows, place] = self.clock_s[rows]
        self.said_n[rows] += 1

    def said_at(self, row: int, second: float, otherwise: float) -> float:
        """What was said last at or before `second`, or `otherwise`."""
        known_s = np.where(self.said_s[row] <= second, self.said_s[row], -1)
        latest = int(np.argmax(known_s))
        return float(self.said[row, latest]) if known_s[latest] >= 0 else otherwise

    def close_second(self, rows: Rows) -> None:
        """Close the open second of every row in `rows` (no row twice)."""
        x = self.open[rows]
        self.open[rows] = 0.0
        active = self._fill_presence(rows, x)
        self._fill_expected(rows, x, active)
        # Rounded as the ring stores it, so that a sum gives back exactly what it took.
        seconds = x.astype(np.float16).astype(np.float64)
        self._slide(rows, seconds)
        self.belief[rows], self.attribution[rows] = self.filter.step(
            self.belief[rows], self.transition[rows], seconds, self.attribution[rows]
        )
        self._learn(rows, seconds, active)
        self.segment_active_s[rows] += active
        self._remember(rows, seconds)
        self.clock_s[rows] += 1

    def _remember(self, rows: Rows, seconds: Floats) -> None:
        """The network, one second on; and whoever listens."""
        if self.network is None and self.listener is None:
            return
        token = tokens(self, rows, seconds)
        if self.listener is not None:
            self.listener.hear(rows, self.clock_s[rows], token)
        if self.network is not None:
            self.memory[rows], self.told[rows] = self.network.step(self.memory[rows], token)

    def _fill_presence(self, rows: Rows, x: Floats) -> Floats:
        scalar = self.scalar[rows]
        hidden = np.maximum(scalar[:, HIDDEN], scalar[:, BLURRED] * 0.5)
        idle_s = self.clock_s[rows] + 1 - scalar[:, LAST_INPUT_S]
        x[:, Channel.HIDDEN_S] = hidden
        x[:, Channel.IDLE_S] = idle_s > IDLE_AFTER_S
        active: Floats = ((scalar[:, HIDDEN] == 0) & (idle_s <= ACTIVE_UNTIL_S)) * 1.0
        x[:, Channel.ACTIVE_S] = active
        return active

    def _fill_expected(self, rows: Rows, x: Floats, active: Floats) -> None:
        x[:, EXPECTED_CHANNELS] = self.rates(rows) * active[:, None]
        # A device that never moved a pointer (a touch screen) has no pointer to be still.
        x[:, Channel.EXPECTED_POINTERS] *= self.scalar[rows, HAS_POINTER]
        x[:, Channel.EXPECTED_SCROLLS] *= self.scalar[rows, HAS_SCROLL]
        x[:, Channel.EXPECTED_REVERSALS] *= self.scalar[rows, HAS_SCROLL]
        gazing = np.flatnonzero(x[:, Channel.GAZE_VALID_S])
        if gazing.size:
            usual = self.habits(rows[gazing])
            fixations = x[gazing, Channel.FIXATIONS]
            x[gazing, Channel.FIXATION_RESIDUAL] -= fixations * usual[:, Habit.LOG_FIXATION]
            x[gazing, Channel.DISPERSION_RESIDUAL] -= fixations * usual[:, Habit.LOG_DISPERSION]
            shares = np.clip(usual, 0.02, 0.98)
            x[gazing, Channel.EXPECTED_HITS] = shares[:, Habit.AREA_HIT]
            x[gazing, Channel.EXPECTED_OFFSCREEN_S] = shares[:, Habit.OFFSCREEN]

    def _slide(self, rows: Rows, x: Floats) -> None:
        position = self.clock_s[rows] % LONGEST_S
        for index, window_s in enumerate(WINDOWS_S):
            leaving = self.ring[rows, (position - window_s) % LONGEST_S]
            self.sums[rows, index] += x - leaving
        self.ring[rows, position] = x

    def _learn(self, rows: Rows, x: Floats, active: Floats) -> None:
        context = self.context[rows]
        keep = np.where(active > 0, KEEP_PER_S, 1.0)
        seen = x[:, RATE_CHANNELS] * active[:, None]
        self.rate_sums[rows, context] = self.rate_sums[rows, context] * keep[:, None] + seen
        self.rate_s[rows, context] = self.rate_s[rows, context] * keep + active
        gazing = np.flatnonzero(x[:, Channel.GAZE_VALID_S])
        if gazing.size:
            self._learn_gaze(rows[gazing], x[gazing])

    def _learn_gaze(self, rows: Rows, x: Floats) -> None:
        usual = self.habits(rows)
        fixated = (x[:, Channel.FIXATIONS] > 0).astype(np.float64)
        count = np.maximum(x[:, Channel.FIXATIONS], 1.0)
        weights = np.stack([fixated, fixated, fixated, np.ones_like(fixated)], axis=1)
        values = np.stack(
            [
                usual[:, Habit.LOG_FIXATION] + x[:, Channel.FIXATION_RESIDUAL] / count,
                usual[:, Habit.LOG_DISPERSION] + x[:, Channel.DISPERSION_RESIDUAL] / count,
                x[:, Channel.AREA_HITS] / count,
                np.minimum(x[:, Channel.OFFSCREEN_S], 1.0),
            ],
            axis=1,
        )
        self.habit_sums[rows] = self.habit_sums[rows] * KEEP_PER_S + values * weights
        self.habit_weights[rows] = self.habit_weights[rows] * KEEP_PER_S + weights

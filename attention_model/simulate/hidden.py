"""The hidden process: on task, drifting, off screen, a second at a time."""

from __future__ import annotations

import math
from bisect import bisect_right
from random import Random

from attention_model.simulate.people import Behaviour, State, Traits, World


class HiddenAttention:
    """The path of states, drawn a second at a time; `level` is 1 when fully drifting."""

    def __init__(self, traits: Traits, world: World, rng: Random, start_ms: int) -> None:
        self._traits = traits
        self._world = world
        self._rng = rng
        self._start_s = start_ms // 1000
        self.state = State.ON_TASK
        self.is_zoned = False
        self._left_s = self._dwell_s(State.ON_TASK, 0.0)
        self._walk = rng.gauss(0, 1)
        self._since_call_s = math.inf
        self._starts_s: list[int] = [self._start_s]
        self._states: list[State] = [State.ON_TASK]

    def at(self, at_ms: int) -> State:
        """The state at a moment that has been reached already."""
        return self._states[max(bisect_right(self._starts_s, at_ms // 1000) - 1, 0)]

    def step(self, second: int) -> State:
        """The state during `second`, which must follow the last one."""
        self._since_call_s += 1.0
        if self._world is World.DRIFT:
            self._walk_on()
        else:
            self._left_s -= self._wear if self.state is State.ON_TASK else 1.0
            if self._left_s <= 0:
                self._enter(self._next_state(), (second - self._start_s) / 60)
            elif self.state is not State.OFF_SCREEN and self._rng.random() < 1 / 300:
                self._enter(State.OFF_SCREEN, 0.0)
        if self.state is not self._states[-1]:
            self._starts_s.append(second)
            self._states.append(self.state)
        return self.state

    @property
    def level(self) -> float:
        """How far behaviour is that of drifting, 0 to 1."""
        if self._world is World.NULL:
            return 0.0
        if self._world is World.DRIFT:
            return 1 / (1 + math.exp(-2.5 * (self._walk - 0.55)))
        return 0.0 if self.state is State.ON_TASK else 1.0

    def called_back(self) -> None:
        """Something that has to be answered brings attention back, and it stays a little longer.

        The hazard of drifting is 0.6 of the usual for a minute and recovers with a time constant of
        90 s (evaluation paper, table 5.3).
        """
        self._since_call_s = 0.0
        self._walk = min(self._walk, 0.0)
        if self.state is not State.OFF_SCREEN and self.state is not State.ON_TASK:
            self._enter(State.ON_TASK, 0.0)

    @property
    def _wear(self) -> float:
        """How fast a stretch on task is used up, as a share of the usual."""
        over_s = max(self._since_call_s - 60.0, 0.0)
        return 1.0 - 0.4 * math.exp(-over_s / 90.0)

    def _walk_on(self) -> None:
        # Autocorrelation e^(-1/30): attention that changes over about half a minute.
        keep = math.exp(-1 / 30)
        shift = math.log(42.0 / self._traits.on_dwell_s) * 0.6
        noise = self._rng.gauss(0, 1) * math.sqrt(1 - keep * keep)
        self._walk = shift + (self._walk - shift) * keep + noise
        self.state = State.DRIFTING if self._walk > 0.55 else State.ON_TASK

    def _next_state(self) -> State:
        if self.state is State.ON_TASK:
            return State.DRIFTING
        if self.state is State.OFF_SCREEN and self._rng.random() < 0.2:
            return State.DRIFTING
        return State.ON_TASK

    def _enter(self, state: State, minutes: float) -> None:
        self.state = state
        self.is_zoned = state is State.DRIFTING and self._rng.random() < Behaviour().zoned_p
        self._left_s = self._dwell_s(state, minutes)

    def _dwell_s(self, state: State, minutes: float) -> float:
        if state is State.OFF_SCREEN:
            mean_s = 12.0
        elif state is State.DRIFTING:
            mean_s = self._traits.drift_dwell_s
        else:
            mean_s = self._traits.on_dwell_s * math.exp(-self._traits.drift_slope_per_min * minutes)
        if self._world is World.SEMI_MARKOV:
            return self._rng.gammavariate(3.0, mean_s / 3.0)
        return self._rng.expovariate(1 / mean_s)

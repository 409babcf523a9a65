"""One simulated learner, stepped by whoever holds the lesson."""

from __future__ import annotations

import math
from random import Random

from attention_model.signals import Signal
from attention_model.signals.base import SegmentKind
from attention_model.signals.blur import Blur
from attention_model.signals.drifted import Drifted
from attention_model.signals.item_view import ItemView
from attention_model.signals.probe_answer import Reply
from attention_model.signals.segment_leave import SegmentLeave
from attention_model.signals.segment_view import SegmentView
from attention_model.signals.visibility import Visibility
from attention_model.simulate.answered import Answered
from attention_model.simulate.browser import DWELL_EVERY_MS, Presence, Visit
from attention_model.simulate.hidden import HiddenAttention
from attention_model.simulate.movements import look, point, scroll
from attention_model.simulate.people import Behaviour, State, World, draw_traits


class SimulatedLearner:
    """One learner at a lesson. Every method that returns signals returns them in order of time."""

    def __init__(
        self,
        *,
        seed: int,
        start_ms: int = 0,
        world: World = World.MARKOV,
        has_gaze: bool | None = None,
        is_touch: bool | None = None,
        behaviour: Behaviour | None = None,
    ) -> None:
        self._rng = Random(seed)
        self.traits = draw_traits(self._rng, has_gaze=has_gaze, is_touch=is_touch)
        self.behaviour = behaviour or Behaviour()
        self.world = world
        self.attention = HiddenAttention(self.traits, world, self._rng, start_ms)
        self.clock_ms = start_ms
        self._visit: Visit | None = None
        self._presence = Presence(last_input_ms=start_ms)
        self._is_practising = False
        self._returned_ms = -(10**9)

    def state_at(self, at_ms: int) -> State:
        """The hidden state at a moment not after the clock."""
        return self.attention.at(at_ms)

    @property
    def has_finished_reading(self) -> bool:
        """Whether the words of the open segment have been read."""
        return self._visit is None or self._visit.words_left <= 0

    def open_segment(
        self, segment: int, *, kind: SegmentKind, words: int, expected_ms: int
    ) -> list[Signal]:
        """Leave the open segment, if any, and open this one."""
        out = self.leave_segment()
        self._visit = Visit(segment=segment, words_left=float(words), last_dwell_ms=self.clock_ms)
        self._visit.seconds_a_word = expected_ms / 1000 / max(words, 1)
        self._is_practising = kind == "practice"
        out.append(
            SegmentView(
                at_ms=self.clock_ms,
                segment=segment,
                segment_kind=kind,
                words=words,
                expected_ms=expected_ms,
            )
        )
        return out

    def leave_segment(self) -> list[Signal]:
        """Close the open segment."""
        if self._visit is None:
            return []
        visit, self._visit = self._visit, None
        return [
            SegmentLeave(
                at_ms=self.clock_ms,
                segment=visit.segment,
                open_ms=visit.open_ms,
                visible_ms=visit.visible_ms,
                active_ms=visit.active_ms,
                depth_p=visit.depth_p,
            )
        ]

    def open_item(self, item: int, *, exercise_type: str) -> list[Signal]:
        """Look at an exercise; the learner is practising from now on."""
        self._is_practising = True
        return [ItemView(at_ms=self.clock_ms, item=item, exercise_type=exercise_type)]

    def answer(
        self,
        item: int,
        *,
        exercise_type: str = "numeric",
        expected_p: float | None = None,
        attempt: int = 1,
    ) -> Answered:
        """Draw an answer in the present state; the caller lets `latency_ms` pass, then submits."""
        rng, b, level = self._rng, self.behaviour, self.attention.level
        is_drifting = rng.random() < level
        spread, shift = b.time_spread[is_drifting], b.time_shift[is_drifting]
        latency_ms = math.exp(self.traits.time_log_ms + rng.gauss(shift, spread))
        chance = 0.8 if expected_p is None else expected_p
        chance += 0.08 * self.traits.ability - b.success_loss * is_drifting
        chance = min(max(chance, 0.05), 0.98)
        if rng.random() < b.rapid_p[is_drifting]:
            latency_ms, chance = rng.uniform(700, 2_500), 0.3
        latency_ms = min(max(latency_ms, 500.0), 120_000.0)
        return Answered(
            item=item,
            exercise_type=exercise_type,
            attempt=attempt,
            is_right=rng.random() < chance,
            latency_ms=int(latency_ms),
            first_act_ms=int(latency_ms * rng.uniform(0.3, 0.7)),
            expected_p=expected_p,
        )

    def probe(self) -> Reply:
        """What this learner says when asked now: noisy, as people are."""
        rng, b = self._rng, self.behaviour
        if rng.random() < b.probe_skip_p:
            return "skipped"
        is_off = self.attention.state is not State.ON_TASK
        says_off = rng.random() < (b.probe_hit_p if is_off else b.probe_false_p)
        if says_off:
            return "elsewhere" if rng.random() < 0.7 else "surroundings"
        return "stuck" if rng.random() < 0.2 else "on_task"

    def advance(self, to_ms: int) -> list[Signal]:
        """Live until `to_ms`, a second at a time, and return what the browser would have sent."""
        out: list[Signal] = []
        while self.clock_ms + 1000 <= to_ms:
            before = self.attention.state
            state = self.attention.step(self.clock_ms // 1000)
            self._change(before, state, out)
            if not self._presence.is_hidden:
                self._act(state, out)
            self._tick_visit(state, out)
            self.clock_ms += 1000
        out.sort(key=lambda signal: signal.at_ms)
        return out

    def pause(self, seconds: int) -> None:
        """Let time pass without lesson: attention moves on, nothing of it is seen."""
        for _ in range(seconds):
            self.attention.step(self.clock_ms // 1000)
            self.clock_ms += 1000
        self.touch()

    @property
    def is_hidden(self) -> bool:
        """Whether the tab is hidden now."""
        return self._presence.is_hidden

    def touch(self) -> None:
        """The learner pressed or typed something that the caller reports (an answer, a probe)."""
        self._presence.note(self.clock_ms, True, [])

    def _change(self, before: State, state: State, out: list[Signal]) -> None:
        rng, at_ms, presence = self._rng, self.clock_ms, self._presence
        leaves_trace = self.world is not World.NULL
        if state is State.OFF_SCREEN and before is not State.OFF_SCREEN:
            if leaves_trace and rng.random() < 0.6:
                presence.hide(at_ms)
                out.append(Visibility(at_ms=at_ms, is_visible=False, hidden_ms=0))
                out.append(Blur(at_ms=at_ms, is_focused=False, blurred_ms=0))
        elif before is State.OFF_SCREEN and state is not State.OFF_SCREEN and presence.is_hidden:
            away_ms = presence.show(at_ms)
            out.append(Visibility(at_ms=at_ms, is_visible=True, hidden_ms=away_ms))
            out.append(Blur(at_ms=at_ms, is_focused=True, blurred_ms=away_ms))
        if before is State.DRIFTING and state is State.ON_TASK and leaves_trace:
            self._returned_ms = at_ms
            if rng.random() < 0.15:
                out.append(Drifted(at_ms=at_ms))

    def _act(self, state: State, out: list[Signal]) -> None:
        level = self.attention.level
        is_off = state is State.OFF_SCREEN and self.world is not World.NULL
        done = [] if is_off else [self._scroll(level), self._point(level)]
        moves = [signal for signal in done if signal is not None]
        self._presence.note(self.clock_ms, bool(moves), out)
        out.extend(moves)
        if self.traits.has_gaze:
            seen = look(
                self._rng,
                self.clock_ms,
                level=level,
                is_zoned=self.attention.is_zoned,
                is_off=is_off,
                traits=self.traits,
                behaviour=self.behaviour,
            )
            out.extend([seen] if seen is not None else [])

    def _scroll(self, level: float) -> Signal | None:
        on, drift = self.behaviour.scrolls_per_s
        rate = (on + (drift - on) * level) * self.traits.activity
        just_back = self.clock_ms - self._returned_ms <= 4_000
        moved = scroll(
            self._rng,
            self.clock_ms,
            rate_per_s=rate * (0.3 if self._is_practising else 1.0),
            goes_back=just_back and self._rng.random() < self.behaviour.return_reversal_p / 4,
        )
        if moved is not None and self._visit is not None:
            self._visit.depth_p = min(1.0, self._visit.depth_p + moved.distance_vh * 0.1)
        return moved

    def _point(self, level: float) -> Signal | None:
        if self.traits.is_touch:
            return None
        on, drift = self.behaviour.pointers_per_s
        if level == 1.0:
            zoned = self.attention.is_zoned
            drift = (
                self.behaviour.zoned_pointers_per_s
                if zoned
                else self.behaviour.mindless_pointers_per_s
            )
        rate = (on + (drift - on) * level) * self.traits.activity
        return point(self._rng, self.clock_ms, rate_per_s=rate)

    def _tick_visit(self, state: State, out: list[Signal]) -> None:
        visit, presence = self._visit, self._presence
        if visit is None:
            return
        at_ms = self.clock_ms + 1000
        visible = not presence.is_hidden
        active = visible and at_ms - presence.last_input_ms <= 60_000
        visit.tick(visible, active)
        if visible and not self._is_practising:
            visit.words_left -= self._words_a_second(state) / visit.seconds_a_word
        if at_ms - visit.last_dwell_ms >= DWELL_EVERY_MS:
            out.append(visit.dwell(at_ms - 1))

    def _words_a_second(self, state: State) -> float:
        """Reading speed as a share of the text's expected pace."""
        if state is State.OFF_SCREEN and self.world is not World.NULL:
            return 0.0
        level = self.attention.level
        if self.attention.is_zoned and level == 1.0:
            return 0.0
        on, drift = self.behaviour.reading_speed
        return self.traits.speed * (on + (drift - on) * level)

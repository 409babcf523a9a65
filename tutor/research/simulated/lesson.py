"""One simulated learner in one lesson under one policy, with the worker's own eyes.

The lesson is the same for every policy: sixteen readings with a check question each, and practice
after every second. The lesson is a generator: it gives the signals of each five seconds and is sent
the shipped estimator's answer, so that a runner can score all learners in one batch.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING

from attention_model.signals import Signal
from attention_model.signals.drifted import Drifted
from attention_model.simulate import SimulatedLearner, State
from tutor.domain.policy import policy_named
from tutor.domain.policy.seeds import decision_seed
from tutor.domain.policy.situation import (
    INTERVENTIONS,
    Action,
    Choice,
    Past,
    Place,
    Presence,
    Situation,
    Timing,
    Trigger,
    is_asked,
)
from tutor.focus.live import Live
from tutor.focus.selectors import focus_of
from tutor.research.simulated.changes import Change
from tutor.research.simulated.knowledge import Knowledge

if TYPE_CHECKING:
    from tutor.focus.loading import Estimate

PARTS = 16
ITEMS = 4
STEP_MS = 5_000
TICK_MS = 10_000
MS_A_WORD = 60_000 / 238
AWAY_MS = 90_000
LONG_WORDS = 120
LONGEST_S = 240
# Of a fully encoded part, and what a part that was read off task throughout loses (table 5.3).
ENCODED_P = 0.75
LOST_P = 0.25
# Judgement: the share of what was lost that a remedy brings back.
REMEDY_P = {Action.CHECK: 0.6, Action.REREAD: 0.5, Action.EXAMPLE: 0.5}
# Half of d = 0.34 at a learner spread of 0.15.
SEGMENTING_P = 0.17 * 0.15
SHORTER_LASTS_P = 1.25
READ_S = {
    Action.CHECK: 4,
    Action.REREAD: 20,
    Action.EXAMPLE: 25,
    Action.SHORTEN: 1,
    Action.BREAK: 5,
}
DECLINE_S = 3
DISMISS_P, DISMISS_MORE_P, DISMISS_WINDOW_MS = 0.15, 0.05, 600_000

Lived = Generator[list[Signal], "Estimate | None", None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What a lesson left: delayed review, its length, and when it was interrupted."""

    review_p: float
    lesson_ms: int
    cost_ms: int
    shown: tuple[Past, ...]
    changes: tuple[Change, ...] = ()

    @property
    def timings(self) -> tuple[Timing, ...]:
        return tuple(
            Timing(action=past.action, at_ms=past.at_ms, is_asked=past.is_asked)
            for past in self.shown
        )


@dataclass(slots=True, kw_only=True)
class Lesson:
    learner: SimulatedLearner
    knowledge: Knowledge
    policy: str
    seed: int
    timings: tuple[Timing, ...] = ()
    # Whether this learner ever presses "I drifted".
    is_pressing: bool = True
    live: Live = field(default_factory=lambda: Live(session_pk=0))
    past: list[Past] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    loses_p: float = LOST_P
    lost_p: float = 0.0
    shortened: dict[int, Change] = field(default_factory=dict)
    # What remedies brought back of the part at hand; its end says what that is worth.
    brought_back: list[tuple[Change, float]] = field(default_factory=list)
    cost_ms: int = 0
    events: list[Signal] = field(default_factory=list)
    noticed: int = 0
    ordinal: int = 0
    world_rng: Random = field(init=False)
    part: int = 0
    kind: str = "reading"
    is_part_over: bool = False
    words: list[int] = field(init=False)

    def __post_init__(self) -> None:
        # The content is the same under every policy.
        self.world_rng, content = Random(self.seed + 2), Random(self.seed + 1)
        self.words = [content.randint(90, 260) for _ in range(PARTS)]

    def live_through(self) -> Lived:
        """The whole lesson; send it the estimate after each list of signals."""
        for self.part in range(PARTS):
            yield from self._read()
            if self.part % 2:
                yield from self._practise()

    def outcome(self) -> Outcome:
        """What it left, once it is over."""
        reviews = [self.knowledge.review_p(part) for part in range(PARTS)]
        return Outcome(
            review_p=sum(reviews) / PARTS,
            lesson_ms=self.learner.clock_ms,
            cost_ms=self.cost_ms,
            shown=tuple(self.past),
            changes=tuple(self.changes),
        )

    def _read(self) -> Lived:
        self.kind, self.is_part_over, learner = "reading", False, self.learner
        words = self.words[self.part]
        self.events += learner.open_segment(
            self.part + 1, kind="reading", words=words, expected_ms=int(words * MS_A_WORD)
        )
        seconds = off = 0
        gained_p = SEGMENTING_P if self.part in self.shortened else 0.0
        while not learner.has_finished_reading and seconds < LONGEST_S:
            yield from self._pass(1)
            seconds += 1
            off += learner.attention.state is not State.ON_TASK
            self.lost_p = self.loses_p * off / seconds
            self._tick()
        # What a reminder within the part brought back is counted from what was lost then.
        taken_in_p = ENCODED_P + gained_p + 0.05 * learner.traits.ability - self.lost_p
        self.knowledge.encoded_p[self.part] += min(max(taken_in_p, 0.0), 1.0)
        if self.part in self.shortened:
            change = self.shortened[self.part]
            self._spend(seconds * (SHORTER_LASTS_P - 1), on=change)
            self.brought_back.append((change, gained_p))
        self._settle()
        self.is_part_over = True
        self._decide(Trigger.SEGMENT_FINISHED)

    def _settle(self) -> None:
        """What each change within the part has added to the review of what is known now."""
        for change, encoded_p in self.brought_back:
            change.gained_p += self.knowledge.worth_of(self.part, encoded_p) / PARTS
        self.brought_back.clear()

    def _practise(self) -> Lived:
        self.kind, learner = "practice", self.learner
        self.events += learner.open_segment(
            PARTS + self.part, kind="practice", words=30, expected_ms=60_000
        )
        for number in range(ITEMS):
            item = 100 * self.part + number
            self.events += learner.open_item(item, exercise_type="numeric")
            yield from self._answer(self.part - number % 2, item=item)
            self._decide(Trigger.ITEM_ANSWERED)
        self._decide(Trigger.SEGMENT_FINISHED)

    def _answer(self, part: int, *, item: int) -> Lived:
        expected_p = self.knowledge.answer_p(part)
        answered = self.learner.answer(item, expected_p=expected_p)
        yield from self._pass(max(answered.latency_ms // 1000, 1))
        self.learner.touch()
        self.events.append(answered.signal(self.learner.clock_ms))
        self._notice()
        self.knowledge.retrieved(part, is_right=answered.is_right)

    def _pass(self, seconds: int) -> Lived:
        """Time passes; every five seconds what was seen is handed over and scored."""
        for _ in range(seconds):
            self.events += self._seen(self.learner.advance(self.learner.clock_ms + 1000))
            if self.learner.clock_ms % STEP_MS == 0:
                self._notice()
                gone, self.events, self.noticed = self.events, [], 0
                self._keep((yield gone))

    def _seen(self, events: list[Signal]) -> list[Signal]:
        return [one for one in events if self.is_pressing or not isinstance(one, Drifted)]

    def _notice(self) -> None:
        """What has happened is observed at once, and each event once."""
        self.live.watch.take(self.events[self.noticed :])
        self.noticed = len(self.events)

    def _keep(self, estimate: Estimate | None) -> None:
        self.live.hear(estimate, at_ms=self.learner.clock_ms)

    def _tick(self) -> None:
        now_ms = self.learner.clock_ms
        back = self.live.watch.taken_return()
        if back is not None and back.away_ms >= AWAY_MS:
            presence = self.live.watch.presence(now_ms=now_ms, back=back)
            self._decide(Trigger.RETURNED, presence=presence)
        elif now_ms % TICK_MS == 0:
            self._decide(Trigger.TICK)
            self.live.watch.taken_drift()

    def _decide(self, trigger: Trigger, *, presence: Presence | None = None) -> None:
        policy = policy_named(self.policy)
        now_ms = self.learner.clock_ms
        focus = focus_of(self.live)
        seen = presence or self.live.watch.presence(now_ms=now_ms)
        is_tick = trigger is Trigger.TICK
        if is_tick and not policy.is_tick_worth_a_step(focus=focus, presence=seen):
            return
        situation = Situation(
            trigger=trigger,
            now_ms=now_ms,
            focus=focus,
            presence=seen,
            place=self._place(is_answering=is_tick and self.kind == "practice"),
            past=tuple(self.past),
            timings=self.timings,
        )
        self.ordinal += 1
        rng = Random(decision_seed(self.seed, ordinal=self.ordinal))
        choice = policy.step(situation, rng=rng)
        if choice.action in INTERVENTIONS:
            self._interrupt(choice)

    def _place(self, *, is_answering: bool) -> Place:
        is_reading = self.kind == "reading"
        following = self.part + 1
        has_long_next = (
            is_reading
            and self.part % 2 == 0
            and following < PARTS
            and self.words[following] >= LONG_WORDS
        )
        return Place(
            segment=self.part + 1 if is_reading else PARTS + self.part,
            segment_kind=self.kind,
            is_answering=is_answering,
            key_segment=self.part + 1,
            example_segment=self.part + 1,
            check_item=1000 + self.part if is_reading else None,
            next_reading_segment=following + 1 if has_long_next else None,
            has_check_ahead=is_reading or following < PARTS,
        )

    def _interrupt(self, choice: Choice) -> None:
        """The learner goes along or says not now; either takes lesson time."""
        now_ms, action = self.learner.clock_ms, choice.action
        recent = sum(now_ms - past.at_ms < DISMISS_WINDOW_MS for past in self.past)
        is_dismissed = self.world_rng.random() < DISMISS_P + DISMISS_MORE_P * recent
        self.past.append(
            Past(
                action=action,
                at_ms=now_ms,
                resolution="not_now" if is_dismissed else "kept",
                is_asked=is_asked(choice.reason_values),
            )
        )
        change = Change(why=choice.reason_code)
        self.changes.append(change)
        if is_dismissed:
            self._spend(DECLINE_S, on=change)
            return
        self.learner.attention.called_back()
        self._spend(READ_S[action], on=change)
        self._help(action, change)

    def _help(self, action: Action, change: Change) -> None:
        """What a change that the learner went along with does to what is known."""
        if action is Action.SHORTEN:
            self.shortened[self.part + 1] = change
        before_p = self.knowledge.review_p(self.part)
        if action is Action.CHECK:
            self._check(change)
        regained_p = self._remedy(action)
        if self.is_part_over:
            change.gained_p += (self.knowledge.review_p(self.part) - before_p) / PARTS
        else:
            self.brought_back.append((change, regained_p))

    def _check(self, change: Change) -> None:
        """A check question with its feedback, then and there."""
        expected_p = self.knowledge.answer_p(self.part)
        answered = self.learner.answer(1000 + self.part, expected_p=expected_p)
        self._spend(answered.latency_ms / 1000, on=change)
        self.knowledge.retrieved(self.part, is_right=answered.is_right)

    def _remedy(self, action: Action) -> float:
        """Brings back a share of what the part at hand has lost so far; how much that was."""
        regained_p = REMEDY_P.get(action, 0.0) * self.lost_p
        self.knowledge.encoded_p[self.part] += regained_p
        self.lost_p -= regained_p
        return regained_p

    def _spend(self, seconds: float, *, on: Change) -> None:
        """Lesson time that only an interruption takes."""
        whole = round(seconds)
        self.learner.pause(whole)
        self.cost_ms += 1000 * whole
        on.seconds += whole

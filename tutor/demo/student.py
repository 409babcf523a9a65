"""A simulated learner at the real site: signs in, reads, practises, and is noticed doing so."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any, TypeVar
from urllib.error import HTTPError

from attention_model.signals.base import SegmentKind
from attention_model.signals.hint import Hint
from attention_model.signals.probe_answer import ProbeAnswer
from attention_model.simulate import SimulatedLearner
from tutor.demo.browser import Browser
from tutor.demo.clock import SimulatedClock
from tutor.demo.connection import Connection
from tutor.demo.outbox import Outbox
from tutor.demo.truth import TruthFile
from tutor.domain.exercises import exercise_type

T = TypeVar("T")

_STEP_MS = 1_000
_WORDS_A_MINUTE = 200
_MOST_ATTEMPTS = 3
_PROBE_ANSWERED_MS = 4_000
# A learner keeps most of what the tutor changes, and puts some of it back.
_KEEPS_P = 0.8
# Long enough for a server that was killed to be back, on a busy machine as well.
_SERVER_ERROR = 500
_PAUSES_S = (0.5, 1.0, 2.0, 4.0, 4.0, 4.0, 4.0)


@dataclass(frozen=True, kw_only=True)
class Exercise:
    """An item with its author's spec, which a learner does not see but has to be simulated from."""

    pk: int
    exercise_type: str
    spec: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class LessonPlan:
    course: str
    lesson: str
    exercises: dict[int, list[Exercise]]


class Student:
    """Studies lesson after lesson until cancelled."""

    def __init__(
        self,
        *,
        username: str,
        seed: int,
        url: str,
        clock: SimulatedClock,
        truth: TruthFile,
        starts_with_practice: bool = False,
        settle_within_s: float = 15.0,
    ) -> None:
        self.username = username
        self._starts_with_practice = starts_with_practice
        self._settle_within_s = settle_within_s
        self._rng = Random(seed)
        self._learner = SimulatedLearner(seed=seed, start_ms=clock.now_ms(), has_gaze=False)
        self._browser = Browser(url)
        self._clock = clock
        self._truth = truth
        self._outbox = Outbox()
        self.outboxes: list[Outbox] = []
        self._session = ""
        self._probe: tuple[int, int] | None = None
        self._to_resolve: list[str] = []

    async def study(self, plans: Sequence[LessonPlan], *, password: str) -> None:
        sign_in = self._browser.sign_in
        await self._patiently(lambda: sign_in(self.username, password=password))
        while True:
            for plan in plans:
                await self._study_lesson(plan)
                self._starts_with_practice = False

    async def _settle(self, *, within_s: float) -> None:
        """Ends the visit and waits until everything is acked, or the time is over."""
        self._outbox.add(self._learner.leave_segment())
        deadline = asyncio.get_running_loop().time() + within_s
        while not self._outbox.is_empty and asyncio.get_running_loop().time() < deadline:
            await asyncio.sleep(0.1)

    async def _study_lesson(self, plan: LessonPlan) -> None:
        open_lesson = self._browser.open_lesson
        boot = await self._patiently(lambda: open_lesson(plan.course, plan.lesson))
        self._session = boot["session"]
        self._outbox = Outbox()
        self.outboxes.append(self._outbox)
        connecting = asyncio.create_task(self._connection(boot["socket_path"]).keep())
        try:
            for segment in self._ahead(boot["segments"], plan):
                await self._study_segment(segment, plan.exercises.get(segment["id"], []))
            await self._settle(within_s=5)
        except asyncio.CancelledError:
            await self._settle(within_s=self._settle_within_s)
            raise
        finally:
            connecting.cancel()

    def _ahead(self, segments: list[dict[str, Any]], plan: LessonPlan) -> list[dict[str, Any]]:
        """What is not finished; who knows the reading goes straight to the first exercise."""
        ahead = [segment for segment in segments if not segment["is_finished"]]
        if self._starts_with_practice:
            with_exercises = [segment["id"] in plan.exercises for segment in ahead]
            return ahead[with_exercises.index(True) if True in with_exercises else 0 :]
        return ahead

    def _connection(self, path: str) -> Connection:
        return Connection(
            address=self._browser.url.replace("http", "ws", 1) + path,
            origin=self._browser.url,
            cookie=self._browser.cookie_header(),
            outbox=self._outbox,
            hear=self._hear,
            now_ms=self._clock.now_ms,
            rng=self._rng,
        )

    async def _study_segment(self, segment: dict[str, Any], exercises: list[Exercise]) -> None:
        pk, words, kind = segment["id"], segment["words"], segment["kind"]
        await self._post(f"/api/sessions/{self._session}/segments/{pk}/open/")
        self._outbox.add(self._view(pk, kind=kind, words=words))
        # What little stands above exercises is read in the time of their first answer.
        while kind != "practice" and not self._learner.has_finished_reading:
            await self._live(_STEP_MS)
        for exercise in exercises:
            await self._solve(exercise)
        await self._post(f"/api/sessions/{self._session}/segments/{pk}/finish/")

    def _view(self, pk: int, *, kind: SegmentKind, words: int) -> list[Any]:
        expected_ms = max(1_000, words * 60_000 // _WORDS_A_MINUTE)
        return self._learner.open_segment(pk, kind=kind, words=words, expected_ms=expected_ms)

    async def _solve(self, exercise: Exercise) -> None:
        kind = exercise.exercise_type
        self._outbox.add(self._learner.open_item(exercise.pk, exercise_type=kind))
        for attempt in range(1, _MOST_ATTEMPTS + 1):
            answered = self._learner.answer(exercise.pk, exercise_type=kind, attempt=attempt)
            await self._live(answered.latency_ms)
            outcome = await self._submit(
                exercise, is_right=answered.is_right, latency_ms=answered.latency_ms
            )
            signal = replace(answered.signal(self._learner.clock_ms), outcome=outcome)
            self._outbox.add([signal])
            self._learner.touch()
            if outcome != "not_yet":
                return
            await self._take_hint(exercise, ordinal=attempt)

    async def _submit(self, exercise: Exercise, *, is_right: bool, latency_ms: int) -> Any:
        kind = exercise_type(exercise.exercise_type)
        body = {
            "idempotency_key": str(uuid.UUID(int=self._rng.getrandbits(128), version=4)),
            "item": exercise.pk,
            "response": kind.simulate(exercise.spec, is_right=is_right, rng=self._rng),
            "latency_ms": latency_ms,
        }
        answer = await self._post(f"/api/sessions/{self._session}/answers/", body)
        return answer["attempt"]["outcome"] if answer else "unknown"

    async def _take_hint(self, exercise: Exercise, *, ordinal: int) -> None:
        answer = await self._post(f"/api/sessions/{self._session}/hints/", {"item": exercise.pk})
        shown = answer.get("hint") if answer else None
        if shown is None:
            return
        hint = Hint(
            at_ms=self._learner.clock_ms,
            item=exercise.pk,
            ordinal=ordinal,
            since_previous_ms=0,
            is_bottom_out=shown["is_bottom_out"],
        )
        self._outbox.add([hint])
        self._learner.touch()

    async def _live(self, for_ms: int) -> None:
        """Lets simulated time pass, second by second, noting the hidden state of each."""
        until_ms = self._learner.clock_ms + for_ms
        while self._learner.clock_ms < until_ms:
            next_ms = self._learner.clock_ms + _STEP_MS
            await self._clock.sleep_until(next_ms)
            self._outbox.add(self._learner.advance(next_ms))
            state = self._learner.state_at(self._learner.clock_ms)
            self._truth.note(self._session, at_ms=next_ms, state=state)
            self._answer_probe()
            await self._answer_the_tutor()

    def _hear(self, message: dict[str, Any]) -> None:
        if message["type"] == "probe":
            self._probe = (message["probe"], self._learner.clock_ms)
        elif message["type"] == "decision" and message["resolution"] == "open":
            self._to_resolve.append(message["decision"])

    def _answer_probe(self) -> None:
        if self._probe is None or self._learner.is_hidden:
            return
        probe, asked_ms = self._probe
        latency_ms = self._learner.clock_ms - asked_ms
        if latency_ms < _PROBE_ANSWERED_MS:
            return
        reply = self._learner.probe()
        at_ms = self._learner.clock_ms
        self._outbox.add(
            [ProbeAnswer(at_ms=at_ms, probe=probe, answer=reply, latency_ms=latency_ms)]
        )
        self._learner.touch()
        self._probe = None

    async def _answer_the_tutor(self) -> None:
        while self._to_resolve and not self._learner.is_hidden:
            resolution = "kept" if self._rng.random() < _KEEPS_P else "undone"
            decision = self._to_resolve.pop()
            await self._post(f"/api/decisions/{decision}/", {"resolution": resolution})

    async def _post(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """Like a page: an answer that did not get through is tried again, with the same key."""
        try:
            return await self._patiently(lambda: self._browser.post(path, body))
        except OSError:
            return {}

    async def _patiently(self, work: Callable[[], T]) -> T:
        """Does blocking `work`, again while the server is away; raises its last OSError."""
        for pause_s in _PAUSES_S:
            try:
                return await asyncio.to_thread(work)
            except OSError as error:
                if isinstance(error, HTTPError) and error.code < _SERVER_ERROR:
                    raise  # asking again would get the same answer
            await asyncio.sleep(pause_s * (0.5 + self._rng.random()))
        return await asyncio.to_thread(work)

"""The live learners of a worker: what was observed of each, and the model's state of each.

Only the worker makes one. The estimator is imported when first needed; without weights, or with a
model that fails, there are no estimates and everything else goes on.
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from attention_model.signals import Signal
from attention_model.signals.adaptation_seen import AdaptationSeen
from attention_model.signals.probe_answer import ProbeAnswer
from tutor.domain.policy.hysteresis import Sustained, sustained
from tutor.domain.policy.parts import OverPart, over_part
from tutor.events.selectors import events_of
from tutor.focus.models import Probe
from tutor.focus.presence import Return, Watch

if TYPE_CHECKING:
    from attention_model.estimator import Estimate, Estimator

logger = logging.getLogger(__name__)

# A learner's usual pace settles within minutes; half an hour rebuilds it fully.
REBUILT_MS = 30 * 60_000
# Reading half an hour back takes some ten milliseconds: a class is back within a few ticks, and no
# tick becomes longer than its lease.
MOST_REBUILT_A_TICK = 25
# Coming back is acted on when it happened just now, not when an old log is read.
FRESH_RETURN_MS = 10_000
EVICTED_AFTER_MS = 10 * 60_000
RETRY_AFTER_S = 30.0
# A level halves in 14 days: after eight weeks a sixteenth is left of what an answer said.
LEVEL_LASTS_MS = 56 * 24 * 3_600_000
OFF_TASK = frozenset({"elsewhere", "surroundings"})
# After a failure sessions are scored one by one for so long: whose it was shows by itself.
CAREFUL_MS = 60_000


@dataclass(frozen=True, kw_only=True, slots=True)
class PastProbe:
    """A probe that the learner answered in another session; `logit` is what the model said then."""

    at_ms: int
    logit: float
    is_off_task: bool


@dataclass(slots=True)
class Live:
    """One session. `skew_ms` added to the learner's clock gives ours."""

    session_pk: int
    watch: Watch = field(default_factory=Watch)
    state: Any = None
    sustained: Sustained = field(default_factory=Sustained)
    part: OverPart = field(default_factory=OverPart)
    estimate: Estimate | None = None
    past_probes: Sequence[PastProbe] = ()
    skew_ms: int = 0
    seen_ms: int = 0
    is_excluded: bool = False

    def client_ms(self, now_ms: int) -> int:
        """`now_ms` on the learner's clock."""
        return now_ms - self.skew_ms

    def hear(self, estimate: Estimate | None, *, at_ms: int) -> None:
        """Takes in what the model says now.

        When to act is asked without the learner's own level: a level says who, not when.
        """
        self.estimate = estimate
        p = estimate.p_without_level if estimate else None
        self.sustained = sustained(self.sustained, p=p, at_ms=at_ms)
        self.part = over_part(self.part, segment=self.watch.segment, p=p, at_ms=at_ms)


@dataclass(frozen=True, kw_only=True, slots=True)
class Batch:
    """The new signals of one session, in order, and how its clock differs from ours."""

    session_pk: int
    events: Sequence[Signal]
    skew_ms: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Update:
    """What a tick changed for one session."""

    live: Live
    back: Return | None
    probe_answers: tuple[ProbeAnswer, ...]
    changes_seen: tuple[AdaptationSeen, ...]


class LiveWindows:
    """All live sessions of a shard. `load` makes the estimator, or raises."""

    def __init__(self, *, load: Callable[[], Estimator] | None = None) -> None:
        self._load = load or _load
        self._estimator: Estimator | None = None
        self._retry_at_s = 0.0
        self._has_complained = False
        self._careful_until_ms = 0
        self._live: dict[int, Live] = {}
        self._waiting: dict[int, int] = {}

    def __len__(self) -> int:
        return len(self._live)

    def take(self, batches: Iterable[Batch], *, now_ms: int) -> list[Update]:
        """Takes in the signals of a tick, stored already, and scores everyone who had any."""
        estimator = self._ready()
        updates: list[Update] = []
        fresh: list[tuple[Live, Sequence[Signal]]] = []
        for batch in batches:
            live = self._live.get(batch.session_pk)
            if live is None:
                self._waiting[batch.session_pk] = batch.skew_ms
            else:
                live.skew_ms = batch.skew_ms
                fresh.append((live, batch.events))
        fresh += self._rebuilt(now_ms)
        for live, events in fresh:
            live.seen_ms = now_ms
            live.watch.take(events)
            updates.append(_update(live, events, now_ms=now_ms))
        self._score(estimator, fresh, now_ms=now_ms)
        return updates

    def evict_idle(self, *, now_ms: int) -> list[int]:
        """Forgets sessions that nothing was heard of for ten minutes; returns their keys."""
        idle = [pk for pk, live in self._live.items() if now_ms - live.seen_ms > EVICTED_AFTER_MS]
        for pk in idle:
            del self._live[pk]
        return idle

    def _rebuilt(self, now_ms: int) -> list[tuple[Live, Sequence[Signal]]]:
        """Sessions new to this worker, with all that is stored of their last stretch."""
        rebuilt: list[tuple[Live, Sequence[Signal]]] = []
        pks = list(self._waiting)[:MOST_REBUILT_A_TICK]
        probes = past_probes(pks, now_ms=now_ms) if pks else {}
        for pk in pks:
            live = Live(session_pk=pk, skew_ms=self._waiting.pop(pk))
            live.past_probes = probes.get(pk, ())
            since_ms = live.client_ms(now_ms) - REBUILT_MS
            rebuilt.append((live, events_of(pk, since_ms=since_ms)))
            self._live[pk] = live
        return rebuilt

    def _ready(self) -> Estimator | None:
        """The estimator, if it can be had; asked again every half minute where it cannot."""
        if self._estimator is None and time.monotonic() >= self._retry_at_s:
            try:
                self._estimator = self._load()
            except Exception as error:
                self._retry_at_s = time.monotonic() + RETRY_AFTER_S
                self._complain(f"There are no estimates: {error}")
        return self._estimator

    def _score(
        self,
        estimator: Estimator | None,
        fresh: Sequence[tuple[Live, Sequence[Signal]]],
        *,
        now_ms: int,
    ) -> None:
        if estimator is None:
            for live, _ in fresh:
                live.estimate = None
            return
        rows = [row for row in fresh if not row[0].is_excluded]
        groups = [[row] for row in rows] if now_ms < self._careful_until_ms else [rows]
        for group in groups:
            if group:
                self._score_group(estimator, group, now_ms=now_ms)

    def _score_group(
        self,
        estimator: Estimator,
        group: Sequence[tuple[Live, Sequence[Signal]]],
        *,
        now_ms: int,
    ) -> None:
        """Scores a batch. A model that raises costs estimates, never the tick.

        Half-updated states cannot be trusted, so the whole batch is rebuilt from the store, from
        then on one by one; a session that fails alone goes without.
        """
        try:
            for live, _ in group:
                if live.state is None:
                    live.state = _new_state(estimator, live)
            estimates = estimator.update(
                [(live.state, list(events), live.client_ms(now_ms)) for live, events in group]
            )
        except Exception:
            logger.exception("The attention model failed on %d sessions.", len(group))
            self._start_over([live for live, _ in group], now_ms=now_ms)
            return
        for (live, _), estimate in zip(group, estimates, strict=True):
            _keep(live, estimate, now_ms=now_ms)

    def _start_over(self, failed: Sequence[Live], *, now_ms: int) -> None:
        self._careful_until_ms = now_ms + CAREFUL_MS
        for live in failed:
            live.estimate, live.sustained = None, Sustained()
            if len(failed) == 1:
                live.is_excluded = True
            else:
                self._waiting[live.session_pk] = live.skew_ms
                self._live.pop(live.session_pk, None)

    def _complain(self, sentence: str) -> None:
        if not self._has_complained:
            self._has_complained = True
            logger.warning("%s", sentence)


def _load() -> Estimator:
    # Imports torch: 2 s and 230 MB that a web process must never pay.
    from attention_model.estimator import Estimator

    return Estimator.load(None)


def _new_state(estimator: Estimator, live: Live) -> Any:
    """A state that knows the learner's level from earlier sessions, and nothing of this one yet."""
    state = estimator.new_state()
    for probe in live.past_probes:
        state.level.learn(probe.at_ms / 1000, logit=probe.logit, is_off_task=probe.is_off_task)
    return state


def past_probes(session_pks: Sequence[int], *, now_ms: int) -> dict[int, list[PastProbe]]:
    """By session: what its learner answered to probes in other sessions, oldest first."""
    rows = (
        Probe.objects.filter(session__learner__sessions__in=session_pks)
        .filter(answered_at_ms__gte=now_ms - LEVEL_LASTS_MS)
        .exclude(answer="skipped")
        .order_by("answered_at_ms", "pk")
        .values_list(
            "session__learner__sessions", "session_id", "answered_at_ms", "logit", "answer"
        )
    )
    found: dict[int, list[PastProbe]] = {}
    for pk, asked_in, at_ms, logit, answer in rows:
        if pk != asked_in and at_ms is not None and logit is not None:
            found.setdefault(pk, []).append(
                PastProbe(at_ms=at_ms, logit=logit, is_off_task=answer in OFF_TASK)
            )
    return found


def _update(live: Live, events: Sequence[Signal], *, now_ms: int) -> Update:
    back = live.watch.taken_return()
    is_fresh = back is not None and live.client_ms(now_ms) - back.at_ms <= FRESH_RETURN_MS
    return Update(
        live=live,
        back=back if is_fresh else None,
        probe_answers=tuple(event for event in events if isinstance(event, ProbeAnswer)),
        changes_seen=tuple(event for event in events if isinstance(event, AdaptationSeen)),
    )


def _keep(live: Live, estimate: Estimate, *, now_ms: int) -> None:
    p = estimate.p_off_task
    if p is not None and not (math.isfinite(p) and 0 <= p <= 1):
        logger.warning("The attention model said %r for a session; it is left out.", p)
        live.estimate, live.sustained = None, Sustained()
        return
    live.hear(estimate, at_ms=now_ms)

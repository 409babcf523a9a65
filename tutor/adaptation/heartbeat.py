"""One tick of the worker: store, ack, observe, score, decide, and tell the pages once.

    claim frames -> one bulk write -> acks -> live windows -> one batch through the model ->
    estimates -> decisions at decision points -> one push for all of it; then teachers are told

What can fail stays apart: frames are stored and acked whatever the model or a policy does.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from datetime import UTC, datetime

from django.conf import settings
from django.db import transaction
from django.utils import translation

from attention_model.signals import Signal
from attention_model.signals.base import WEEK_MS
from tutor import push
from tutor.adaptation.class_view import ClassView
from tutor.adaptation.gather import Moment
from tutor.adaptation.known import Known
from tutor.adaptation.selectors import languages_of
from tutor.adaptation.services import decide, mark_shown
from tutor.adaptation.yoke import SessionFacts
from tutor.domain.policy import policy_or_control
from tutor.domain.policy.situation import Trigger
from tutor.domain.protocol.events import signals_in
from tutor.domain.protocol.messages import EstimateMessage, Reason
from tutor.events.buffer import frame_buffer
from tutor.events.frames import IncomingFrame, StoredFrame
from tutor.events.services import acknowledge, store_frames
from tutor.focus import selectors as focus
from tutor.focus.live import Batch, Live, LiveWindows, Update
from tutor.focus.services import Answered, record_estimates, record_probe_answers
from tutor.focus.words import has_words, observed
from tutor.learning.services import touch_sessions

logger = logging.getLogger(__name__)

# Often enough to draw a curve from, seldom enough for 1,000 learners on SQLite.
RECORD_EVERY_MS = 5_000
TICK_DECISION_EVERY_MS = 10_000
TOUCH_EVERY_MS = 10_000
EVICT_EVERY_MS = 60_000
MOST_REASONS = 3


class Heartbeat:
    """The memory of one shard's worker between ticks; it can be lost at any time."""

    def __init__(self, *, windows: LiveWindows | None = None) -> None:
        self.windows = LiveWindows() if windows is None else windows
        self._known = Known()
        self._classes = ClassView()
        self._recorded_ms: dict[int, int] = {}
        self._ticked_ms: dict[int, int] = {}
        self._touched_ms: dict[int, int] = {}
        self._evicted_ms = 0

    def beat(self, shard: int, *, now_ms: int) -> int:
        """One tick of a shard; returns how many frames it stored."""
        buffer = frame_buffer()
        if buffer is None:
            return 0
        with buffer.lease(shard) as is_ours:
            claim = buffer.claim(shard) if is_ours else None
            active: Sequence[SessionFacts] = ()
            with push.gathered():
                if claim:
                    stored = store_frames(claim.frames, now_ms=now_ms)
                    acknowledge(stored)
                    # Before the claim is forgotten: whatever dies here, its frames come again.
                    active = self.react(stored, now_ms=now_ms)
                    buffer.forget(claim)
                elif is_ours:
                    active = self.react((), now_ms=now_ms)
            # Learners have what they wait for; a look at a whole class takes longer than a tick.
            if is_ours:
                with push.gathered():
                    self.tell_teachers(active, now_ms=now_ms)
        return len(claim.frames) if claim else 0

    def react(self, stored: Sequence[StoredFrame], *, now_ms: int) -> Sequence[SessionFacts]:
        """What follows from stored frames for learners; returns whose sessions were active.

        A failure here costs no frame its ack.
        """
        try:
            updates = self._observe(stored, now_ms=now_ms)
            self._decide(updates, now_ms=now_ms)
            return [self._known[update.live.session_pk] for update in updates]
        except Exception:
            logger.exception("A tick ended early; its frames are stored and acked.")
            return ()

    def tell_teachers(self, active: Sequence[SessionFacts], *, now_ms: int) -> None:
        """Rows of the live classes that look different now. A failure costs learners nothing."""
        try:
            self._classes.tell(active, now_ms=now_ms)
            self._evict(now_ms)
        except Exception:
            logger.exception("Teachers were not told of a tick; the next one is told again.")

    def _observe(self, stored: Sequence[StoredFrame], *, now_ms: int) -> list[Update]:
        updates = self.windows.take(_batches(stored), now_ms=now_ms)
        self._known.learn([update.live.session_pk for update in updates], now_ms=now_ms)
        return [update for update in updates if update.live.session_pk in self._known]

    def _decide(self, updates: Sequence[Update], *, now_ms: int) -> None:
        if not updates:
            return
        moments = self._moments(updates, now_ms=now_ms)
        with transaction.atomic():
            _keep_what_was_said(updates)
            self._record(updates, deciding=moments, now_ms=now_ms)
            self._touch([update.live for update in updates], now_ms=now_ms)
        try:
            decide(moments, now=datetime.fromtimestamp(now_ms / 1000, UTC))
        except Exception:
            # A policy that fails must not take the teacher's view with it.
            logger.exception("No decisions for %d sessions in this tick.", len(moments))

    def _moments(self, updates: Sequence[Update], *, now_ms: int) -> list[Moment]:
        """The decision points of this tick: a return, or every ten seconds where it is worth it."""
        moments = []
        for update in updates:
            moment = self._returned(update, now_ms=now_ms) or self._tick(update, now_ms=now_ms)
            if moment is not None:
                moments.append(moment)
        return moments

    def _returned(self, update: Update, *, now_ms: int) -> Moment | None:
        back = update.back
        if back is None or back.away_ms < self._known.away_ms:
            return None
        cause = f"return:{back.at_ms}"
        return self._moment(update, trigger=Trigger.RETURNED, cause=cause, now_ms=now_ms)

    def _tick(self, update: Update, *, now_ms: int) -> Moment | None:
        live = update.live
        facts = self._known[live.session_pk]
        is_due = now_ms - self._ticked_ms.get(live.session_pk, 0) >= TICK_DECISION_EVERY_MS
        has_pressed = live.watch.drifted_at_ms is not None
        if not (is_due or has_pressed):
            return None
        self._ticked_ms[live.session_pk] = now_ms
        is_worth_it = policy_or_control(facts.policy).is_tick_worth_a_step(
            focus=focus.focus_of(live),
            presence=live.watch.presence(now_ms=live.client_ms(now_ms)),
        )
        moment = (
            self._moment(update, trigger=Trigger.TICK, cause=None, now_ms=now_ms)
            if is_worth_it
            else None
        )
        live.watch.taken_drift()
        return moment

    def _moment(
        self, update: Update, *, trigger: Trigger, cause: str | None, now_ms: int
    ) -> Moment | None:
        live = update.live
        facts = self._known[live.session_pk]
        segment = live.watch.segment
        if segment is None:
            return None
        client_ms = live.client_ms(now_ms)
        is_back = trigger is Trigger.RETURNED
        return Moment(
            session=facts,
            lesson=self._known.lesson(facts.lesson_pk, now_ms=now_ms),
            trigger=trigger,
            segment=segment,
            cause=cause,
            focus=focus.focus_of(live),
            presence=live.watch.presence(now_ms=client_ms, back=update.back if is_back else None),
            # Whoever was away was not writing: what is brought back stands above the answer.
            is_answering=not is_back and live.watch.is_answering(now_ms=client_ms),
        )

    def _record(
        self, updates: Sequence[Update], *, deciding: Sequence[Moment], now_ms: int
    ) -> None:
        """Stores and shows estimates: each session's every five seconds, and at each decision."""
        at_decision = {moment.session.pk for moment in deciding}
        due = [
            update.live
            for update in updates
            if update.live.session_pk in at_decision
            # The last word of a page that goes away: the teacher's view counts on from it.
            or update.live.watch.hidden_since_ms is not None
            or now_ms - self._recorded_ms.get(update.live.session_pk, 0) >= RECORD_EVERY_MS
        ]
        languages = languages_of(live.session_pk for live in due) if due else {}
        for live in due:
            self._recorded_ms[live.session_pk] = now_ms
            if live.estimate is not None:
                with translation.override(languages.get(live.session_pk) or settings.LANGUAGE_CODE):
                    push.to_session(live.session_pk, estimate_message(live, now_ms=now_ms))
        record_estimates(due, now_ms=now_ms)

    def _touch(self, lives: Sequence[Live], *, now_ms: int) -> None:
        due = [
            live.session_pk
            for live in lives
            if now_ms - self._touched_ms.get(live.session_pk, 0) >= TOUCH_EVERY_MS
        ]
        if due:
            self._touched_ms.update(dict.fromkeys(due, now_ms))
            touch_sessions(due, now=datetime.fromtimestamp(now_ms / 1000, UTC))

    def _evict(self, now_ms: int) -> None:
        if now_ms - self._evicted_ms < EVICT_EVERY_MS:
            return
        self._evicted_ms = now_ms
        for pk in self.windows.evict_idle(now_ms=now_ms):
            for memory in (self._recorded_ms, self._ticked_ms, self._touched_ms):
                memory.pop(pk, None)
            self._known.forget(pk)


def _keep_what_was_said(updates: Sequence[Update]) -> None:
    """Answers to probes, and that a change came into view."""
    for update in updates:
        live = update.live
        record_probe_answers(
            Answered(
                session_pk=live.session_pk,
                answer=answer,
                skew_ms=live.skew_ms,
                p_without_level=live.estimate.p_without_level if live.estimate else None,
            )
            for answer in update.probe_answers
        )
        for seen in update.changes_seen:
            at = datetime.fromtimestamp((seen.at_ms + live.skew_ms) / 1000, UTC)
            mark_shown(live.session_pk, ordinal=seen.decision, at=at)


def estimate_message(live: Live, *, now_ms: int) -> EstimateMessage:
    """The estimate as its owner may see it. The session has one."""
    said = live.estimate
    if said is None:
        raise ValueError(f"Session {live.session_pk} has no estimate to show.")
    told = [reason for reason in said.reasons if has_words(reason.words_key)]
    return EstimateMessage(
        at_ms=now_ms,
        evidence=said.evidence,
        low=said.low,
        high=said.high,
        why_not=said.why_not,
        reasons=[
            Reason(
                feature=reason.feature,
                words=observed(reason.words_key, reason.value),
                contribution=reason.contribution,
            )
            for reason in told[:MOST_REASONS]
        ],
    )


def _batches(stored: Sequence[StoredFrame]) -> list[Batch]:
    """The new signals by session, in the order of each page's frames.

    A frame that was stored before has been seen before, or is read back when its session is
    rebuilt.
    """
    by_session: dict[int, list[StoredFrame]] = {}
    for entry in stored:
        if entry.is_new:
            by_session.setdefault(entry.frame.session_pk, []).append(entry)
    return [_batch(pk, entries) for pk, entries in by_session.items()]


def _batch(session_pk: int, entries: list[StoredFrame]) -> Batch:
    frames = sorted((entry.frame for entry in entries), key=lambda one: (one.first_at_ms, one.seq))
    events: list[Signal] = []
    for frame in frames:
        events.extend(signals_in(frame.events))
    return Batch(session_pk=session_pk, events=events, skew_ms=_skew_ms(frames[-1]))


def _skew_ms(frame: IncomingFrame) -> int:
    """How far the learner's clock is behind ours; a sending time that cannot be true is left out.

    Events are checked at the door and bounded, the sending time is only what a client says.
    """
    last_ms = frame.last_at_ms
    is_possible = last_ms <= frame.sent_at_ms <= last_ms + WEEK_MS
    return frame.received_at_ms - (frame.sent_at_ms if is_possible else last_ms)


_heartbeats: dict[int, Heartbeat] = {}


def beat(shard: int) -> int:
    """A tick of this worker process, which remembers each shard that it serves."""
    if shard not in _heartbeats:
        _heartbeats[shard] = Heartbeat()
    return _heartbeats[shard].beat(shard, now_ms=time.time_ns() // 1_000_000)

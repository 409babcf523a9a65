"""One session as a picture: what was noticed, estimated, asked, decided and answered, over time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from attention_model.signals import Signal
from attention_model.signals.dwell import Dwell
from attention_model.signals.idle import Idle
from attention_model.signals.segment_view import SegmentView
from attention_model.signals.visibility import Visibility
from tutor.content.models import Segment
from tutor.domain.policy.situation import Action
from tutor.events.selectors import events_of
from tutor.learning.models import Session
from tutor.research.tables.base import ms

# Activity is counted in bars of this width.
BAR_MS = 10_000
# Between two estimates further apart than this nothing is drawn: nobody knows.
GAP_MS = 20_000
ACTIVE = frozenset({"scroll", "click", "pointer"})
# A mark a row: more than this is a bundle's business.
MOST_MARKS = 400


@dataclass(frozen=True, kw_only=True)
class Span:
    """From `start_ms` to `end_ms` after the session's start."""

    start_ms: int
    end_ms: int
    label: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class Clocks:
    """Shares of a stretch in which the page was visible and in use."""

    start_ms: int
    end_ms: int
    visible_p: float
    active_p: float


@dataclass(frozen=True, kw_only=True)
class Point:
    at_ms: int
    off_task_p: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Bar:
    start_ms: int
    count: int


@dataclass(frozen=True, kw_only=True)
class Mark:
    """Something that happened at a moment. `kind` is answer, hint, probe or decision."""

    number: int
    at_ms: int
    kind: str
    state: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Picture:
    duration_ms: int
    segments: tuple[Span, ...]
    away: tuple[Span, ...]
    clocks: tuple[Clocks, ...]
    estimates: tuple[tuple[Point, ...], ...]
    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...]
    is_cut: bool

    @property
    def is_empty(self) -> bool:
        return not (self.segments or self.clocks or self.estimates or self.marks)


def picture_of(session: Session) -> Picture:
    """All times count from the session's start, so no date is in it."""
    start_ms = ms(session.started_at) or 0
    signals = events_of(session.pk)
    marks = marks_of(session)
    estimates = _estimates(session, start_ms)
    end_ms = _end_ms(session, signals, marks, start_ms)
    return Picture(
        duration_ms=max(end_ms, 60_000),
        segments=tuple(_segments(session, signals, start_ms, end_ms)),
        away=tuple(_away(signals, start_ms)),
        clocks=tuple(_clocks(signals, start_ms)),
        estimates=estimates,
        bars=tuple(_bars(signals, start_ms)),
        marks=tuple(marks[:MOST_MARKS]),
        is_cut=len(marks) > MOST_MARKS,
    )


def _end_ms(
    session: Session, signals: Sequence[Signal], marks: Sequence[Mark], start_ms: int
) -> int:
    last = ms(session.ended_at) or ms(session.last_seen_at) or start_ms
    seen = [signal.at_ms - start_ms for signal in signals[-1:]]
    return max([last - start_ms, *seen, *(mark.at_ms for mark in marks[-1:])])


def _segments(
    session: Session, signals: Iterable[Signal], start_ms: int, end_ms: int
) -> Iterable[Span]:
    views = [one for one in signals if isinstance(one, SegmentView)]
    titles = {
        pk: title or slug
        for pk, title, slug in Segment.everything.filter(lesson=session.lesson_id).values_list(
            "pk", "title", "slug"
        )
    }
    ends = [view.at_ms - start_ms for view in views[1:]] + [end_ms]
    for view, end in zip(views, ends, strict=False):
        begin = max(0, view.at_ms - start_ms)
        if end > begin:
            title = titles.get(view.segment, "a part of another version")
            yield Span(start_ms=begin, end_ms=end, label=title, kind=view.segment_kind)


def _away(signals: Iterable[Signal], start_ms: int) -> Iterable[Span]:
    """Stretches in which the page was hidden, or nothing was touched."""
    for one in signals:
        at_ms = one.at_ms - start_ms
        if isinstance(one, Visibility) and one.is_visible and one.hidden_ms:
            begin = max(0, at_ms - one.hidden_ms)
            yield Span(start_ms=begin, end_ms=at_ms, label="page hidden", kind="hidden")
        if isinstance(one, Idle) and one.is_over and one.idle_ms:
            begin = max(0, at_ms - one.idle_ms)
            yield Span(start_ms=begin, end_ms=at_ms, label="no input", kind="idle")


def _clocks(signals: Iterable[Signal], start_ms: int) -> Iterable[Clocks]:
    for one in signals:
        if not isinstance(one, Dwell) or not one.open_ms:
            continue
        end = one.at_ms - start_ms
        yield Clocks(
            start_ms=max(0, end - one.open_ms),
            end_ms=end,
            visible_p=min(1.0, one.visible_ms / one.open_ms),
            active_p=min(1.0, one.active_ms / one.open_ms),
        )


def _bars(signals: Iterable[Signal], start_ms: int) -> Iterable[Bar]:
    counts: defaultdict[int, int] = defaultdict(int)
    for one in signals:
        if one.NAME in ACTIVE and one.at_ms >= start_ms:
            counts[(one.at_ms - start_ms) // BAR_MS] += 1
    for place, count in sorted(counts.items()):
        yield Bar(start_ms=place * BAR_MS, count=count)


def _estimates(session: Session, start_ms: int) -> tuple[tuple[Point, ...], ...]:
    """Runs of estimates without a gap; where evidence was not enough there is one."""
    runs: list[list[Point]] = []
    last_ms: int | None = None
    rows = session.estimates.order_by("at_ms").values_list("at_ms", "p_off_task", "low", "high")
    for at_ms, off_task_p, low, high in rows:
        if off_task_p is None or low is None or high is None:
            last_ms = None
            continue
        if last_ms is None or at_ms - last_ms > GAP_MS:
            runs.append([])
        last_ms = at_ms
        runs[-1].append(Point(at_ms=at_ms - start_ms, off_task_p=off_task_p, low=low, high=high))
    return tuple(tuple(run) for run in runs)


OUTCOME_WORDS = {"right": "right", "almost": "almost", "not_yet": "not yet"}
PROBE_WORDS = {
    "on_task": "on this",
    "stuck": "on this but stuck",
    "elsewhere": "on something else",
    "surroundings": "pulled away by something around",
    "skipped": "skipped",
    "": "not answered",
}


def marks_of(session: Session) -> list[Mark]:
    """All that happened at a moment, in order and numbered from 1."""
    found = sorted(_marks(session, ms(session.started_at) or 0), key=lambda mark: mark.at_ms)
    return [replace(mark, number=number) for number, mark in enumerate(found, 1)]


def _marks(session: Session, start_ms: int) -> Iterable[Mark]:
    def mark(at_ms: int | None, kind: str, state: str, words: str) -> Mark:
        at = max(0, (at_ms or start_ms) - start_ms)
        return Mark(number=0, at_ms=at, kind=kind, state=state, words=words)

    for attempt in session.attempts.select_related("item").order_by("answered_at", "pk"):
        pace = timedelta(milliseconds=attempt.latency_ms).total_seconds()
        words = f"{attempt.item.slug}: {OUTCOME_WORDS[attempt.outcome]}, after {pace:.0f} s"
        yield mark(ms(attempt.answered_at), "answer", attempt.outcome, words)
    for use in session.hint_uses.select_related("hint__item"):
        state = "bottom_out" if use.hint.is_bottom_out else ""
        words = f"hint {use.hint.position} on {use.hint.item.slug}"
        yield mark(ms(use.shown_at), "hint", state, words)
    for probe in session.probes.all():
        words = f"asked about attention: {PROBE_WORDS[probe.answer]}"
        yield mark(probe.answered_at_ms or probe.asked_at_ms, "probe", probe.answer, words)
    for decision in session.decisions.exclude(action=Action.STAY):
        words = (
            f"{decision.action.replace('_', ' ')} by {decision.policy}, "
            f"chance {decision.propensity_p:.2f}, {decision.get_resolution_display().lower()}"
        )
        yield mark(ms(decision.decided_at), "decision", decision.resolution, words)

"""What the network attended to in one session, as it estimated at one moment: for researchers.

It is computed anew from the stored events by the weights that ship, so it may differ from the
estimate that was live under other weights; the page says so. No learner or teacher sees it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from attention_model.explain_session import BEHAVIOURS, SessionAttention, session_attention
from attention_model.signals import Signal
from tutor.events.selectors import events_of
from tutor.learning.models import Session
from tutor.research.tables.base import ms

# So many bars at most in a lane: each is then about four units of the drawing wide.
MOST_BARS = 240
# A bar that is weaker than this share of the strongest cannot be seen, and is left out.
FAINTEST_P = 0.004


@dataclass(frozen=True, kw_only=True)
class Bar:
    """`weight` is the log odds of being off task that these seconds give; above nought: towards."""

    start_ms: int
    end_ms: int
    weight: float


@dataclass(frozen=True, kw_only=True)
class Lane:
    """One behaviour: its part in the estimate by both readings, over time, and its events."""

    behaviour: str
    exact: float
    gradients: float
    bars: tuple[Bar, ...]
    event_ms: tuple[int, ...]

    @property
    def words(self) -> str:
        return self.behaviour.replace("_", " ")

    @property
    def is_agreed(self) -> bool:
        """Whether both readings point the same way."""
        return self.exact * self.gradients > 0


@dataclass(frozen=True, kw_only=True)
class AttentionPicture:
    """Times count from the session's start. `rest` has no behaviour: the base and the clock."""

    at_ms: int
    from_ms: int
    logit: float
    rest: float
    agreement_percent: int
    strongest: float
    lanes: tuple[Lane, ...]


def attention_of(session: Session, *, at_ms: int | None = None) -> AttentionPicture:
    """As seen `at_ms` after the session's start, by default at its last event.

    Raises WeightsError where the weights hold no network, ValueError where nothing was noticed.
    """
    start_ms = ms(session.started_at) or 0
    events = sorted(events_of(session.pk), key=lambda one: one.at_ms)
    told = session_attention(events, at_ms=None if at_ms is None else start_ms + at_ms)
    width_ms = _bar_ms(told)
    bars = {name: tuple(_bars(told, name, start_ms, width_ms)) for name in told.by_group}
    strongest = max((abs(bar.weight) for lane in bars.values() for bar in lane), default=0.0)
    lanes = [
        Lane(
            behaviour=name,
            exact=exact,
            gradients=told.gradients[name],
            bars=tuple(bar for bar in bars[name] if abs(bar.weight) > FAINTEST_P * strongest),
            event_ms=tuple(_moments(events, name, told, start_ms)),
        )
        for name, exact in told.by_group.items()
    ]
    return AttentionPicture(
        at_ms=told.at_ms - start_ms,
        from_ms=max(0, told.moments[0].at_ms - start_ms),
        logit=told.logit,
        rest=told.rest,
        agreement_percent=round(100 * told.sign_agreement_p),
        strongest=strongest,
        lanes=tuple(sorted((lane for lane in lanes if lane.bars), key=lambda one: -abs(one.exact))),
    )


def _bar_ms(told: SessionAttention) -> int:
    seconds = len(told.moments)
    return 1000 * -(-seconds // MOST_BARS)


def _bars(told: SessionAttention, name: str, start_ms: int, width_ms: int) -> Iterable[Bar]:
    first_ms = told.moments[0].at_ms
    sums: defaultdict[int, float] = defaultdict(float)
    for moment in told.moments:
        sums[(moment.at_ms - first_ms) // width_ms] += moment.by_group[name]
    for place, weight in sums.items():
        begin = first_ms - start_ms + place * width_ms
        yield Bar(start_ms=begin, end_ms=begin + width_ms, weight=weight)


def _moments(
    events: Sequence[Signal], name: str, told: SessionAttention, start_ms: int
) -> Iterable[int]:
    first_ms = told.moments[0].at_ms
    for event in events:
        if first_ms <= event.at_ms <= told.at_ms and name in BEHAVIOURS.get(event.NAME, ()):
            yield event.at_ms - start_ms

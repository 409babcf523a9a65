"""The live class: one row a learner, from a constant number of queries.

What a teacher sees: answers, hints and progress always (they are the exercise book); presence and
focus only of learners who agreed to `teacher_view`, and focus only where evidence is enough.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from tutor.accounts.models import Classroom, User
from tutor.adaptation.live_facts import ClassFacts, gather
from tutor.adaptation.live_words import focus_words, observed_words, tutor_words
from tutor.domain.alerts import RULE_OF, Facts, Held, holding, state_of
from tutor.domain.protocol.messages import LiveAlert, LiveRow
from tutor.focus.models import Estimate
from tutor.guidance import alerts
from tutor.guidance.models import Alert, TeacherAction
from tutor.guidance.selectors import last_actions
from tutor.guidance.words import done_words
from tutor.learning.models import Session

# A row changes at most this often only because time passes.
SEEN_STEP_MS = 10_000


@dataclass(frozen=True, kw_only=True)
class _Look:
    """The facts of a class at a moment, and which rules hold for whom."""

    facts: ClassFacts
    mine: dict[int, Facts]
    held: dict[int, list[Held]]
    known: alerts.Noted
    now_ms: int


def live_rows(
    classroom: Classroom, *, now: datetime, learners: Collection[int] | None = None
) -> list[LiveRow]:
    """Rows of all learners of the class, or of those whose primary keys are in `learners`.

    Alerts are raised and cleared on the way: what a row says of them is stored. Those who need
    help come first (`need`, then who waits longest); the others stay by name.
    """
    look = _look(gather(classroom, now=now, learners=learners), now=now)
    sessions = look.facts.session_of.values()
    if alerts.follow(sessions, held=look.held, known=look.known, now=now):
        look = _look(look.facts, now=now)
    did = last_actions(classroom, now=now)
    rows = [
        _row(learner, look, did=did.get(learner.pk, did.get(None)))
        for learner in look.facts.learners
    ]
    return sorted(rows, key=_help_first)


def _look(facts: ClassFacts, *, now: datetime) -> _Look:
    now_ms = int(now.timestamp() * 1000)
    known = alerts.noted([session.pk for session in facts.session_of.values()])
    mine = {learner.pk: facts.of(learner, now_ms=now_ms) for learner in facts.learners}
    held = {
        session.pk: holding(
            mine[learner_pk], now_ms=now_ms, seen_to_ms=known.seen_to_ms.get(session.pk)
        )
        for learner_pk, session in facts.session_of.items()
    }
    return _Look(facts=facts, mine=mine, held=held, known=known, now_ms=now_ms)


def _help_first(row: LiveRow) -> tuple[int, int, str, str]:
    return (-row.need, row.need_since_ms or 0, row.name.casefold(), row.learner)


def _row(learner: User, look: _Look, *, did: TeacherAction | None) -> LiveRow:
    facts, mine, now_ms = look.facts, look.mine[learner.pk], look.now_ms
    session = facts.session_of.get(learner.pk)
    held = look.held.get(session.pk, []) if session else []
    need = held[0] if held else None
    state, state_words = state_of(mine, need, now_ms=now_ms)
    estimate = facts.fresh_estimate(learner, now_ms=now_ms) if state in _PRESENT else None
    return LiveRow(
        learner=str(learner.public_id),
        name=learner.display_name,
        lesson=session.lesson.title if session else "",
        segment=_segment_title(session),
        progress_p=facts.progress_p(session),
        state=state,
        state_words=state_words,
        observed=observed_words(mine, need, now_ms=now_ms),
        tutor_did=tutor_words(facts.decision_of.get(session.pk), now_ms=now_ms) if session else "",
        teacher_did=done_words(did, now_ms=now_ms) if did else "",
        alerts=_alerts(held, look.known.open_of.get(session.pk, ()) if session else ()),
        need=need.weight if need else 0,
        need_rule=need.rule if need else "",
        need_since_ms=need.since_ms if need else None,
        focus_low=estimate.low if estimate else None,
        focus_high=estimate.high if estimate else None,
        focus_words=_focus(estimate, mine),
        last_seen_ms=mine.last_seen_ms // SEEN_STEP_MS * SEEN_STEP_MS,
    )


def _alerts(held: Sequence[Held], stored: Sequence[Alert]) -> list[LiveAlert]:
    """The stored alerts in the order of what holds; its age is that of the stored one."""
    by_rule = {alert.rule: alert for alert in stored}
    return [
        LiveAlert(
            alert=str(by_rule[one.rule].public_id),
            rule=one.rule,
            sentence=RULE_OF[one.rule].sentence,
            words=one.words,
            raised_at_ms=int(by_rule[one.rule].raised_at.timestamp() * 1000),
        )
        for one in held
        if one.rule in by_rule
    ]


_PRESENT = frozenset({"working", "stuck", "quiet", "on_a_break"})


def _segment_title(session: Session | None) -> str:
    return session.segment.title if session and session.segment else ""


def _focus(estimate: Estimate | None, facts: Facts) -> str:
    if estimate is None or estimate.low is None or estimate.high is None:
        return "Not enough evidence" if facts.is_sensed and not facts.is_finished else ""
    return focus_words(low=estimate.low, high=estimate.high)

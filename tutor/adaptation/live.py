"""The live class: one row a learner, from a constant number of queries.

What a teacher sees: answers, hints and progress always (they are the exercise book); presence and
focus only of learners who agreed to `teacher_view`, and focus only where evidence is enough.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from tutor.accounts.models import Classroom, User
from tutor.adaptation.live_facts import ClassFacts, gather
from tutor.adaptation.live_rules import Facts, need_of, state_of
from tutor.adaptation.live_words import focus_words, observed_words, tutor_words
from tutor.domain.protocol.messages import LiveRow
from tutor.focus.models import Estimate
from tutor.learning.models import Session

# A row changes at most this often only because time passes.
SEEN_STEP_MS = 10_000


def live_rows(
    classroom: Classroom, *, now: datetime, learners: Collection[int] | None = None
) -> list[LiveRow]:
    """Rows of all learners of the class, or of those whose primary keys are in `learners`.

    Those who need help come first (`need`, then who waits longest); the others stay by name.
    """
    facts = gather(classroom, now=now, learners=learners)
    now_ms = int(now.timestamp() * 1000)
    rows = [_row(learner, facts, now_ms=now_ms) for learner in facts.learners]
    return sorted(rows, key=_help_first)


def _help_first(row: LiveRow) -> tuple[int, int, str, str]:
    return (-row.need, row.need_since_ms or 0, row.name.casefold(), row.learner)


def _row(learner: User, facts: ClassFacts, *, now_ms: int) -> LiveRow:
    session = facts.session_of.get(learner.pk)
    mine = facts.of(learner, now_ms=now_ms)
    need = need_of(mine, now_ms=now_ms)
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
        need=need.weight if need else 0,
        need_rule=need.rule if need else "",
        need_since_ms=need.since_ms if need else None,
        focus_low=estimate.low if estimate else None,
        focus_high=estimate.high if estimate else None,
        focus_words=_focus(estimate, mine),
        last_seen_ms=mine.last_seen_ms // SEEN_STEP_MS * SEEN_STEP_MS,
    )


_PRESENT = frozenset({"working", "stuck", "quiet", "on_a_break"})


def _segment_title(session: Session | None) -> str:
    return session.segment.title if session and session.segment else ""


def _focus(estimate: Estimate | None, facts: Facts) -> str:
    if estimate is None or estimate.low is None or estimate.high is None:
        return "Not enough evidence" if facts.is_sensed and not facts.is_finished else ""
    return focus_words(low=estimate.low, high=estimate.high)

"""The hard limits on interrupting a learner; every policy that intervenes asks them first."""

from __future__ import annotations

from tutor.domain.policy.situation import INTERVENTIONS, Action, Past, Situation

MINUTE_MS = 60_000
APART_MS = 90_000
# What the learner asked for by a press comes on top of these, within the window's six.
MOST_A_LESSON = 3
MOST_A_WINDOW = 6
WINDOW_MS = 25 * MINUTE_MS
# "Not now" is about all of them; undoing one kind is about that kind.
QUIET_MS = 10 * MINUTE_MS
BREAK_AFTER_ACTIVE_MS = 20 * MINUTE_MS
BREAK_APART_MS = 20 * MINUTE_MS
# A kind that comes twice in a row is a nag. A check question is asked once and the next is another
# question, as in every study of interpolated questions.
MAY_FOLLOW_ITSELF = frozenset({Action.CHECK})


def may_interrupt(situation: Situation, *, is_asked: bool = False) -> bool:
    """Whether any interruption is allowed now; `is_asked` where the learner has just asked."""
    shown = interventions(situation)
    now_ms = situation.now_ms
    if situation.place.is_answering:
        return False
    if any(now_ms - past.at_ms < APART_MS for past in shown):
        return False
    if not is_asked and used_in_lesson(situation) >= MOST_A_LESSON:
        return False
    if sum(now_ms - past.at_ms < WINDOW_MS for past in shown) >= MOST_A_WINDOW:
        return False
    return not any(_is_quiet(past, now_ms=now_ms, resolution="not_now") for past in shown)


def used_in_lesson(situation: Situation) -> int:
    """How many of this lesson's interruptions are used up."""
    return sum(not (past.is_other_lesson or past.is_asked) for past in interventions(situation))


def is_allowed(action: Action, situation: Situation) -> bool:
    """Whether this kind of interruption is allowed now, given that any is."""
    shown = interventions(situation)
    if action in situation.turned_off:
        return False
    if shown and shown[-1].action is action and action not in MAY_FOLLOW_ITSELF:
        return False
    same = [past for past in shown if past.action is action]
    if any(_is_quiet(past, now_ms=situation.now_ms, resolution="undone") for past in same):
        return False
    return action is not Action.BREAK or _is_break_due(situation, earlier=same)


def interventions(situation: Situation) -> list[Past]:
    """What the learner was interrupted with, oldest first."""
    shown = [past for past in situation.past if past.action in INTERVENTIONS]
    return sorted(shown, key=lambda past: past.at_ms)


def _is_quiet(past: Past, *, now_ms: int, resolution: str) -> bool:
    since_ms = past.at_ms if past.resolved_at_ms is None else past.resolved_at_ms
    return past.resolution == resolution and now_ms - since_ms < QUIET_MS


def _is_break_due(situation: Situation, *, earlier: list[Past]) -> bool:
    if situation.presence.active_session_ms < BREAK_AFTER_ACTIVE_MS:
        return False
    return all(situation.now_ms - past.at_ms >= BREAK_APART_MS for past in earlier)

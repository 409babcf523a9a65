"""When does a learner need their teacher? Stated rules over facts; pure, and the same every time.

Struggle comes before idleness: teachers who see only idleness help the idle while the need is
elsewhere (MATHia LiveLab). No rule depends on hints alone, one wrong answer is never a need, and
a finished lesson clears every need (Kolibri issues 4639, 5324, 5908).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WRONG_IN_A_ROW = 3
MANY_HINTS = 3
RAPID_IN_A_ROW = 3
# Ten opportunities without mastery: wheel-spinning as Beck and Gong (2013) define it. Fewer than
# half right keeps out those who are slowly getting there.
WHEEL_OPPORTUNITIES = 10
WHEEL_RIGHT_P = 0.5
AWAY_MS = 120_000
# Without a heartbeat for this long the learner may be offline, reading on paper, or gone.
GONE_MS = 20 * 60_000


@dataclass(frozen=True, kw_only=True)
class Try:
    """One checked answer: `outcome` is right, almost or not_yet; `at_ms` is epoch time."""

    item: int
    outcome: str
    at_ms: int
    is_rapid: bool = False


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is known of one learner's session. `tries` and `hint_times_ms` are oldest first.

    Presence fields are None where the learner did not agree to show them, or nothing was sensed.
    """

    is_started: bool = True
    is_finished: bool = False
    last_seen_ms: int = 0
    tries: Sequence[Try] = ()
    hint_times_ms: Sequence[int] = ()
    wheel_skill: str = ""
    wheel_opportunities: int = 0
    wheel_right: int = 0
    hidden_ms: int | None = None
    idle_ms: int | None = None
    is_sensed: bool = False
    is_on_break: bool = False

    def wrong_run(self) -> Sequence[Try]:
        """The answers since the last one that was right or almost right, all of them not yet."""
        for index in range(len(self.tries) - 1, -1, -1):
            if self.tries[index].outcome != "not_yet":
                return self.tries[index + 1 :]
        return self.tries

    def rapid_run(self) -> Sequence[Try]:
        for index in range(len(self.tries) - 1, -1, -1):
            if not self.tries[index].is_rapid:
                return self.tries[index + 1 :]
        return self.tries

    def hints_since_right(self) -> list[int]:
        right = [one.at_ms for one in self.tries if one.outcome == "right"]
        since_ms = max(right, default=0)
        return [at_ms for at_ms in self.hint_times_ms if at_ms > since_ms]


@dataclass(frozen=True, kw_only=True)
class Need:
    """Why a learner comes first. `weight` orders, `since_ms` is when the rule began to hold."""

    rule: str
    weight: int
    since_ms: int
    words: str


def need_of(facts: Facts, *, now_ms: int) -> Need | None:
    """The strongest rule that holds; None when none does, and always None once finished."""
    if not facts.is_started or facts.is_finished or now_ms - facts.last_seen_ms > GONE_MS:
        return None
    for rule in (_wheel_spinning, _wrong_in_a_row, _many_hints, _rapid_guesses):
        if (need := rule(facts)) is not None:
            return need
    return None if facts.is_on_break else _away(facts, now_ms=now_ms)


def _wheel_spinning(facts: Facts) -> Need | None:
    count = facts.wheel_opportunities
    if count < WHEEL_OPPORTUNITIES or facts.wheel_right >= WHEEL_RIGHT_P * count:
        return None
    if not facts.tries or facts.tries[-1].outcome == "right":
        return None
    words = f"{count} answers on “{facts.wheel_skill}”, {facts.wheel_right} of them right"
    return Need(rule="wheel_spinning", weight=100, since_ms=facts.tries[-1].at_ms, words=words)


def _wrong_in_a_row(facts: Facts) -> Need | None:
    run = facts.wrong_run()
    if len(run) < WRONG_IN_A_ROW:
        return None
    is_one_item = len({one.item for one in run}) == 1
    where = "on the same exercise" if is_one_item else "in a row"
    return Need(
        rule="wrong_in_a_row",
        weight=80,
        since_ms=run[WRONG_IN_A_ROW - 1].at_ms,
        words=f"{len(run)} answers not yet right {where}",
    )


def _many_hints(facts: Facts) -> Need | None:
    times = facts.hints_since_right()
    if len(times) < MANY_HINTS:
        return None
    words = f"{len(times)} hints since the last right answer"
    return Need(rule="many_hints", weight=60, since_ms=times[MANY_HINTS - 1], words=words)


def _rapid_guesses(facts: Facts) -> Need | None:
    run = facts.rapid_run()
    if len(run) < RAPID_IN_A_ROW:
        return None
    words = f"{len(run)} answers in a row faster than the question can be read"
    return Need(
        rule="rapid_answers", weight=50, since_ms=run[RAPID_IN_A_ROW - 1].at_ms, words=words
    )


def _away(facts: Facts, *, now_ms: int) -> Need | None:
    if facts.hidden_ms is not None and facts.hidden_ms >= AWAY_MS:
        words = f"Page hidden or closed for {minutes(facts.hidden_ms)}"
        since_ms = now_ms - facts.hidden_ms + AWAY_MS
        return Need(rule="away", weight=40, since_ms=since_ms, words=words)
    if facts.idle_ms is not None and facts.idle_ms >= AWAY_MS:
        words = f"No key, pointer or scrolling for {minutes(facts.idle_ms)}"
        since_ms = now_ms - facts.idle_ms + AWAY_MS
        return Need(rule="idle", weight=30, since_ms=since_ms, words=words)
    silent_ms = now_ms - facts.last_seen_ms
    if facts.is_sensed and silent_ms >= AWAY_MS:
        words = f"Not heard from for {minutes(silent_ms)}: perhaps offline"
        return Need(rule="silent", weight=20, since_ms=facts.last_seen_ms + AWAY_MS, words=words)
    return None


RULES_IN_WORDS: tuple[str, ...] = (
    f"{WHEEL_OPPORTUNITIES} or more answers on a skill, fewer than half right, the last not",
    f"{WRONG_IN_A_ROW} or more answers in a row that are not yet right",
    f"{MANY_HINTS} or more hints since the last right answer",
    f"{RAPID_IN_A_ROW} or more answers in a row faster than the question can be read",
    f"the page hidden or closed for {AWAY_MS // 60_000} minutes or more",
    f"no key, pointer or scrolling for {AWAY_MS // 60_000} minutes or more",
    f"not heard from for {AWAY_MS // 60_000} minutes or more, though the page was being followed",
)

STRUGGLES = frozenset({"wheel_spinning", "wrong_in_a_row", "many_hints", "rapid_answers"})


def state_of(facts: Facts, need: Need | None, *, now_ms: int) -> tuple[str, str]:
    """The state of a row and its word: what an icon and a colour are chosen by."""
    if not facts.is_started:
        return "not_started", "Not started"
    if facts.is_finished:
        return "finished", "Finished"
    if now_ms - facts.last_seen_ms > GONE_MS:
        return "gone", "Not here now"
    if need is not None and need.rule in STRUGGLES:
        return "stuck", "Stuck"
    if facts.is_on_break:
        return "on_a_break", "On a break"
    if need is not None:
        return ("offline", "Offline?") if need.rule == "silent" else ("quiet", "Quiet")
    return "working", "Working"


def minutes(span_ms: int) -> str:
    """A span in words that change at most once a minute, so that rows stay still.

    >>> minutes(150_000)
    '2 min'
    """
    return f"{span_ms // 60_000} min" if span_ms >= 60_000 else "less than a minute"

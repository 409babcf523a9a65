"""When does a learner need their teacher? Stated rules over facts; pure, and the same every time.

Struggle comes before idleness: teachers who see only idleness help the idle while the need is
elsewhere (MATHia LiveLab). No struggle depends on hints alone where answers say otherwise, one
wrong answer is never a need, and a finished lesson clears every need (Kolibri issues 4639, 5324,
5908). A rule says its sentence on the teacher's page, beside how often it was right.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tutor.domain.alerts.facts import Facts

WRONG_IN_A_ROW = 3
MANY_HINTS = 3
RAPID_IN_A_ROW = 3
# One worked answer is what it is there for; two exercises in a row are a way of going on.
BOTTOM_OUTS = 2
# Ten opportunities without mastery: wheel-spinning as Beck and Gong (2013) define it. Fewer than
# half right keeps out those who are slowly getting there.
WHEEL_OPPORTUNITIES = 10
WHEEL_RIGHT_P = 0.5
AWAY_MS = 120_000
# Without a heartbeat for this long the learner may be offline, reading on paper, or gone.
GONE_MS = 20 * 60_000


@dataclass(frozen=True, kw_only=True)
class Held:
    """A rule that holds: since when, and what was observed, in words."""

    rule: str
    weight: int
    since_ms: int
    words: str


@dataclass(frozen=True, kw_only=True)
class Rule:
    """`sentence` says when it holds; `weight` orders rows, higher first."""

    name: str
    weight: int
    sentence: str
    is_struggle: bool
    holds: Callable[[Facts, int], tuple[int, str] | None]

    def check(self, facts: Facts, *, now_ms: int) -> Held | None:
        found = self.holds(facts, now_ms)
        if found is None:
            return None
        since_ms, words = found
        return Held(rule=self.name, weight=self.weight, since_ms=since_ms, words=words)


def _wheel_spinning(facts: Facts, _now_ms: int) -> tuple[int, str] | None:
    count = facts.wheel_opportunities
    if count < WHEEL_OPPORTUNITIES or facts.wheel_right >= WHEEL_RIGHT_P * count:
        return None
    if not facts.tries or facts.tries[-1].outcome == "right":
        return None
    # The count goes on after a teacher has helped; three more answers show whether it did.
    if facts.counted_from_ms and len(facts.tries) < WRONG_IN_A_ROW:
        return None
    words = f"{count} answers on “{facts.wheel_skill}”, {facts.wheel_right} of them right"
    return facts.tries[-1].at_ms, words


def _wrong_on_item(facts: Facts, _now_ms: int) -> tuple[int, str] | None:
    run = facts.wrong_run_on_item()
    if len(run) < WRONG_IN_A_ROW:
        return None
    words = f"{len(run)} answers not yet right on the same exercise"
    return run[WRONG_IN_A_ROW - 1].at_ms, words


def _wrong_in_a_row(facts: Facts, _now_ms: int) -> tuple[int, str] | None:
    run = facts.wrong_run()
    if len(run) < WRONG_IN_A_ROW or len({one.item for one in run}) == 1:
        return None
    words = f"{len(run)} answers not yet right in a row"
    return run[WRONG_IN_A_ROW - 1].at_ms, words


def _bottom_outs(facts: Facts, _now_ms: int) -> tuple[int, str] | None:
    shown = facts.bottom_outs()
    items = {one.item for one in shown}
    if len(items) < BOTTOM_OUTS:
        return None
    words = f"Went to the worked answer on {len(items)} exercises in a row"
    return shown[BOTTOM_OUTS - 1].at_ms, words


def _many_hints(facts: Facts, _now_ms: int) -> tuple[int, str] | None:
    hints = facts.hints_since_right()
    if len(hints) < MANY_HINTS:
        return None
    return hints[MANY_HINTS - 1].at_ms, f"{len(hints)} hints since the last right answer"


def _rapid_guesses(facts: Facts, _now_ms: int) -> tuple[int, str] | None:
    run = facts.rapid_run()
    if len(run) < RAPID_IN_A_ROW:
        return None
    words = f"{len(run)} answers in a row faster than the question can be read"
    return run[RAPID_IN_A_ROW - 1].at_ms, words


def _wait_ms(facts: Facts) -> int:
    return round(AWAY_MS * facts.extra_time_p)


def _away(facts: Facts, now_ms: int) -> tuple[int, str] | None:
    if facts.is_on_break or facts.hidden_ms is None or facts.hidden_ms < _wait_ms(facts):
        return None
    since_ms = now_ms - facts.hidden_ms + _wait_ms(facts)
    return _unseen(facts, since_ms, f"Page hidden or closed for {minutes(facts.hidden_ms)}")


def _idle(facts: Facts, now_ms: int) -> tuple[int, str] | None:
    if facts.is_on_break or facts.idle_ms is None or facts.idle_ms < _wait_ms(facts):
        return None
    if facts.hidden_ms is not None and facts.hidden_ms >= _wait_ms(facts):
        return None
    since_ms = now_ms - facts.idle_ms + _wait_ms(facts)
    return _unseen(facts, since_ms, f"No key, pointer or scrolling for {minutes(facts.idle_ms)}")


def _silent(facts: Facts, now_ms: int) -> tuple[int, str] | None:
    silent_ms = now_ms - facts.last_seen_ms
    if facts.is_on_break or not facts.is_sensed or silent_ms < _wait_ms(facts):
        return None
    if any(
        span is not None and span >= _wait_ms(facts) for span in (facts.hidden_ms, facts.idle_ms)
    ):
        return None
    words = f"Not heard from for {minutes(silent_ms)}: perhaps offline"
    return _unseen(facts, facts.last_seen_ms + _wait_ms(facts), words)


def _unseen(facts: Facts, since_ms: int, words: str) -> tuple[int, str] | None:
    """An absence that a teacher has seen to is the same one until it ends."""
    return None if since_ms <= facts.counted_from_ms else (since_ms, words)


_MINUTES = AWAY_MS // 60_000

RULES: tuple[Rule, ...] = (
    Rule(
        name="wheel_spinning",
        weight=100,
        sentence=f"{WHEEL_OPPORTUNITIES} or more answers on a skill, fewer than half of them "
        "right, and the last one not",
        is_struggle=True,
        holds=_wheel_spinning,
    ),
    Rule(
        name="wrong_on_item",
        weight=90,
        sentence=f"{WRONG_IN_A_ROW} or more answers in a row on one exercise that are not yet "
        "right",
        is_struggle=True,
        holds=_wrong_on_item,
    ),
    Rule(
        name="wrong_in_a_row",
        weight=80,
        sentence=f"{WRONG_IN_A_ROW} or more answers in a row over several exercises that are not "
        "yet right",
        is_struggle=True,
        holds=_wrong_in_a_row,
    ),
    Rule(
        name="bottom_outs",
        weight=70,
        sentence=f"the worked answer was opened on {BOTTOM_OUTS} or more exercises, with none "
        "solved unaided in between",
        is_struggle=True,
        holds=_bottom_outs,
    ),
    Rule(
        name="many_hints",
        weight=60,
        sentence=f"{MANY_HINTS} or more hints since the last right answer",
        is_struggle=True,
        holds=_many_hints,
    ),
    Rule(
        name="rapid_answers",
        weight=50,
        sentence=f"{RAPID_IN_A_ROW} or more answers in a row faster than the question can be read",
        is_struggle=True,
        holds=_rapid_guesses,
    ),
    Rule(
        name="away",
        weight=40,
        sentence=f"the page hidden or closed for {_MINUTES} minutes or more",
        is_struggle=False,
        holds=_away,
    ),
    Rule(
        name="idle",
        weight=30,
        sentence=f"no key, pointer or scrolling for {_MINUTES} minutes or more",
        is_struggle=False,
        holds=_idle,
    ),
    Rule(
        name="silent",
        weight=20,
        sentence=f"not heard from for {_MINUTES} minutes or more, though the page was followed",
        is_struggle=False,
        holds=_silent,
    ),
)
RULE_OF = {rule.name: rule for rule in RULES}
STRUGGLES = frozenset(rule.name for rule in RULES if rule.is_struggle)


def holding(
    facts: Facts, *, now_ms: int, seen_to_ms: Mapping[str, int] | None = None
) -> list[Held]:
    """Every rule that holds, the strongest first; none once the lesson is finished or left.

    `seen_to_ms` says by rule when a teacher last dealt with it: what was before does not count.
    """
    if not facts.is_started or facts.is_finished or now_ms - facts.last_seen_ms > GONE_MS:
        return []
    found = []
    for rule in RULES:
        at_ms = (seen_to_ms or {}).get(rule.name)
        held = rule.check(facts if at_ms is None else facts.since(at_ms), now_ms=now_ms)
        if held is not None:
            found.append(held)
    return found


def need_of(
    facts: Facts, *, now_ms: int, seen_to_ms: Mapping[str, int] | None = None
) -> Held | None:
    """The strongest rule that holds; None when none does."""
    return next(iter(holding(facts, now_ms=now_ms, seen_to_ms=seen_to_ms)), None)


def state_of(facts: Facts, need: Held | None, *, now_ms: int) -> tuple[str, str]:
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

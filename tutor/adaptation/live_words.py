"""The teacher's sentences: what was observed, what the tutor did, never what someone is like."""

from __future__ import annotations

from tutor.adaptation.models import Decision
from tutor.domain.alerts import AWAY_MS, Facts, Held, minutes
from tutor.domain.policy.situation import Action

ACTION_WORDS: dict[str, str] = {
    Action.SHORTEN: "Made the next part come in smaller steps",
    Action.CHECK: "Added a check question",
    Action.REREAD: "Suggested reading the key paragraph again",
    Action.EXAMPLE: "Brought the worked example back",
    Action.BREAK: "Offered a break",
}
RESOLUTION_WORDS = {
    "kept": "kept",
    "undone": "put back by the learner",
    "not_now": "the learner said not now",
    "turned_off": "turned off by the learner",
}


# Rules whose own words say already how the answers went.
_ABOUT_ANSWERS = frozenset({"wrong_on_item", "wrong_in_a_row"})


def observed_words(facts: Facts, need: Held | None, *, now_ms: int) -> list[str]:
    """Facts, most telling first; the rule that asks for help says its own."""
    if not facts.is_started:
        return []
    words = [need.words] if need else []
    if facts.tries and (need is None or need.rule not in _ABOUT_ANSWERS):
        words.append(_answers(facts))
    if facts.hints and (need is None or need.rule != "many_hints"):
        words.append(_count(len(facts.hints), "hint"))
    if need is None and not facts.is_finished:
        words.extend(_presence(facts))
    return words


def _answers(facts: Facts) -> str:
    right = sum(one.outcome == "right" for one in facts.tries)
    return f"{right} of the last {_count(len(facts.tries), 'answer')} right"


def _presence(facts: Facts) -> list[str]:
    if facts.hidden_ms and facts.hidden_ms >= AWAY_MS // 2:
        return [f"Page hidden or closed for {minutes(facts.hidden_ms)}"]
    if facts.idle_ms and facts.idle_ms >= AWAY_MS // 2:
        return [f"No key, pointer or scrolling for {minutes(facts.idle_ms)}"]
    return []


def _count(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def tutor_words(decision: Decision | None, *, now_ms: int) -> str:
    """The last visible change of the lesson, its age and what the learner made of it."""
    if decision is None:
        return ""
    what = ACTION_WORDS.get(decision.action, decision.action.replace("_", " "))
    age_ms = now_ms - int(decision.decided_at.timestamp() * 1000)
    resolution = RESOLUTION_WORDS.get(decision.resolution)
    when = f"{minutes(age_ms)} ago"
    return f"{what}, {when}" + (f" ({resolution})" if resolution else "")


def focus_words(*, low: float, high: float) -> str:
    """An interval of the chance to be off task, in words; no number of a named person.

    >>> focus_words(low=0.05, high=0.3)
    'Mostly on the task'
    """
    if high < 0.5:
        return "Mostly on the task"
    if low > 0.5:
        return "Perhaps elsewhere"
    return "Mixed signs"

"""What to do today: steps in order, each with its reason; the first is the one that is suggested.

The order is a rule, so that it can be said in words: what was left a moment ago goes on; then what
is about to be forgotten (retrieval that is spaced keeps best: Cepeda and others 2006); then help
where practice alone has not worked out (`effort`); then a lesson begun earlier, practice of what is
not steady yet, and the next new lesson. The learner may choose any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from tutor.domain.learner.effort import is_wheel_spinning
from tutor.domain.learner.knowledge import SkillKnowledge
from tutor.domain.learner.memory import recall_p
from tutor.domain.learner.skills import is_mastered

# Success that keeps practice worth it: hard enough to learn from, and seldom in vain.
SUCCESS_LOW_P = 0.75
SUCCESS_HIGH_P = 0.88
# About five minutes: short enough to be done at once.
MOST_QUESTIONS = 8
# A skill that is due is asked twice, so that one slip is not the last word.
QUESTIONS_A_SKILL = 2
# What was left this recently is still in mind: going on costs least now.
STILL_WARM = timedelta(hours=12)
# Practised since this long, a skill rests: the next day is worth more than the next minute.
REST = timedelta(hours=12)
MOST_STEPS = 5
MOST_LESSONS = 2


class Kind(StrEnum):
    CONTINUE = "continue"
    REVIEW = "review"
    HELP = "help"
    PRACTICE = "practice"
    LESSON = "lesson"


class Why(StrEnum):
    """Why a step is suggested; `tutor.student.plan_words` says it."""

    WAS_HERE = "was_here"
    FADING = "fading"
    NOT_SETTLING = "not_settling"
    NOT_STEADY = "not_steady"
    BEGINS = "begins"
    COMES_AFTER = "comes_after"


@dataclass(frozen=True, kw_only=True, slots=True)
class LessonStanding:
    """A lesson as the learner stands to it; `before` is the one before it in its course."""

    lesson: int
    is_begun: bool
    is_done: bool
    last_seen_at: datetime | None = None
    before: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """A question that could be asked: its skills, and the chance of a right answer now."""

    item: int
    skills: tuple[int, ...]
    chance_p: float
    answered_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One thing to do. `questions` are in the order in which they are asked."""

    kind: Kind
    why: Why
    lesson: int | None = None
    skills: tuple[int, ...] = ()
    questions: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """`first` is what is suggested; None where there is nothing to do."""

    first: Step | None = None
    others: tuple[Step, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Needs:
    """Skills by what they need, the most in need first; a skill stands in one of them at most."""

    due: tuple[int, ...] = field(default=())
    stuck: tuple[int, ...] = field(default=())
    unsteady: tuple[int, ...] = field(default=())


def needs_of(
    skills: Mapping[int, SkillKnowledge],
    *,
    now: datetime,
    mastery_p: Mapping[int, float] | None = None,
) -> Needs:
    """What each skill that was met needs now. `mastery_p` holds a skill's own threshold.

    A skill that much practice has not settled is in need of help, and of nothing else: more of
    the same, however well timed, is what did not work.
    """
    thresholds = mastery_p or {}
    stuck = [skill for skill, known in skills.items() if is_wheel_spinning(known.effort)]
    due: list[tuple[float, int]] = []
    unsteady: list[tuple[float, int]] = []
    for skill, known in skills.items():
        if skill in stuck or known.state.attempt_count == 0:
            continue
        memory = known.memory
        if memory is not None and memory.due_at <= now:
            due.append((recall_p(memory, now=now), skill))
        elif not is_mastered(known.state, **_threshold(thresholds, skill)):
            unsteady.append((known.state.mastery_p, skill))
    return Needs(
        due=tuple(skill for _, skill in sorted(due)),
        stuck=tuple(sorted(stuck, key=lambda skill: (-skills[skill].effort.opportunities, skill))),
        unsteady=tuple(skill for _, skill in sorted(unsteady)),
    )


def _threshold(thresholds: Mapping[int, float], skill: int) -> dict[str, float]:
    return {"threshold_p": thresholds[skill]} if skill in thresholds else {}


def questions_for(
    skills: Sequence[int],
    *,
    candidates: Iterable[Candidate],
    now: datetime,
    most: int = MOST_QUESTIONS,
    a_skill: int = QUESTIONS_A_SKILL,
) -> tuple[int, ...]:
    """Questions on `skills`, interleaved: a round takes one of each skill, the neediest first.

    Mixed practice is harder while it lasts and keeps better (Rohrer and Taylor 2007). Of a skill's
    questions, that one is taken whose chance lies in the band or nearest to it; among equals, the
    one that was answered longest ago. What was answered within `REST` is left alone.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 11, 24, 12, tzinfo=UTC)
    >>> easy = Candidate(item=1, skills=(7,), chance_p=0.97)
    >>> apt = Candidate(item=2, skills=(7,), chance_p=0.80)
    >>> other = Candidate(item=3, skills=(8,), chance_p=0.40)
    >>> questions_for((7, 8), candidates=[easy, apt, other], now=noon)
    (2, 3, 1)
    """
    left = {
        one.item: one
        for one in candidates
        if one.answered_at is None or now - one.answered_at >= REST
    }
    chosen: list[Candidate] = []
    for _round in range(a_skill):
        for skill in skills:
            fitting = [one for one in left.values() if skill in one.skills]
            if fitting and len(chosen) < most:
                best = min(fitting, key=_fit)
                chosen.append(left.pop(best.item))
    return tuple(one.item for one in _apart(chosen))


def _fit(one: Candidate) -> tuple[float, float, int]:
    answered = 0.0 if one.answered_at is None else one.answered_at.timestamp()
    return round(off_band_p(one.chance_p), 3), answered, one.item


def off_band_p(chance_p: float) -> float:
    """How far a chance lies outside of the band of target success; 0 within it.

    >>> off_band_p(0.8), round(off_band_p(0.70), 2), round(off_band_p(0.98), 2)
    (0.0, 0.05, 0.1)
    """
    return max(SUCCESS_LOW_P - chance_p, chance_p - SUCCESS_HIGH_P, 0.0)


def _apart(chosen: Sequence[Candidate]) -> list[Candidate]:
    """The same questions with none after one of the same skill, as far as that goes."""
    waiting, ordered = list(chosen), list[Candidate]()
    while waiting:
        last = ordered[-1].skills if ordered else ()
        apart = (one for one in waiting if set(one.skills).isdisjoint(last))
        following = next(apart, waiting[0])
        waiting.remove(following)
        ordered.append(following)
    return ordered


def plan_for(
    lessons: Sequence[LessonStanding],
    *,
    skills: Mapping[int, SkillKnowledge],
    candidates: Sequence[Candidate],
    now: datetime,
    mastery_p: Mapping[int, float] | None = None,
) -> Plan:
    """Today's plan. `lessons` are in the order of their courses, `candidates` of lessons begun."""
    needs = needs_of(skills, now=now, mastery_p=mastery_p)
    begun = sorted(
        (one for one in lessons if one.is_begun and not one.is_done),
        key=_seen,
        reverse=True,
    )
    warm = [one for one in begun[:1] if one.last_seen_at and now - one.last_seen_at < STILL_WARM]
    fresh = [one for one in lessons if not one.is_begun and not one.is_done]
    rested = [skill for skill in needs.unsteady if _is_rested(skills[skill], now=now)]
    tired = [] if rested else list(needs.unsteady)
    steps = [
        *[_lesson(one) for one in warm],
        *_asked(Kind.REVIEW, Why.FADING, needs.due, candidates=candidates, now=now),
        *[Step(kind=Kind.HELP, why=Why.NOT_SETTLING, skills=(one,)) for one in needs.stuck[:1]],
        *[_lesson(one) for one in begun if one not in warm],
        *_asked(Kind.PRACTICE, Why.NOT_STEADY, rested, candidates=candidates, now=now),
        *[_lesson(one) for one in fresh[:MOST_LESSONS]],
        # Practised today already: last, and only for who wants it.
        *_asked(Kind.PRACTICE, Why.NOT_STEADY, tired, candidates=candidates, now=now),
    ]
    shown = steps[:MOST_STEPS]
    return Plan(first=shown[0] if shown else None, others=tuple(shown[1:]))


def _seen(one: LessonStanding) -> float:
    return one.last_seen_at.timestamp() if one.last_seen_at else 0.0


def _is_rested(known: SkillKnowledge, *, now: datetime) -> bool:
    return known.memory is None or now - known.memory.reviewed_at >= REST


def _lesson(one: LessonStanding) -> Step:
    if one.is_begun:
        return Step(kind=Kind.CONTINUE, why=Why.WAS_HERE, lesson=one.lesson)
    why = Why.BEGINS if one.before is None else Why.COMES_AFTER
    return Step(kind=Kind.LESSON, why=why, lesson=one.lesson)


def _asked(
    kind: Kind,
    why: Why,
    skills: Sequence[int],
    *,
    candidates: Sequence[Candidate],
    now: datetime,
) -> list[Step]:
    """The step with its questions; none where no question is left to ask."""
    questions = questions_for(skills, candidates=candidates, now=now)
    if not questions:
        return []
    asked = {skill for one in candidates if one.item in questions for skill in one.skills}
    met = tuple(skill for skill in skills if skill in asked)
    return [Step(kind=kind, why=why, skills=met, questions=questions)]

"""Today's plan for Bo: what comes first, why, and which questions are asked in which order."""

from __future__ import annotations

import doctest
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tutor.domain.learner import Effort, Memory, SkillKnowledge, SkillState, plan
from tutor.domain.learner.plan import (
    Candidate,
    Kind,
    LessonStanding,
    Why,
    needs_of,
    off_band_p,
    plan_for,
    questions_for,
)

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
FIRST = LessonStanding(lesson=1, is_begun=False, is_done=True)
SECOND = LessonStanding(lesson=2, is_begun=False, is_done=False, before=1)


def known(
    *,
    due: timedelta | None = None,
    mastery_p: float = 0.6,
    ago: timedelta = DAY,
    effort: Effort | None = None,
) -> SkillKnowledge:
    """A skill that Bo met `ago`, to be reviewed in `due` (negative: it is time)."""
    memory = None
    if due is not None:
        memory = Memory(stability_days=2, difficulty=5, reviewed_at=NOW - ago, due_at=NOW + due)
    return SkillKnowledge(
        state=SkillState(attempt_count=4, evidence=4, mastery_p=mastery_p),
        memory=memory,
        effort=effort or Effort(),
    )


def one(item: int, *skills: int, chance_p: float = 0.8, **fields: datetime) -> Candidate:
    return Candidate(item=item, skills=skills, chance_p=chance_p, **fields)


def test_the_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(plan).failed == 0


def test_what_was_left_a_moment_ago_goes_on_before_a_review() -> None:
    here = LessonStanding(lesson=2, is_begun=True, is_done=False, last_seen_at=NOW - HOUR)
    found = plan_for([FIRST, here], skills={7: known(due=-DAY)}, candidates=[one(1, 7)], now=NOW)
    assert found.first is not None
    assert (found.first.kind, found.first.why, found.first.lesson) == (
        Kind.CONTINUE,
        Why.WAS_HERE,
        2,
    )
    assert [step.kind for step in found.others] == [Kind.REVIEW]


def test_what_fades_comes_before_a_lesson_left_days_ago_and_before_new_ones() -> None:
    left = LessonStanding(lesson=2, is_begun=True, is_done=False, last_seen_at=NOW - 3 * DAY)
    new = LessonStanding(lesson=3, is_begun=False, is_done=False, before=2)
    found = plan_for(
        [FIRST, left, new], skills={7: known(due=-DAY)}, candidates=[one(1, 7)], now=NOW
    )
    assert found.first is not None
    assert (found.first.kind, found.first.why) == (Kind.REVIEW, Why.FADING)
    assert [step.kind for step in found.others] == [Kind.CONTINUE, Kind.LESSON]


def test_a_skill_that_much_practice_has_not_settled_gets_help_and_no_more_of_the_same() -> None:
    spinning = known(due=-DAY, effort=Effort(opportunities=12, longest_run=2))
    found = plan_for([FIRST, SECOND], skills={7: spinning}, candidates=[one(1, 7)], now=NOW)
    assert found.first is not None
    assert (found.first.kind, found.first.skills) == (Kind.HELP, (7,))
    assert not {Kind.REVIEW, Kind.PRACTICE} & {step.kind for step in found.others}


def test_what_is_not_steady_is_practised_before_a_new_lesson_but_not_twice_a_day() -> None:
    steps = {}
    for name, ago in (("rested", DAY), ("today", HOUR)):
        skills = {7: known(due=DAY, ago=ago)}
        found = plan_for([FIRST, SECOND], skills=skills, candidates=[one(1, 7)], now=NOW)
        steps[name] = [step.kind for step in (found.first, *found.others) if step]
    assert steps == {
        "rested": [Kind.PRACTICE, Kind.LESSON],
        "today": [Kind.LESSON, Kind.PRACTICE],
    }


def test_a_mastered_skill_rests_until_its_day() -> None:
    skills = {7: known(due=DAY, mastery_p=0.99)}
    found = plan_for([FIRST, SECOND], skills=skills, candidates=[one(1, 7)], now=NOW)
    assert found.first is not None
    assert found.first.kind == Kind.LESSON
    assert found.others == ()


def test_a_course_has_its_own_bar_for_mastery() -> None:
    skills = {7: known(due=DAY, mastery_p=0.9)}
    assert needs_of(skills, now=NOW).unsteady == (7,)
    assert needs_of(skills, now=NOW, mastery_p={7: 0.85}).unsteady == ()


def test_where_all_is_done_there_is_no_step() -> None:
    assert plan_for([FIRST], skills={}, candidates=[], now=NOW).first is None


def test_the_most_faded_skill_is_asked_first_and_skills_take_turns() -> None:
    skills = {7: known(due=-HOUR, ago=2 * DAY), 8: known(due=-HOUR, ago=30 * DAY)}
    candidates = [one(1, 7), one(2, 7), one(3, 8), one(4, 8)]
    found = plan_for([FIRST], skills=skills, candidates=candidates, now=NOW)
    assert found.first is not None
    assert found.first.skills == (8, 7)
    assert found.first.questions == (3, 1, 4, 2)


def test_a_question_in_the_band_is_preferred_and_one_of_today_is_left_alone() -> None:
    candidates = [
        one(1, 7, chance_p=0.97),
        one(2, 7, chance_p=0.80, answered_at=NOW - HOUR),
        one(3, 7, chance_p=0.78, answered_at=NOW - DAY),
        one(4, 7, chance_p=0.30),
    ]
    assert questions_for((7,), candidates=candidates, now=NOW) == (3, 1)


CANDIDATES = st.lists(
    st.builds(
        Candidate,
        item=st.integers(1, 40),
        skills=st.sets(st.integers(1, 5), min_size=1, max_size=3).map(tuple),
        chance_p=st.floats(0, 1),
    ),
    unique_by=lambda candidate: candidate.item,
    max_size=30,
)


@given(candidates=CANDIDATES, skills=st.permutations(range(1, 6)))
def test_questions_are_few_different_and_about_what_was_asked_for(
    candidates: list[Candidate], skills: list[int]
) -> None:
    by_item = {candidate.item: candidate for candidate in candidates}
    chosen = questions_for(skills[:3], candidates=candidates, now=NOW)
    assert len(chosen) == len(set(chosen)) <= plan.MOST_QUESTIONS
    assert all(set(by_item[item].skills) & set(skills[:3]) for item in chosen)
    # The first skill's own first question is the best that it has.
    mine = [candidate for candidate in candidates if skills[0] in candidate.skills]
    if mine:
        least = min(off_band_p(candidate.chance_p) for candidate in mine)
        assert min(off_band_p(by_item[item].chance_p) for item in chosen) <= least + 1e-3

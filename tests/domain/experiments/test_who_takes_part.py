"""Who may take part, who is left out and why, and when an experiment is over."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from tutor.domain.experiments.balance import balance, sample_ratio
from tutor.domain.experiments.eligibility import (
    WORDS_OF_EXCLUDED,
    WORDS_OF_INELIGIBLE,
    Criteria,
    Excluded,
    Facts,
    Ineligible,
    why_excluded,
    why_not,
)
from tutor.domain.experiments.stopping import StopRule, is_full, problems_of, why_over

FIT = Facts(
    agrees_to_study=True,
    agrees_to_activity=True,
    classroom=1,
    course=7,
    answers_before=12,
    is_in_another=False,
    is_simulated=False,
    is_running=True,
)
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def test_whoever_agrees_and_fits_may_take_part() -> None:
    criteria = Criteria(
        classrooms=frozenset({1}),
        courses=frozenset({7}),
        needs_class=True,
        least_answers_before=10,
    )
    assert why_not(criteria, FIT) == ()


def test_all_reasons_are_told() -> None:
    criteria = Criteria(
        classrooms=frozenset({2}),
        courses=frozenset({8}),
        needs_class=True,
        least_answers_before=20,
    )
    nobody = Facts(
        agrees_to_study=False,
        agrees_to_activity=False,
        classroom=None,
        course=7,
        answers_before=0,
        is_in_another=True,
        is_simulated=True,
        is_running=False,
    )
    assert set(why_not(criteria, nobody)) == set(Ineligible)


def test_no_word_without_a_meaning() -> None:
    assert set(WORDS_OF_INELIGIBLE) == set(Ineligible)
    assert set(WORDS_OF_EXCLUDED) == set(Excluded)


def test_without_consent_nobody_is_in_whatever_else_holds() -> None:
    assert why_not(Criteria(), replace(FIT, agrees_to_study=False)) == (
        Ineligible.NO_STUDY_CONSENT,
    )


def test_the_first_reason_to_leave_somebody_out_counts() -> None:
    assert why_excluded(takes_part=False, exposures=0, outcomes=0) is Excluded.WITHDREW
    assert why_excluded(takes_part=True, exposures=0, outcomes=3) is Excluded.NEVER_EXPOSED
    assert why_excluded(takes_part=True, exposures=2, outcomes=0) is Excluded.NO_OUTCOME
    assert why_excluded(takes_part=True, exposures=2, outcomes=1) is None


def test_it_ends_once_the_planned_units_were_followed_or_on_the_planned_day() -> None:
    rule = StopRule(units=200, ends_at=NOON, follow_up=timedelta(days=2))
    came = NOON - timedelta(days=5)
    assert why_over(rule, exposed=199, last_came_at=came, now=came + timedelta(days=3)) == ""
    assert why_over(rule, exposed=200, last_came_at=came, now=came + timedelta(days=1)) == ""
    assert "200 units" in why_over(
        rule, exposed=200, last_came_at=came, now=came + timedelta(days=2)
    )
    assert "2026-11-24" in why_over(rule, exposed=3, last_came_at=None, now=NOON)
    assert is_full(rule, units=200) and not is_full(rule, units=199)


def test_an_experiment_without_an_end_is_refused() -> None:
    assert problems_of(StopRule()) and problems_of(StopRule(units=1))
    assert problems_of(StopRule(units=2)) == []


def test_a_mismatch_of_the_sample_ratio_shows() -> None:
    halves = {"usual": 0.5, "questions": 0.5}
    assert not sample_ratio({"usual": 104, "questions": 96}, shares_p=halves).is_mismatch
    assert sample_ratio({"usual": 140, "questions": 60}, shares_p=halves).is_mismatch
    assert sample_ratio({"usual": 0, "questions": 0}, shares_p=halves).p == 1.0


def test_balance_counts_what_is_missing() -> None:
    line = balance("earlier right", arm=[0.5, 0.7, None], control=[0.4, 0.6])
    assert (line.missing, line.is_notable) == (1, True)
    assert balance("nothing known", arm=[None], control=[None]).smd == 0.0

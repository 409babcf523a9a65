"""Who may take part, and who is left out of the comparison afterwards: each with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Ineligible(StrEnum):
    """Why somebody is not assigned; all that hold are told."""

    NO_STUDY_CONSENT = "no_study_consent"
    NO_ACTIVITY_CONSENT = "no_activity_consent"
    OTHER_CLASS = "other_class"
    NO_CLASS = "no_class"
    OTHER_COURSE = "other_course"
    TOO_LITTLE_BEFORE = "too_little_before"
    IN_ANOTHER = "in_another"
    SIMULATED = "simulated"
    NOT_RUNNING = "not_running"


WORDS_OF_INELIGIBLE: dict[Ineligible, str] = {
    Ineligible.NO_STUDY_CONSENT: "take no part in the study",
    Ineligible.NO_ACTIVITY_CONSENT: "do not let the lesson be paced by page activity",
    Ineligible.OTHER_CLASS: "are in no class of the experiment",
    Ineligible.NO_CLASS: "are in no class, and classes are what is randomised",
    Ineligible.OTHER_COURSE: "study another course",
    Ineligible.TOO_LITTLE_BEFORE: "had too few exercises before",
    Ineligible.IN_ANOTHER: "are in another experiment",
    Ineligible.SIMULATED: "are simulated learners, and the experiment is about people",
    Ineligible.NOT_RUNNING: "came when it was not running",
}


class Excluded(StrEnum):
    """Why somebody who was assigned is not in the comparison. The first that holds is counted."""

    WITHDREW = "withdrew"
    NEVER_EXPOSED = "never_exposed"
    NO_OUTCOME = "no_outcome"


WORDS_OF_EXCLUDED: dict[Excluded, str] = {
    Excluded.WITHDREW: "take no part in the study any more",
    Excluded.NEVER_EXPOSED: "never came to a point at which their arm could matter",
    Excluded.NO_OUTCOME: "left nothing after it that the outcome could be read from",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Criteria:
    """Who an experiment is about. Empty classes or courses mean any."""

    classrooms: frozenset[int] = frozenset()
    courses: frozenset[int] = frozenset()
    needs_class: bool = False
    least_answers_before: int = 0
    with_simulated: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """What is known of a learner at the door of an experiment."""

    agrees_to_study: bool
    agrees_to_activity: bool
    classroom: int | None
    course: int
    answers_before: int
    is_in_another: bool
    is_simulated: bool
    is_running: bool


def why_not(criteria: Criteria, facts: Facts) -> tuple[Ineligible, ...]:
    """All reasons against taking part; empty where there is none."""
    tests = {
        Ineligible.NOT_RUNNING: not facts.is_running,
        Ineligible.NO_STUDY_CONSENT: not facts.agrees_to_study,
        Ineligible.NO_ACTIVITY_CONSENT: not facts.agrees_to_activity,
        Ineligible.NO_CLASS: criteria.needs_class and facts.classroom is None,
        Ineligible.OTHER_CLASS: bool(criteria.classrooms)
        and facts.classroom not in criteria.classrooms,
        Ineligible.OTHER_COURSE: bool(criteria.courses) and facts.course not in criteria.courses,
        Ineligible.TOO_LITTLE_BEFORE: facts.answers_before < criteria.least_answers_before,
        Ineligible.IN_ANOTHER: facts.is_in_another,
        Ineligible.SIMULATED: facts.is_simulated and not criteria.with_simulated,
    }
    return tuple(reason for reason, holds in tests.items() if holds)


def why_excluded(*, takes_part: bool, exposures: int, outcomes: int) -> Excluded | None:
    """Why an assigned unit is not compared; None where it is.

    Whoever had no chance to notice their arm cannot have been changed by it, so leaving them out
    keeps the comparison fair as long as arms do not differ before the first exposure; that is what
    the check of the sample ratio is for (Fabijan et al. 2019).
    """
    if not takes_part:
        return Excluded.WITHDREW
    if exposures == 0:
        return Excluded.NEVER_EXPOSED
    return Excluded.NO_OUTCOME if outcomes == 0 else None

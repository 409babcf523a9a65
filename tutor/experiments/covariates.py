"""What was known of learners just before they came into an experiment."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from tutor.learning.models import Attempt


@dataclass(frozen=True, kw_only=True, slots=True)
class Before:
    """Exercises answered so far, and the share that was right at the first try; None without."""

    answers: int
    right_p: float | None


def before(learners: Collection[int], *, at: datetime) -> dict[int, Before]:
    """By learner; one query. All courses count: a learner does not begin anew with a course."""
    rows = (
        Attempt.objects.filter(
            session__learner__in=learners, hint=None, ordinal=1, answered_at__lt=at
        )
        .values_list("session__learner_id")
        .annotate(answers=Count("pk"), right=Count("pk", filter=Q(outcome="right")))
    )
    found = {learner: (answers, right) for learner, answers, right in rows}
    return {
        learner: Before(
            answers=found.get(learner, (0, 0))[0],
            right_p=_share(*found.get(learner, (0, 0))),
        )
        for learner in learners
    }


def _share(answers: int, right: int) -> float | None:
    return right / answers if answers else None

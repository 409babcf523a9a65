"""A yoked session repeats the times of somebody else's finished adaptive session."""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.adaptation.conftest import Places
from tutor.accounts.models import User
from tutor.adaptation.gather import facts_of
from tutor.adaptation.models import Decision
from tutor.adaptation.yoke import timings_for
from tutor.content.models import Lesson
from tutor.domain.policy.situation import Action, Timing, Trigger
from tutor.learning import services as learning

MINUTE = timedelta(minutes=1)


def test_bo_gets_cys_times_once_cy_is_done(
    bo: User, cy: User, lesson: Lesson, places: Places, now: datetime
) -> None:
    cys = learning.start_session(cy, lesson=lesson, now=now)
    Decision.objects.create(
        session=cys,
        ordinal=1,
        trigger=Trigger.TICK,
        policy="adaptive",
        policy_version="2",
        seed=1,
        situation={},
        alternatives=[],
        action=Action.REREAD,
        propensity_p=1,
        decided_at=now + 7 * MINUTE,
    )
    bos = learning.start_session(bo, lesson=lesson, now=now + 20 * MINUTE, policy="yoked")
    assert timings_for([facts_of(bos)]) == {}
    learning.end_session(cys, now=now + 19 * MINUTE)
    expected = (Timing(action=Action.REREAD, at_ms=420_000),)
    assert timings_for([facts_of(bos)]) == {bos.pk: expected}

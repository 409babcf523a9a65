"""A change is the learner's to keep, undo, put off or turn off; and nobody else's."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.http import Http404

from tests.adaptation.conftest import Places
from tutor.accounts.models import User
from tutor.adaptation import selectors, services
from tutor.adaptation.models import Decision, Resolution, TurnedOff
from tutor.domain.policy.situation import Action, Trigger
from tutor.learning.models import Session

LATER = timedelta(seconds=20)


@pytest.fixture
def decision(session: Session, places: Places, now: datetime) -> Decision:
    """The worked example is back, after two minutes in another tab."""
    return Decision.objects.create(
        session=session,
        ordinal=1,
        trigger=Trigger.RETURNED,
        policy="adaptive",
        policy_version="1",
        seed=1,
        situation={},
        alternatives=[],
        action=Action.EXAMPLE,
        target={"segment": places.example.pk},
        propensity_p=1,
        reason_code="tab_worked_example",
        reason_values={"away_ms": 120_000},
        decided_at=now,
    )


def resolve(decision: Decision, resolution: str, *, now: datetime) -> Decision:
    return services.resolve(decision, resolution=resolution, now=now)


def test_an_open_change_is_shown_with_its_reason(
    decision: Decision, session: Session, places: Places
) -> None:
    [message] = selectors.shown_decisions(session)
    assert message.decision == str(decision.public_id)
    assert message.why == "You were in another tab for 2 min, so the worked example is back."
    assert message.html == places.example.html
    assert message.resolution == "open"


def test_what_was_kept_stays_and_can_still_be_undone(
    decision: Decision, session: Session, now: datetime
) -> None:
    resolve(decision, "kept", now=now + LATER)
    assert [each.resolution for each in selectors.shown_decisions(session)] == ["kept"]
    resolve(decision, "undone", now=now + 2 * LATER)
    assert selectors.shown_decisions(session) == []
    decision.refresh_from_db()
    assert decision.resolved_at == now + 2 * LATER


@pytest.mark.parametrize("resolution", ["undone", "not_now", "turned_off"])
def test_what_was_put_back_stays_put_back(
    decision: Decision, session: Session, now: datetime, resolution: str
) -> None:
    resolve(decision, resolution, now=now + LATER)
    resolve(decision, "kept", now=now + 2 * LATER)
    decision.refresh_from_db()
    assert (decision.resolution, decision.resolved_at) == (resolution, now + LATER)
    assert selectors.shown_decisions(session) == []


def test_a_kind_is_turned_off_once_and_can_be_turned_on_again(
    decision: Decision, bo: User, now: datetime
) -> None:
    resolve(decision, "turned_off", now=now)
    resolve(decision, "turned_off", now=now)
    assert TurnedOff.objects.get().learner == bo
    assert selectors.turned_off_by(bo) == [Action.EXAMPLE]
    services.turn_on(bo, action=Action.EXAMPLE)
    assert selectors.turned_off_by(bo) == []


def test_an_unknown_resolution_is_refused(decision: Decision, now: datetime) -> None:
    with pytest.raises(ValueError, match="burnt"):
        resolve(decision, "burnt", now=now)
    decision.refresh_from_db()
    assert decision.resolution == Resolution.OPEN


def test_nobody_reaches_anothers_change(decision: Decision, bo: User, cy: User, ada: User) -> None:
    assert selectors.accessible_decision(bo, decision.public_id) == decision
    refusals = []
    for person, key in ((cy, decision.public_id), (ada, decision.public_id), (bo, uuid4())):
        with pytest.raises(Http404) as caught:
            selectors.accessible_decision(person, key)
        refusals.append(str(caught.value))
    assert len(set(refusals)) == 1


def test_staying_out_of_the_way_is_nothing_to_resolve(decision: Decision, bo: User) -> None:
    Decision.objects.update(action=Action.STAY)
    with pytest.raises(Http404):
        selectors.accessible_decision(bo, decision.public_id)


def test_the_ledger_holds_every_change_whatever_became_of_it(
    decision: Decision, bo: User, cy: User, now: datetime
) -> None:
    resolve(decision, "undone", now=now)
    assert list(selectors.ledger_of(bo)) == [decision]
    assert not selectors.ledger_of(cy).exists()

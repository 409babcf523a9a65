"""Rae sees what the network attended to in Bo's session, and nobody else does."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import datetime
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from attention_model.explain_session import session_attention
from attention_model.signals import encode
from attention_model.simulate import SimulatedLearner
from attention_model.simulate import study as lesson_of
from tutor.accounts.models import User
from tutor.events.models import Frame
from tutor.events.selectors import events_of
from tutor.learning.models import Session
from tutor.privacy.models import Access, AccessKind
from tutor.research.attention import attention_of
from tutor.research.attention_svg import attention_svg
from tutor.research.pseudonyms import load_pseudonyms
from tutor.research.tables.base import ms
from tutor.studies.models import Study

pytestmark = pytest.mark.django_db


@pytest.fixture
def sensed(taking_part: Session) -> Session:
    """Bo's session with five minutes of a simulated learner's signals in its place."""
    Frame.objects.filter(session_pk=taking_part.pk).delete()
    start_ms = ms(taking_part.started_at) or 0
    made = lesson_of(SimulatedLearner(seed=5), seed=6, minutes=5).events
    events = [replace(one, at_ms=start_ms + one.at_ms) for one in made]
    for seq, first in enumerate(range(0, len(events), 100), 1):
        some = events[first : first + 100]  # as many as a frame may hold
        Frame.objects.create(
            session_pk=taking_part.pk,
            stream=UUID(int=1),
            seq=seq,
            events=json.dumps([encode(one) for one in some]).encode(),
            event_count=len(some),
            first_at_ms=some[0].at_ms,
            last_at_ms=some[-1].at_ms,
            received_at_ms=some[-1].at_ms,
        )
    return taking_part


def page_of(client: Client, study: Study, session: Session, at: str = "") -> str:
    name = load_pseudonyms().for_study(study.public_id).session(session.public_id)
    answer = client.get(reverse("session_attention", args=[study.slug, name]), {"at": at})
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_lanes_hold_all_that_the_network_weighed(sensed: Session) -> None:
    drawn = attention_of(sensed, at_ms=240_000)
    told = session_attention(events_of(sensed.pk), at_ms=(ms(sensed.started_at) or 0) + 240_000)
    assert drawn.logit == pytest.approx(told.logit)
    assert sum(lane.exact for lane in drawn.lanes) + drawn.rest == pytest.approx(
        told.logit, abs=1e-3
    )
    for lane in drawn.lanes:
        # Bars too faint to be seen are left out.
        assert sum(bar.weight for bar in lane.bars) == pytest.approx(lane.exact, abs=0.05)
    assert max(bar.end_ms for lane in drawn.lanes for bar in lane.bars) <= 241_000


def test_rae_sees_the_attention_and_no_name(
    client: Client, rae: User, bo: User, study: Study, sensed: Session
) -> None:
    client.force_login(rae)
    text = page_of(client, study, sensed, at="200000")
    assert "estimated here, 3:20" in text
    assert "Integrated gradients" in text
    assert bo.name not in text
    assert str(bo.public_id) not in text
    assert Access.objects.get(kind=AccessKind.PICTURE).subject == bo


def test_without_signals_the_page_says_so(
    client: Client, rae: User, study: Study, taking_part: Session
) -> None:
    Frame.objects.filter(session_pk=taking_part.pk).delete()
    client.force_login(rae)
    assert "nothing to attend to" in page_of(client, study, taking_part)


def test_a_moment_that_is_no_number_is_the_end(
    client: Client, rae: User, study: Study, sensed: Session
) -> None:
    client.force_login(rae)
    picture = re.compile(r"<svg [^>]*class=\"session-picture\" role.*?</svg>", re.DOTALL)
    [odd] = picture.findall(page_of(client, study, sensed, at="-5"))
    assert [odd] == picture.findall(page_of(client, study, sensed))


def test_a_bar_goes_up_towards_off_task_and_down_towards_on_task(sensed: Session) -> None:
    drawn = attention_of(sensed)
    svg = attention_svg(drawn, title="<Bo>")
    assert "&lt;Bo&gt;" in svg
    up = sum(bar.weight > 0 for lane in drawn.lanes for bar in lane.bars)
    assert svg.count("weight is-towards") == up
    assert 0 < up < sum(len(lane.bars) for lane in drawn.lanes)


def test_a_session_of_another_study_is_not_there(
    client: Client, rae: User, study: Study, sensed: Session, now: datetime
) -> None:
    client.force_login(rae)
    url = reverse("session_attention", args=[study.slug, "0" * 32])
    assert client.get(url).status_code == 404

"""From a teacher's form to the service that does it; each problem is a sentence to show."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from tutor.accounts.models import Classroom, User
from tutor.content.models import Item
from tutor.guidance import services
from tutor.guidance.models import ActionKind
from tutor.guidance.services import Refused
from tutor.learning.models import Session
from tutor.teacher.drawer import SPANS_MIN, current_session

SAID = {
    ActionKind.NUDGE: "The message is on its way.",
    ActionKind.HINT: "The hint is on its way.",
    ActionKind.ITEM: "The exercise is on its way.",
    ActionKind.PACING: "The pace is set.",
    ActionKind.PAUSE: "Adaptation is paused.",
}
FOR_A_CLASS = frozenset({ActionKind.PACING, ActionKind.PAUSE})


def act(
    kind: str,
    *,
    classroom: Classroom,
    learner: User | None,
    form: Mapping[str, str],
    teacher: User,
    now: datetime,
) -> str:
    """Does it and says so. Raises Refused with what is wrong and what helps."""
    if kind not in ActionKind.values or (learner is None and kind not in FOR_A_CLASS):
        raise Refused(f"There is no action {kind!r} here.")
    what = ActionKind(kind)
    session = current_session(classroom, learner, now=now) if learner else None
    if what in FOR_A_CLASS:
        _steer(
            what,
            classroom=classroom,
            learner=learner,
            session=session,
            form=form,
            teacher=teacher,
            now=now,
        )
    elif session is None or session.ended_at is not None:
        raise Refused("No lesson is open: this reaches a learner only in a lesson.")
    else:
        _in_session(what, session=session, form=form, teacher=teacher, now=now)
    return SAID[what]


def _in_session(
    kind: ActionKind, *, session: Session, form: Mapping[str, str], teacher: User, now: datetime
) -> None:
    if kind == ActionKind.NUDGE:
        text = form.get("text", "").strip() or form.get("template", "")
        services.nudge(session, text=text, teacher=teacher, now=now)
        return
    item = _item(session, form.get("item", ""))
    if kind == ActionKind.HINT:
        services.open_hint(session, item=item, teacher=teacher, now=now)
    else:
        services.assign_item(session, item=item, teacher=teacher, now=now)


def _item(session: Session, text: str) -> Item:
    found = (
        Item.objects.filter(segment__lesson=session.lesson_id, pk=int(text)).first()
        if text.isdecimal()
        else None
    )
    if found is None:
        raise Refused("Choose an exercise of the lesson.")
    return found


def _steer(
    kind: ActionKind,
    *,
    classroom: Classroom,
    learner: User | None,
    session: Session | None,
    form: Mapping[str, str],
    teacher: User,
    now: datetime,
) -> None:
    lasts = _span(form.get("minutes", ""))
    reason = form.get("reason", "")
    if kind == ActionKind.PAUSE:
        services.pause_adaptation(
            classroom,
            learner=learner,
            session=session,
            reason=reason,
            lasts=lasts,
            teacher=teacher,
            now=now,
        )
        return
    services.set_pacing(
        classroom,
        pacing=form.get("pacing", ""),
        learner=learner,
        session=session,
        reason=reason,
        lasts=lasts,
        teacher=teacher,
        now=now,
    )


def _span(text: str) -> timedelta:
    if text not in {str(one) for one in SPANS_MIN}:
        known = ", ".join(str(one) for one in SPANS_MIN)
        raise Refused(f"{text!r} is no time to choose: it is one of {known} minutes.")
    return timedelta(minutes=int(text))

"""What a teacher does in a lesson. Each act is stored before anybody hears of it, says who did it,
can be read by the learner it was done for, and can be taken back.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from tutor import push
from tutor.accounts.models import Classroom, User
from tutor.content.models import Item
from tutor.domain.protocol.messages import Notice, Nudge
from tutor.guidance.models import ActionKind, Answer, Pacing, TeacherAction
from tutor.guidance.words import text_for_learner, title_for_learner
from tutor.learning.models import Session
from tutor.learning.selectors import hints_shown, next_hint
from tutor.learning.services import show_hint

# Two sentences; longer is a talk, and that is better had at the desk.
LONGEST_NUDGE = 200
# One that comes while the last is still being read only adds pressure.
BETWEEN_NUDGES = timedelta(minutes=2)
# Words that say what somebody is; a message says what to do next.
UNKIND = ("lazy", "stupid", "dumb", "distracted", "inattentive", "careless", "hopeless")
# Whom a change for the whole class can reach at once.
HERE = timedelta(minutes=20)


class Refused(ValueError):
    """Not done; `str` is the sentence that says why and what helps."""


def nudge(session: Session, *, text: str, teacher: User, now: datetime) -> TeacherAction:
    """A short, kind message into the lesson. Raises Refused where it is neither, or too soon."""
    said = " ".join(text.split())
    if not said:
        raise Refused("The message is empty: write a sentence, or choose one.")
    if len(said) > LONGEST_NUDGE:
        raise Refused(f"The message has {len(said)} characters: {LONGEST_NUDGE} are read best.")
    if unkind := [word for word in UNKIND if word in said.casefold()]:
        raise Refused(
            f"“{unkind[0]}” says what somebody is: say what was seen, or what to try next."
        )
    earlier = TeacherAction.objects.filter(
        kind=ActionKind.NUDGE,
        learner=session.learner_id,
        undone_at=None,
        made_at__gt=now - BETWEEN_NUDGES,
    ).first()
    if earlier is not None:
        raise Refused("The last message is not two minutes old: let it be read first.")
    return _do(ActionKind.NUDGE, session=session, content={"text": said}, teacher=teacher, now=now)


def open_hint(session: Session, *, item: Item, teacher: User, now: datetime) -> TeacherAction:
    """The item's next hint goes to the learner; it counts as shown once their page shows it."""
    hint = next_hint(session, item=item)
    if hint is None:
        raise Refused("All hints of this exercise have been shown.")
    content = {"hint": hint.pk, "item": item.pk, "title": item.title}
    return _do(ActionKind.HINT, session=session, content=content, teacher=teacher, now=now)


def assign_item(session: Session, *, item: Item, teacher: User, now: datetime) -> TeacherAction:
    """An exercise of the lesson's course, put before the learner; nothing else is taken away."""
    content = {"item": item.pk, "title": item.title or item.slug}
    return _do(ActionKind.ITEM, session=session, content=content, teacher=teacher, now=now)


def set_pacing(
    classroom: Classroom,
    *,
    pacing: str,
    learner: User | None,
    session: Session | None,
    reason: str,
    lasts: timedelta,
    teacher: User,
    now: datetime,
) -> TeacherAction:
    """The teacher's pace instead of the tutor's, for a learner or the class, with its reason."""
    if pacing not in Pacing.values:
        raise Refused(f"{pacing!r} is no pace: choose one of {', '.join(Pacing.values)}.")
    if not reason.strip():
        raise Refused("Give a reason: the learner reads it beside the change.")
    return _steer(
        ActionKind.PACING,
        classroom=classroom,
        content={"pacing": pacing},
        learner=learner,
        session=session,
        reason=reason,
        until=now + lasts,
        teacher=teacher,
        now=now,
    )


def pause_adaptation(
    classroom: Classroom,
    *,
    learner: User | None,
    session: Session | None,
    reason: str,
    lasts: timedelta,
    teacher: User,
    now: datetime,
) -> TeacherAction:
    """The lesson as it is written for a while, for a learner or the class."""
    return _steer(
        ActionKind.PAUSE,
        classroom=classroom,
        content={},
        learner=learner,
        session=session,
        reason=reason,
        until=now + lasts,
        teacher=teacher,
        now=now,
    )


def _steer(
    kind: ActionKind,
    *,
    classroom: Classroom,
    content: dict[str, Any],
    learner: User | None,
    session: Session | None,
    reason: str,
    until: datetime,
    teacher: User,
    now: datetime,
) -> TeacherAction:
    made = TeacherAction.objects.create(
        kind=kind,
        classroom=classroom,
        learner=learner,
        session=session,
        teacher=teacher,
        content=content,
        reason=reason.strip()[:200],
        made_at=now,
        until=until,
    )
    _tell(made, now=now)
    return made


def _do(
    kind: ActionKind, *, session: Session, content: dict[str, Any], teacher: User, now: datetime
) -> TeacherAction:
    if session.classroom is None:
        raise Refused("This lesson belongs to no class of yours.")
    made = TeacherAction.objects.create(
        kind=kind,
        classroom=session.classroom,
        learner_id=session.learner_id,
        session=session,
        teacher=teacher,
        content=content,
        made_at=now,
    )
    _tell(made, now=now)
    return made


def _tell(action: TeacherAction, *, now: datetime) -> None:
    """A learner's page is told that something waits; a class reads it in its status line."""
    if action.session_id is not None:
        push.to_session(action.session_id, Nudge(nudge=str(action.public_id)))
        return
    if action.learner_id is not None:
        return
    text = f"{title_for_learner(action)}. {text_for_learner(action)}"
    here = Session.objects.filter(
        classroom=action.classroom_id, ended_at=None, last_seen_at__gte=now - HERE
    )
    for pk in here.values_list("pk", flat=True):
        push.to_session(pk, Notice(text=text))


def undo(action: TeacherAction, *, by: User, now: datetime) -> TeacherAction:
    """Takes it back: a pace and a pause end, a message that was not read yet does not come.

    What was read has been read; it stays in the ledger, as taken back.
    """
    if action.undone_at is None:
        action.undone_at = now
        action.undone_by = by
        action.save(update_fields=["undone_at", "undone_by"])
        if action.session_id is not None:
            push.to_session(action.session_id, Nudge(nudge=str(action.public_id)))
    return action


def mark_seen(action: TeacherAction, *, now: datetime) -> TeacherAction:
    """The learner's page shows it; a hint counts as shown from now on."""
    if action.seen_at is None:
        action.seen_at = now
        action.save(update_fields=["seen_at"])
        _show_opened_hint(action, now=now)
    return action


def _show_opened_hint(action: TeacherAction, *, now: datetime) -> None:
    if action.kind != ActionKind.HINT or action.session is None:
        return
    item = Item.everything.filter(pk=action.content["item"]).first()
    if item is None:
        return
    shown = hints_shown(action.session, item=item).filter(hint=action.content["hint"])
    # The learner may have taken it meanwhile; then the next one is theirs to ask for.
    if not shown.exists():
        show_hint(action.session, item=item, now=now)


def answer(action: TeacherAction, *, said: str, now: datetime) -> TeacherAction:
    """What the learner said: thanks, or closed it. The first word stays."""
    if said not in {Answer.THANKS.value, Answer.DISMISSED.value}:
        raise Refused(f"{said!r} is no answer: say thanks or dismissed.")
    if action.answer == Answer.NONE:
        action.answer = said
        action.answered_at = now
        action.seen_at = action.seen_at or now
        action.save(update_fields=["answer", "answered_at", "seen_at"])
    return action

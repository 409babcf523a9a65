"""Reads of decisions: what the page has to show now, and what the learner may look back on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.utils import translation

from tutor.accounts.models import User
from tutor.adaptation.gather import epoch_ms
from tutor.adaptation.models import Decision, Resolution, TurnedOff
from tutor.adaptation.words import title_of, why_of
from tutor.content.models import Segment
from tutor.domain.policy.situation import INTERVENTIONS, Action
from tutor.domain.protocol.messages import DecisionMessage
from tutor.learning.models import Session

_IN_FORCE = (Resolution.OPEN, Resolution.KEPT)


def accessible_decision(user: User, public_id: UUID | str) -> Decision:
    """A decision of one's own session."""
    decision = (
        Decision.objects.select_related("session")
        .filter(session__learner=user)
        .filter(public_id=public_id)
        .filter(action__in=list(INTERVENTIONS))
        .first()
    )
    if decision is None:
        raise Http404("There is no such change.")
    return decision


def shown_decisions(session: Session) -> list[DecisionMessage]:
    """What the page shows: changes that are open or were kept, oldest first."""
    rows = Decision.objects.filter(
        session=session, action__in=list(INTERVENTIONS), resolution__in=_IN_FORCE
    )
    return messages_of(list(rows.order_by("ordinal")))


def ledger_of(learner: User) -> QuerySet[Decision]:
    """Every change a learner was shown, newest first: "what the tutor noticed"."""
    return (
        Decision.objects.filter(session__learner=learner, action__in=list(INTERVENTIONS))
        .select_related("session__lesson")
        .order_by("-decided_at", "-pk")
    )


def turned_off_by(learner: User) -> list[str]:
    """The kinds of change that the learner turned off."""
    rows = TurnedOff.objects.filter(learner=learner).order_by("turned_off_at", "pk")
    return list(rows.values_list("action", flat=True))


def next_item(decision: Decision | None) -> int | None:
    """The exercise that was chosen to come next, if that is what was decided."""
    if decision is None or decision.action != Action.NEXT_ITEM:
        return None
    return int(decision.target["item"])


def languages_of(session_pks: Iterable[int]) -> dict[int, str]:
    """The language that the learner of each session chose; empty where the browser decides."""
    rows = Session.objects.filter(pk__in=list(session_pks))
    return dict(rows.values_list("pk", "learner__language"))


def messages_of(
    decisions: Sequence[Decision], *, languages: Mapping[int, str] | None = None
) -> list[DecisionMessage]:
    """Decisions as the page gets them; one query for all that is brought back.

    `languages` by session, for whoever has no page at hand that speaks one.
    """
    wanted = {decision.target.get("segment") for decision in decisions}
    segments = Segment.everything.in_bulk([pk for pk in wanted if pk is not None])
    messages = []
    for decision in decisions:
        language = (languages or {}).get(decision.session_id) or translation.get_language()
        with translation.override(language):
            segment = segments.get(decision.target.get("segment", 0))
            messages.append(message_of(decision, segment=segment))
    return messages


def message_of(decision: Decision, *, segment: Segment | None) -> DecisionMessage:
    """`segment` is the decision's target. Check questions are rendered by the page, by item."""
    return DecisionMessage(
        decision=str(decision.public_id),
        ordinal=decision.ordinal,
        action=decision.action,
        target=decision.target,
        title=title_of(decision.action),
        why=why_of(decision.reason_code, decision.reason_values),
        html=_inserted(decision.action, segment),
        resolution=decision.resolution,
        decided_at_ms=epoch_ms(decision.decided_at),
    )


def _inserted(action: str, segment: Segment | None) -> str:
    """HTML that was sanitised and rendered when the course was saved."""
    if segment is None:
        return ""
    if action == Action.EXAMPLE:
        return segment.html
    return segment.key_html if action == Action.REREAD else ""

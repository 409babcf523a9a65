"""What the tutor noticed: every change it made for a learner, why, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tutor.accounts.models import User
from tutor.adaptation.models import Decision, Resolution
from tutor.adaptation.selectors import ledger_of, messages_of, turned_off_by
from tutor.adaptation.words import title_of
from tutor.domain.policy.situation import Action
from tutor.domain.protocol.messages import DecisionMessage
from tutor.guidance.models import TeacherAction
from tutor.guidance.selectors import for_learner
from tutor.guidance.words import text_for_learner, title_for_learner

#: What a learner may say to a change; "open" is only where it begins.
ANSWERS = (Resolution.KEPT, Resolution.UNDONE, Resolution.NOT_NOW, Resolution.TURNED_OFF)
# Older ones are in the download of one's data; a page of a year would not be read.
MOST_LINES = 100


@dataclass(frozen=True, kw_only=True)
class LedgerLine:
    """One change, in the learner's words, and the answers that are still possible."""

    decision: Decision
    message: DecisionMessage

    @property
    def is_open(self) -> bool:
        return self.decision.resolution == Resolution.OPEN

    @property
    def is_in_force(self) -> bool:
        return self.decision.resolution in {Resolution.OPEN, Resolution.KEPT}

    @property
    def can_undo(self) -> bool:
        return self.is_in_force and self.decision.action != Action.BREAK

    @property
    def can_turn_off(self) -> bool:
        return self.is_in_force


@dataclass(frozen=True, kw_only=True)
class TurnedOffKind:
    action: str
    title: str


@dataclass(frozen=True, kw_only=True)
class TeacherLine:
    action: TeacherAction
    title: str
    text: str


def ledger_page(person: User) -> dict[str, Any]:
    """The newest changes first, and the kinds that were turned off, for the page's template."""
    decisions = list(ledger_of(person)[:MOST_LINES])
    lines = [
        LedgerLine(decision=decision, message=message)
        for decision, message in zip(decisions, messages_of(decisions), strict=True)
    ]
    kinds = [
        TurnedOffKind(action=action, title=title_of(action)) for action in turned_off_by(person)
    ]
    return {"lines": lines, "turned_off": kinds, "from_teachers": _from_teachers(person)}


def _from_teachers(person: User) -> list[TeacherLine]:
    """What teachers did, apart from what the tutor did by itself."""
    return [
        TeacherLine(action=action, title=title_for_learner(action), text=text_for_learner(action))
        for action in for_learner(person)[:MOST_LINES]
    ]


def answer_from(text: str) -> Resolution:
    """A learner's answer to a change; raises ValueError naming the answers there are."""
    for answer in ANSWERS:
        if text == answer.value:
            return answer
    known = ", ".join(answer.value for answer in ANSWERS)
    raise ValueError(f"{text!r} is no answer to a change: say one of {known}.")

"""What a learner in an arm would be shown in a lesson: the policy's own steps, on paper."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from tutor.adaptation.arms import with_rules
from tutor.adaptation.lesson_map import LessonMap, lesson_map
from tutor.adaptation.words import title_of, why_of
from tutor.content.models import Item, Lesson, Segment, SegmentKind
from tutor.domain.experiments.design import ArmPlan
from tutor.domain.policy import policy_named
from tutor.domain.policy.seeds import decision_seed
from tutor.domain.policy.situation import (
    INTERVENTIONS,
    Action,
    Choice,
    Focus,
    Past,
    Presence,
    Situation,
    Trigger,
)
from tutor.domain.policy.steered import step

PART_MS = 4 * 60_000
AWAY_MS = 90_000
_DRIFTING = Focus(
    p_off_task=0.7, low=0.6, high=0.8, top_feature="reading_pace", sustained_ms=30_000
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """A way in which a lesson may go; `words` name it on the page."""

    name: str
    words: str
    focus: Focus | None = None
    presence: Presence = field(default_factory=Presence)
    trigger: Trigger = Trigger.SEGMENT_FINISHED


CASES: tuple[Case, ...] = (
    Case(name="calm", words="Everything goes as usual"),
    Case(name="drifting", words="Attention seems elsewhere for half a minute", focus=_DRIFTING),
    Case(
        name="stuck",
        words="Three answers in a row did not work out",
        presence=Presence(wrong_in_a_row=3),
        trigger=Trigger.ITEM_ANSWERED,
    ),
    Case(
        name="away",
        words="Back after two minutes in another tab",
        presence=Presence(last_hidden_ms=120_000),
        trigger=Trigger.RETURNED,
    ),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """A part of the lesson, and what would come with it; nothing where `title` is empty."""

    part: str
    kind: str
    title: str = ""
    why: str = ""
    html: str = ""
    chance_p: float = 0.0


def case_named(name: str) -> Case:
    """The case called `name`, or the first."""
    return next((case for case in CASES if case.name == name), CASES[0])


def preview(lesson: Lesson, *, arm: ArmPlan, case: Case, seed: int = 1) -> list[Shown]:
    """The lesson under `arm`, part by part, as it would go with these dice."""
    known = lesson_map(lesson)
    past: list[Past] = []
    found = []
    for number, segment in enumerate(lesson.segments.order_by("position"), start=1):
        situation = _situation(known, segment, arm=arm, case=case, number=number, past=past)
        if situation is None:
            continue
        dice = Random(decision_seed(seed, ordinal=number))  # noqa: S311 - a preview, not a secret
        choice = step(policy_named(arm.policy), situation, rng=dice)
        if choice.action in INTERVENTIONS:
            past.append(Past(action=choice.action, at_ms=situation.now_ms, resolution="kept"))
        found.append(_shown(segment, choice))
    return found


def _situation(
    known: LessonMap, segment: Segment, *, arm: ArmPlan, case: Case, number: int, past: list[Past]
) -> Situation | None:
    place = known.place(segment.pk)
    if place is None:
        return None
    is_practice = segment.kind == SegmentKind.PRACTICE
    is_there = is_practice or case.trigger is not Trigger.ITEM_ANSWERED
    situation = Situation(
        trigger=case.trigger if is_there else Trigger.SEGMENT_FINISHED,
        now_ms=number * PART_MS,
        focus=case.focus,
        presence=case.presence if is_there else Presence(),
        place=place,
        past=tuple(past),
        away_ms=AWAY_MS,
    )
    return with_rules(situation, arm.rules)


def _shown(segment: Segment, choice: Choice) -> Shown:
    if choice.action not in INTERVENTIONS:
        return Shown(part=segment.title, kind=segment.get_kind_display())
    return Shown(
        part=segment.title,
        kind=segment.get_kind_display(),
        title=title_of(choice.action),
        why=why_of(choice.reason_code, choice.reason_values),
        html=_html(choice),
        chance_p=choice.propensity_p,
    )


def _html(choice: Choice) -> str:
    """What would be put in; sanitised and rendered when the course was saved."""
    if choice.action is Action.CHECK:
        item = Item.objects.filter(pk=choice.target["item"] or 0).first()
        return item.stem_html if item else ""
    segment = Segment.objects.filter(pk=choice.target.get("segment") or 0).first()
    if segment is None:
        return ""
    if choice.action is Action.REREAD:
        return segment.key_html
    return segment.html if choice.action is Action.EXAMPLE else ""

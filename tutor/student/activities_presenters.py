"""What the pages of the attention activities show: words in the reader's language, own results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any

import msgspec
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from tutor.accounts.models import User
from tutor.domain.activities import ACTIVITIES, FAR_TRANSFER, Activity, Planned, Score
from tutor.domain.activities.base import Form, Measure, Sentence
from tutor.domain.activities.progress import beside_earlier
from tutor.learning import selectors_activities as selectors
from tutor.learning.models import ActivityRun

# Only whether there is any practice is asked of it.
ANY_DICE = Random(0)  # noqa: S311 - no secret hangs on it
# Shown in place of a number that could not be said.
NONE = "–"


@dataclass(frozen=True, kw_only=True)
class Card:
    """One activity in the room."""

    name: str
    title: str
    what: str
    minutes: str
    evidence: str
    is_visual: bool


@dataclass(frozen=True, kw_only=True)
class Row:
    """A measure of this run beside the range of earlier ones."""

    words: str
    today: str
    earlier: str


@dataclass(frozen=True, kw_only=True)
class PastRun:
    finished_at: datetime
    form: str
    values: list[str]


@dataclass(frozen=True, kw_only=True)
class Result:
    """A finished run, in words first."""

    sentence: str
    beside: str
    measure: str
    rows: list[Row]
    earlier_count: int
    counted: int
    left_out: int
    timing: str
    far_transfer: str
    evidence: str


def cards(*, with_timed: bool = True) -> list[Card]:
    """The activities; without those against the clock for who has left these out."""
    return [
        Card(
            name=kind.name,
            title=_(kind.words.title),
            what=_(kind.words.what),
            minutes=_minutes(kind),
            evidence=_(kind.evidence),
            is_visual=kind.is_visual,
        )
        for kind in ACTIVITIES
        if with_timed or not kind.is_timed
    ]


def page_of(kind: Activity) -> dict[str, Any]:
    """Everything the instructions say, translated."""
    return {
        "name": kind.name,
        "title": _(kind.words.title),
        "what": _(kind.words.what),
        "steps": [_(step) for step in kind.words.steps],
        "forms": [
            {"name": form.name, "words": _(form.words), "minutes": _about(form)}
            for form in kind.forms
        ],
        "actions": [
            {"name": one.name, "words": _(one.words), "key": one.key, "only_in": one.only_in}
            for one in kind.actions
        ],
        "evidence": _(kind.evidence),
        "far_transfer": _(FAR_TRANSFER),
        "is_timed": kind.is_timed,
        "is_visual": kind.is_visual,
        "has_practice": kind.practice(kind.parameters(kind.forms[0].name), rng=ANY_DICE) != (),
    }


def boot_of(kind: Activity, *, person: User) -> dict[str, Any]:
    """What the page's script starts from."""
    page = page_of(kind)
    keys = ("name", "title", "actions", "is_timed", "has_practice")
    return {
        **{key: page[key] for key in keys},
        "learner": str(person.public_id),
        "start_url": reverse("activity_start", args=[kind.name]),
    }


def plan_json(plan: Sequence[Planned]) -> list[dict[str, Any]]:
    return [msgspec.to_builtins(one) for one in plan]


def past_runs(kind: Activity, runs: Sequence[ActivityRun]) -> list[PastRun]:
    headlines = [one for one in kind.measures if one.is_headline]
    return [
        PastRun(
            finished_at=run.finished_at or run.started_at,
            form=_form_words(kind, run.form),
            values=[_value(run, one) for one in headlines],
        )
        for run in runs
    ]


def headline_words(kind: Activity) -> list[str]:
    return [_(one.words) for one in kind.measures if one.is_headline]


def result_of(run: ActivityRun) -> Result:
    """A result beside the same person's earlier ones of the same kind; nobody else's."""
    kind = selectors.activity_named(run.activity)
    score = _score(run)
    earlier = list(selectors.comparable_runs(run)[: selectors.SHOWN_RUNS + 4])
    first = next(one for one in kind.measures if one.is_headline)
    beside = beside_earlier(score.values[first.name], selectors.values_of(earlier, first.name))
    return Result(
        sentence=_said(kind.say(score)),
        beside=_said(beside),
        measure=_(first.words),
        rows=[_row(run, one, earlier) for one in kind.measures],
        earlier_count=len(earlier),
        counted=score.counted,
        left_out=score.left_out,
        timing=_timing(run) if kind.is_timed else "",
        far_transfer=_(FAR_TRANSFER),
        evidence=_(kind.evidence),
    )


def _said(sentence: Sentence) -> str:
    return _(sentence.text) % sentence.values


def _minutes(kind: Activity) -> str:
    shortest = min(max(1, round(form.minutes)) for form in kind.forms)
    longest = max(max(1, round(form.minutes)) for form in kind.forms)
    if shortest == longest:
        return _("about %(n)d min") % {"n": shortest}
    return _("%(from)d to %(to)d min") % {"from": shortest, "to": longest}


def _about(form: Form) -> str:
    if form.minutes < 1:
        return _("under a minute")
    return _("about %(n)d min") % {"n": round(form.minutes)}


def _form_words(kind: Activity, name: str) -> str:
    """A form may have gone since the run; then its name has to do."""
    return next((_(form.words) for form in kind.forms if form.name == name), name)


def _score(run: ActivityRun) -> Score:
    """Measures that the activity has had since the run, or has no more, are no reason to fail."""
    kind = selectors.activity_named(run.activity)
    stored = run.score.get("values", {})
    return Score(
        values={one.name: stored.get(one.name) for one in kind.measures},
        counted=run.score.get("counted", 0),
        left_out=run.score.get("left_out", 0),
    )


def _value(run: ActivityRun, measure: Measure) -> str:
    value = run.score.get("values", {}).get(measure.name)
    return NONE if value is None else _number(float(value), measure)


def _number(value: float, measure: Measure) -> str:
    text = number_format(round(value, measure.decimals), measure.decimals, use_l10n=True)
    return f"{text} {measure.unit}".strip()


def _row(run: ActivityRun, measure: Measure, earlier: Sequence[ActivityRun]) -> Row:
    values = selectors.values_of(earlier, measure.name)
    spread = NONE
    if values:
        low, high = _number(min(values), measure), _number(max(values), measure)
        spread = low if low == high else _("%(low)s to %(high)s") % {"low": low, "high": high}
    return Row(words=_(measure.words), today=_value(run, measure), earlier=spread)


def _timing(run: ActivityRun) -> str:
    hz, dropped = run.timing.get("refresh_hz"), run.timing.get("dropped_frames")
    if not hz:
        return ""
    return _(
        "Your screen showed %(hz)d pictures a second; %(dropped)d came late. What came late, or "
        "while you were elsewhere, is left out."
    ) % {"hz": round(hz), "dropped": dropped or 0}

"""The plan of an experiment as a form: what it asks, its arms, and how many it needs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.text import slugify

from attention_model.compat import override
from tutor.accounts.models import User
from tutor.content.models import Course
from tutor.domain.experiments.design import STRATA_OF, Stratum, Unit
from tutor.domain.policy import POLICIES
from tutor.domain.policy.situation import INTERVENTIONS
from tutor.experiments.models import ARM_KINDS, UNITS, Experiment
from tutor.experiments.outcomes import OUTCOMES
from tutor.experiments.services import ArmFields, ExperimentPlan
from tutor.studies.models import Study
from tutor.studies.selectors import studies_of

POINTS = 100.0
MOST_ARMS = 4
_STRATA = [
    (Stratum.CLASSROOM.value, "class (for learners)"),
    (Stratum.PRIOR.value, "how earlier exercises went (for learners)"),
    (Stratum.SIZE.value, "size (for classes)"),
]


class PlanForm(forms.Form):
    """What an experiment is about. Shares and differences are typed in points of a hundred."""

    study = forms.ModelChoiceField(Study.objects.none(), label="Study")
    title = forms.CharField(label="Title", max_length=120)
    hypothesis = forms.CharField(
        label="Hypothesis",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What you expect, written down before anybody takes part.",
    )
    course = forms.ModelChoiceField(Course.objects.all(), label="Course")
    unit = forms.ChoiceField(label="What is randomised", choices=UNITS)
    outcome = forms.ChoiceField(
        label="Primary outcome", choices=[(each.name, each.title) for each in OUTCOMES]
    )
    least_points = forms.FloatField(
        label="Smallest difference that matters, in points",
        min_value=0.1,
        max_value=100,
        initial=5,
        help_text="5 points: from 60 % right to 65 % right.",
    )
    block = forms.IntegerField(
        label="Size of a block",
        min_value=0,
        initial=4,
        required=False,
        help_text="Arms stay even within each block of this many units. 0 for parts of lessons.",
    )
    strata = forms.MultipleChoiceField(
        label="Even within",
        choices=_STRATA,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    hold_out_points = forms.FloatField(
        label="Held out, in percent", min_value=0, max_value=50, initial=0, required=False
    )
    least_answers_before = forms.IntegerField(
        label="Exercises a learner must have done before", min_value=0, initial=0, required=False
    )
    stop_units = forms.IntegerField(
        label="Ends after so many learners or classes", min_value=2, required=False
    )
    follow_up_days = forms.IntegerField(
        label="Days the last one is followed", min_value=0, initial=7, required=False
    )
    stop_at = forms.DateTimeField(
        label="Ends at the latest on",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["study"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = studies_of(person).exclude(state="closed")

    @override
    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        unit, strata = found.get("unit"), found.get("strata") or []
        wrong = [name for name in strata if unit and name not in STRATA_OF[Unit(unit)]]
        if wrong:
            self.add_error("strata", "This cannot be kept even for what is randomised here.")
        return found

    def plan(self, arms: list[ArmFields]) -> ExperimentPlan:
        """The plan that was typed; only after `is_valid`."""
        data = self.cleaned_data
        return ExperimentPlan(
            title=data["title"],
            hypothesis=data["hypothesis"],
            course=data["course"],
            unit=data["unit"],
            outcome=data["outcome"],
            least_that_matters=data["least_points"] / POINTS,
            block=data["block"] or 0,
            strata=data["strata"],
            hold_out_p=(data["hold_out_points"] or 0) / POINTS,
            least_answers_before=data["least_answers_before"] or 0,
            stop_units=data["stop_units"],
            follow_up_days=data["follow_up_days"] or 0,
            stop_at=data["stop_at"],
            arms=arms,
        )


class ArmForm(forms.Form):
    """One arm; a row without a title is left out."""

    title = forms.CharField(label="Title", max_length=80, required=False)
    kind = forms.ChoiceField(label="Kind", choices=ARM_KINDS)
    policy = forms.ChoiceField(
        label="Policy", choices=[(policy.name, policy.name) for policy in POLICIES]
    )
    weight = forms.IntegerField(label="Weight", min_value=1, initial=1)
    without = forms.MultipleChoiceField(
        label="Never",
        choices=[(name.value, name.value.replace("_", " ")) for name in sorted(INTERVENTIONS)],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    may_probe = forms.BooleanField(label="Asks thought probes", required=False, initial=True)

    def fields_of(self) -> ArmFields:
        data = self.cleaned_data
        return ArmFields(
            key=slugify(data["title"])[:40],
            title=data["title"],
            kind=data["kind"],
            policy=data["policy"],
            weight=data["weight"],
            rules={"without": data["without"], "may_probe": data["may_probe"]},
        )


ArmForms: type[BaseFormSet[ArmForm]] = formset_factory(ArmForm, extra=0, max_num=MOST_ARMS)
_FIRST_ARMS: list[dict[str, Any]] = [
    {"title": "The author's order", "kind": "control", "policy": "fixed", "may_probe": True},
    {"title": "Adaptive", "kind": "treatment", "policy": "adaptive", "may_probe": True},
]


def initial_of(experiment: Experiment) -> dict[str, Any]:
    """What the form shows of a stored plan."""
    names = ("title", "hypothesis", "unit", "outcome", "block", "strata", "stop_units", "stop_at")
    return {
        **{name: getattr(experiment, name) for name in (*names, "follow_up_days")},
        "study": experiment.study_id,
        "course": experiment.course_id,
        "least_answers_before": experiment.least_answers_before,
        "least_points": experiment.least_that_matters * POINTS,
        "hold_out_points": experiment.hold_out_p * POINTS,
    }


def initial_arms(experiment: Experiment | None) -> list[dict[str, Any]]:
    """The stored arms, or two to begin with; and empty rows up to the most."""
    arms = list(_FIRST_ARMS)
    if experiment is not None:
        arms = [
            {
                "title": arm.title,
                "kind": arm.kind,
                "policy": arm.policy,
                "weight": arm.weight,
                "without": arm.rules.get("without", []),
                "may_probe": arm.rules.get("may_probe", True),
            }
            for arm in experiment.arms.all()
        ]
    empty = {"kind": "treatment", "policy": "proactive", "weight": 1, "may_probe": True}
    return [*arms, *([empty] * (MOST_ARMS - len(arms)))]


class SizeForm(forms.Form):
    """What the calculator has to be told; with usual values, from the simulated learners."""

    spread_points = forms.FloatField(
        label="Standard deviation of the outcome, in points",
        min_value=1,
        max_value=100,
        initial=18,
        help_text=(
            "Between learners about 18 for a share over 14 exercises; 46 for one exercise, "
            "which is what counts after a part of a lesson."
        ),
    )
    explained_points = forms.FloatField(
        label="Known beforehand, in percent of the variance",
        min_value=0,
        max_value=95,
        initial=20,
    )
    icc_points = forms.FloatField(
        label="Between classes, in percent of the variance", min_value=0, max_value=90, initial=5
    )
    class_size = forms.IntegerField(
        label="Learners in a class", min_value=1, max_value=200, initial=20
    )
    parts = forms.IntegerField(
        label="Parts a learner goes through", min_value=1, max_value=500, initial=12
    )

"""The researcher's pages of experiments: list, plan with calculator, start, stop, results."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tutor.accounts.access import for_roles, person_of
from tutor.accounts.models import Role, User
from tutor.domain.experiments.design import Unit
from tutor.experiments.forms import ArmForms, PlanForm, SizeForm, initial_arms, initial_of
from tutor.experiments.models import Experiment
from tutor.experiments.outcomes import outcome_named
from tutor.experiments.presenters import (
    UNIT_WORDS,
    count_lines,
    guarded,
    ratio_words,
    result_lines,
)
from tutor.experiments.selectors import (
    accessible_experiment,
    experiments_of,
    last_day,
    reasons_against,
    results_of,
)
from tutor.experiments.services import (
    ArmFields,
    ExperimentError,
    ExperimentPlan,
    came_at,
    create_experiment,
    log_results_opened,
    problems_with,
    revise_experiment,
    start_experiment,
    stop_experiment,
    stop_where_due,
)
from tutor.experiments.sizes import Size, size_for
from tutor.studies.selectors import studies_of


@require_GET
@for_roles(Role.RESEARCHER)
def experiments(request: HttpRequest) -> HttpResponseBase:
    person = person_of(request)
    context = {
        "experiments": experiments_of(person),
        "has_study": studies_of(person).exclude(state="closed").exists(),
    }
    return render(request, "experiments/experiments.html", context)


@require_http_methods(["GET", "POST"])
@for_roles(Role.RESEARCHER)
def create(request: HttpRequest) -> HttpResponseBase:
    return _plan_page(request, experiment=None)


@require_http_methods(["GET", "POST"])
@for_roles(Role.RESEARCHER)
def edit(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """The plan of a draft; one that has started leads to its page."""
    experiment = accessible_experiment(person_of(request), public_id)
    if not experiment.is_draft:
        return redirect("experiment", public_id=public_id)
    return _plan_page(request, experiment=experiment)


def _plan_page(request: HttpRequest, *, experiment: Experiment | None) -> HttpResponse:
    """Saves, or with the calculator's button works out a number and keeps what was typed."""
    person = person_of(request)
    is_posted = request.method == "POST"
    data = request.POST if is_posted else None
    initial = initial_of(experiment) if experiment else {"study": request.GET.get("study")}
    form = PlanForm(data, initial=initial, person=person)
    arms = ArmForms(data, initial=initial_arms(experiment), prefix="arms")
    sizes = SizeForm(data if data is not None and "spread_points" in data else None)
    size = _size(form, sizes) if is_posted and "calculate" in request.POST else None
    if is_posted and size is None and "calculate" not in request.POST:
        saved = _saved(form, arms, experiment=experiment, person=person)
        if saved is not None:
            messages.success(request, f"“{saved.title}” is saved as a draft.")
            return redirect("experiment", public_id=saved.public_id)
    context = {"form": form, "arms": arms, "sizes": sizes, "size": size, "experiment": experiment}
    return render(request, "experiments/plan.html", context)


def _size(form: PlanForm, sizes: SizeForm) -> Size | None:
    """None where what it needs was not typed; the fields say so."""
    form.is_valid()
    data = form.cleaned_data
    # What the number does not need may be typed later.
    for name in form.errors.keys() - {"unit", "least_points"}:
        del form.errors[name]
    if not sizes.is_valid() or "unit" not in data or "least_points" not in data:
        return None
    return size_for(Unit(data["unit"]), least_points=data["least_points"], said=sizes.cleaned_data)


def _saved(
    form: PlanForm, arms: Any, *, experiment: Experiment | None, person: User
) -> Experiment | None:
    if not (form.is_valid() and arms.is_valid()):
        return None
    filled: list[ArmFields] = [each.fields_of() for each in arms if each.cleaned_data.get("title")]
    plan: ExperimentPlan = form.plan(filled)
    now = timezone.now()
    try:
        if experiment is not None:
            return revise_experiment(experiment, plan=plan, now=now, person=person)
        return create_experiment(form.cleaned_data["study"], plan=plan, now=now, person=person)
    except (ExperimentError, ValidationError) as error:
        form.add_error(None, str(error))
        return None


@require_GET
@for_roles(Role.RESEARCHER)
def experiment(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """Plan, numbers and, once it has stopped, results. Looking at results is logged."""
    person = person_of(request)
    found = accessible_experiment(person, public_id)
    now = timezone.now()
    if found.is_running and stop_where_due(found, now=now):
        found = accessible_experiment(person, public_id)
    if found.is_stopped:
        log_results_opened(found, person=person, now=now)
    results = None if found.is_draft else results_of(found)
    smallest = found.study.smallest_cell
    context = {
        "experiment": found,
        "arms": found.arms.all(),
        "shares": [(arm, found.design.share_p(arm.plan)) for arm in found.arms.all()],
        "outcome": outcome_named(found.outcome),
        "least_points": found.least_that_matters * 100,
        "units": UNIT_WORDS[Unit(found.unit)][1],
        "problems": problems_with(found) if found.is_draft else [],
        "counts": count_lines(found, results) if results else [],
        "ratio": ratio_words(results) if results else "",
        "is_mismatch": results is not None and results.ratio.is_mismatch,
        "results": result_lines(found, results) if results and found.is_stopped else [],
        "came": guarded(len(came_at(found)), smallest=smallest),
        "newest": last_day(found),
        "reasons": {
            words: guarded(count, smallest=smallest)
            for words, count in reasons_against(found).items()
        },
        "log": found.log.select_related("person"),
    }
    return render(request, "experiments/experiment.html", context)


@require_POST
@for_roles(Role.RESEARCHER)
def start(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    person = person_of(request)
    found = accessible_experiment(person, public_id)
    try:
        start_experiment(found, now=timezone.now(), person=person)
        messages.success(request, "It runs. From now on its arms decide for those who take part.")
    except ExperimentError as error:
        messages.error(request, str(error))
    return redirect("experiment", public_id=public_id)


@require_POST
@for_roles(Role.RESEARCHER)
def stop(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    person = person_of(request)
    found = accessible_experiment(person, public_id)
    reason = request.POST.get("reason", "")
    try:
        stop_experiment(found, reason=reason, now=timezone.now(), person=person)
        messages.success(request, "It has stopped. Everybody is back at the usual policy.")
    except ExperimentError as error:
        messages.error(request, str(error))
    return redirect("experiment", public_id=public_id)

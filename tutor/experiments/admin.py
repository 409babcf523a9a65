from __future__ import annotations

from django.contrib import admin

from tutor.accounts.records import FactAdmin
from tutor.experiments.models import Assignment, Experiment, Exposure


@admin.register(Experiment)
class ExperimentAdmin(FactAdmin):
    list_display = ("title", "study", "unit", "state", "started_at", "stopped_at", "stop_reason")
    list_filter = ("state", "unit")
    list_select_related = ("study",)
    search_fields = ("title", "study__title")


@admin.register(Assignment)
class AssignmentAdmin(FactAdmin):
    list_display = ("experiment", "learner", "classroom", "arm", "stratum", "number", "assigned_at")
    list_filter = ("experiment", "arm")
    list_select_related = ("experiment", "learner", "classroom", "arm")
    search_fields = ("experiment__title", "learner__username", "learner__name")


@admin.register(Exposure)
class ExposureAdmin(FactAdmin):
    list_display = ("arm", "session", "part", "propensity_p", "exposed_at")
    list_filter = ("arm",)
    list_select_related = ("arm", "session")
    search_fields = ("session__public_id", "part")

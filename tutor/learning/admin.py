from __future__ import annotations

from django.contrib import admin

from tutor.accounts.records import FactAdmin, RecordAdmin
from tutor.learning.models import (
    ActivityRun,
    Assignment,
    Attempt,
    HintUse,
    Session,
    SkillState,
)


@admin.register(Assignment)
class AssignmentAdmin(RecordAdmin):
    list_display = ("classroom", "course", "assigned_at")
    list_select_related = ("classroom", "course")
    search_fields = ("classroom__name", "course__title")
    autocomplete_fields = ("classroom", "course")


@admin.register(Session)
class SessionAdmin(FactAdmin):
    list_display = ("public_id", "learner", "lesson", "classroom", "started_at", "ended_at")
    list_filter = ("policy", "classroom")
    list_select_related = ("learner", "lesson", "classroom")
    search_fields = ("public_id", "learner__username", "lesson__title")
    date_hierarchy = "started_at"


@admin.register(Attempt)
class AttemptAdmin(FactAdmin):
    list_display = ("session", "item", "ordinal", "outcome", "latency_ms", "answered_at")
    list_filter = ("outcome", "is_rapid_guess")
    list_select_related = ("session", "item")
    search_fields = ("session__public_id", "session__learner__username", "item__slug")
    ordering = ("-answered_at", "-pk")


@admin.register(HintUse)
class HintUseAdmin(FactAdmin):
    list_display = ("session", "hint", "shown_at")
    list_select_related = ("session", "hint__item")
    search_fields = ("session__public_id", "session__learner__username")
    ordering = ("-shown_at", "-pk")


@admin.register(SkillState)
class SkillStateAdmin(FactAdmin):
    list_display = ("learner", "skill", "mastery_p", "attempt_count", "right_count", "updated_at")
    list_select_related = ("learner", "skill")
    search_fields = ("learner__username", "skill__title")
    ordering = ("-updated_at", "-pk")


@admin.register(ActivityRun)
class ActivityRunAdmin(FactAdmin):
    list_display = ("activity", "form", "learner", "started_at", "finished_at")
    list_filter = ("activity",)
    list_select_related = ("learner",)
    search_fields = ("public_id", "learner__username")
    ordering = ("-pk",)

from __future__ import annotations

from django.contrib import admin

from tutor.accounts.records import FactAdmin
from tutor.guidance.models import Alert, TeacherAction


@admin.register(Alert)
class AlertAdmin(FactAdmin):
    list_display = ("session", "rule", "raised_at", "cleared_at", "mark")
    list_filter = ("rule", "mark")
    list_select_related = ("session",)
    search_fields = ("session__public_id", "public_id")
    ordering = ("-pk",)


@admin.register(TeacherAction)
class TeacherActionAdmin(FactAdmin):
    list_display = ("kind", "classroom", "learner", "teacher", "made_at", "until", "undone_at")
    list_filter = ("kind", "answer")
    list_select_related = ("classroom", "learner", "teacher")
    search_fields = ("public_id",)
    ordering = ("-pk",)

from __future__ import annotations

from django.contrib import admin

from tutor.accounts.records import FactAdmin
from tutor.studies.models import Study, StudyConsent


@admin.register(Study)
class StudyAdmin(FactAdmin):
    list_display = ("title", "slug", "state", "consent_version", "opened_at", "closed_at")
    list_filter = ("state",)
    search_fields = ("title", "slug")


@admin.register(StudyConsent)
class StudyConsentAdmin(FactAdmin):
    list_display = ("person", "study", "is_granted", "consent_version", "is_minor", "decided_at")
    list_filter = ("is_granted", "is_minor")
    list_select_related = ("person", "study")
    search_fields = ("person__username", "person__name", "study__title")
    ordering = ("-decided_at", "-pk")

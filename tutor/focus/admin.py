from __future__ import annotations

from django.contrib import admin

from tutor.accounts.records import FactAdmin
from tutor.focus.models import Estimate, Probe


@admin.register(Estimate)
class EstimateAdmin(FactAdmin):
    list_display = ("session", "at_ms", "p_off_task", "low", "high", "evidence")
    list_filter = ("evidence",)
    list_select_related = ("session",)
    search_fields = ("session__public_id",)
    ordering = ("-pk",)


@admin.register(Probe)
class ProbeAdmin(FactAdmin):
    list_display = ("session", "ordinal", "asked_at_ms", "answer", "latency_ms")
    list_filter = ("answer",)
    list_select_related = ("session",)
    search_fields = ("session__public_id",)
    ordering = ("-pk",)

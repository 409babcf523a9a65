from __future__ import annotations

from django.contrib import admin

from tutor.accounts.records import FactAdmin
from tutor.adaptation.models import Decision


@admin.register(Decision)
class DecisionAdmin(FactAdmin):
    list_display = ("session", "ordinal", "trigger", "action", "reason_code", "resolution")
    list_filter = ("action", "trigger", "resolution", "policy")
    list_select_related = ("session",)
    search_fields = ("session__public_id", "public_id")
    ordering = ("-pk",)

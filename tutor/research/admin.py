from __future__ import annotations

from django.contrib import admin

from tutor.accounts.records import FactAdmin
from tutor.research.models import ExportLog


@admin.register(ExportLog)
class ExportLogAdmin(FactAdmin):
    list_display = ("exported_at", "person", "scope", "format", "counts")
    list_filter = ("format",)
    list_select_related = ("person",)
    search_fields = ("person__username", "scope")

from __future__ import annotations

from django.contrib import admin

from tutor.accounts.records import FactAdmin
from tutor.research.models import Bundle, ExportLog


@admin.register(ExportLog)
class ExportLogAdmin(FactAdmin):
    list_display = ("exported_at", "person", "scope", "format", "counts")
    list_filter = ("format",)
    list_select_related = ("person",)
    search_fields = ("person__username", "scope")


@admin.register(Bundle)
class BundleAdmin(FactAdmin):
    list_display = ("asked_at", "study", "asked_by", "state", "size_bytes", "finished_at")
    list_filter = ("state",)
    list_select_related = ("study", "asked_by")

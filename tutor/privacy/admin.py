from __future__ import annotations

from django.contrib import admin

from tutor.accounts.records import FactAdmin
from tutor.privacy.models import Consent


@admin.register(Consent)
class ConsentAdmin(FactAdmin):
    list_display = ("person", "purpose", "is_granted", "wording_version", "decided_at")
    list_filter = ("purpose", "is_granted")
    list_select_related = ("person",)
    search_fields = ("person__username", "person__name")
    ordering = ("-decided_at", "-pk")

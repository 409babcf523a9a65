from __future__ import annotations

from django.contrib import admin

from tutor.accounts.records import FactAdmin
from tutor.privacy.models import Access, Consent, Erasure, ErasureRequest, RetentionRun


@admin.register(Consent)
class ConsentAdmin(FactAdmin):
    list_display = ("person", "purpose", "is_granted", "wording_version", "decided_at")
    list_filter = ("purpose", "is_granted")
    list_select_related = ("person",)
    search_fields = ("person__username", "person__name")
    ordering = ("-decided_at", "-pk")


@admin.register(Access)
class AccessAdmin(FactAdmin):
    list_display = ("at", "actor", "actor_role", "kind", "about", "subject")
    list_filter = ("kind", "actor_role")
    list_select_related = ("actor", "subject")
    search_fields = ("actor__username", "subject__username", "about")


@admin.register(ErasureRequest)
class ErasureRequestAdmin(FactAdmin):
    list_display = ("person", "asked_at", "due_at")
    list_select_related = ("person",)


@admin.register(Erasure)
class ErasureAdmin(FactAdmin):
    list_display = ("erased_at", "role", "row_counts")


@admin.register(RetentionRun)
class RetentionRunAdmin(FactAdmin):
    list_display = ("ran_at", "mode", "row_counts")
    list_filter = ("mode",)

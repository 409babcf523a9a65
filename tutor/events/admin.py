from __future__ import annotations

from django.contrib import admin

from tutor.accounts.records import FactAdmin
from tutor.events.models import Frame, RefusedEvent


@admin.register(Frame)
class FrameAdmin(FactAdmin):
    list_display = ("session_pk", "stream", "seq", "event_count", "received_at_ms")
    search_fields = ("=session_pk", "stream")
    ordering = ("-pk",)
    fields = (
        "session_pk",
        "stream",
        "seq",
        "event_count",
        "first_at_ms",
        "last_at_ms",
        "received_at_ms",
        "events_text",
    )

    @admin.display(description="events")
    def events_text(self, frame: Frame) -> str:
        """The events as they were sent; the template escapes them."""
        return bytes(frame.events).decode(errors="replace")


@admin.register(RefusedEvent)
class RefusedEventAdmin(FactAdmin):
    list_display = ("session_pk", "stream", "seq", "index", "code", "detail")
    list_filter = ("code",)
    search_fields = ("=session_pk", "stream")
    ordering = ("-pk",)

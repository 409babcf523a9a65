"""Courses are written as folders and imported; here they are looked at, published and hidden."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from attention_model.compat import override
from tutor.accounts.records import FactAdmin
from tutor.content.models import Course, Item, Lesson, Skill


@admin.register(Course)
class CourseAdmin(FactAdmin):
    list_display = ("title", "slug", "language", "licence", "source_format", "is_published")
    search_fields = ("title", "slug")
    fields = (
        "title",
        "slug",
        "language",
        "licence",
        "attribution",
        "source_format",
        "imported_at",
        "is_published",
    )
    readonly_fields = (
        "title",
        "slug",
        "language",
        "licence",
        "attribution",
        "source_format",
        "imported_at",
    )

    @override
    def has_change_permission(self, request: HttpRequest, obj: Course | None = None) -> bool:
        return request.user.is_staff


@admin.register(Lesson)
class LessonAdmin(FactAdmin):
    list_display = ("title", "course", "position", "minutes")
    list_filter = ("course",)
    list_select_related = ("course",)
    search_fields = ("title", "slug")
    exclude = ("introduction_html",)


@admin.register(Skill)
class SkillAdmin(FactAdmin):
    list_display = ("title", "course", "mastery_p")
    list_filter = ("course",)
    list_select_related = ("course",)
    search_fields = ("title", "slug")


@admin.register(Item)
class ItemAdmin(FactAdmin):
    list_display = ("__str__", "segment", "exercise_type", "difficulty", "is_check")
    list_filter = ("exercise_type", "is_check", "segment__lesson__course")
    list_select_related = ("segment",)
    search_fields = ("slug", "title", "segment__title")
    exclude = ("stem_html", "public_spec")

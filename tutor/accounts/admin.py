from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.http import HttpRequest
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from attention_model.compat import override
from tutor.accounts.models import Accommodation, Classroom, Enrolment, Group, User
from tutor.accounts.records import RecordAdmin

if TYPE_CHECKING:
    PeopleAdmin = UserAdmin[User]
else:
    PeopleAdmin = UserAdmin


@admin.register(User)
class PersonAdmin(PeopleAdmin, RecordAdmin):
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("username", "name", "role", "is_active", "is_simulated", "last_login")
    list_filter = ("role", "is_active", "is_simulated")
    search_fields = ("username", "name", "email")
    readonly_fields = ("public_id", "last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("username", "name", "email", "role", "password")}),
        ("Rights", {"fields": ("is_active", "is_staff", "is_superuser")}),
        (
            "Record",
            {
                "fields": (
                    "public_id",
                    "theme",
                    "language",
                    "is_simulated",
                    "last_login",
                    "date_joined",
                )
            },
        ),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "name", "email", "role", "password1", "password2")}),
    )

    @override
    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Erasing a person takes their facts along, though no fact can be deleted by itself."""
        deletable, counts, _needed, protected = super().get_deleted_objects(objs, request)
        return deletable, counts, set(), protected


@admin.register(Classroom)
class ClassroomAdmin(RecordAdmin):
    list_display = ("name", "join_code", "created_at")
    search_fields = ("name", "join_code")
    readonly_fields = ("public_id",)
    autocomplete_fields = ("teachers",)


@admin.register(Enrolment)
class EnrolmentAdmin(RecordAdmin):
    list_display = ("learner", "classroom", "joined_at")
    list_select_related = ("learner", "classroom")
    search_fields = ("learner__username", "learner__name", "classroom__name")
    autocomplete_fields = ("learner", "classroom")


@admin.register(Group)
class GroupAdmin(RecordAdmin):
    list_display = ("name", "classroom")
    list_select_related = ("classroom",)
    search_fields = ("name", "classroom__name")
    autocomplete_fields = ("classroom", "learners")


@admin.register(Accommodation)
class AccommodationAdmin(RecordAdmin):
    list_display = ("learner", "extra_time_p", "is_sensing_off", "set_at")
    list_select_related = ("learner",)
    search_fields = ("learner__username", "learner__name")
    autocomplete_fields = ("learner", "set_by")

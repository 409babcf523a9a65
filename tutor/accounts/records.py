"""The records under /admin/: administrators only, one sign-in, and a policy of their own.

Unfold's pages need `unsafe-eval` (Alpine reads expressions from attributes) and inline styles, so
the strict policy of all other pages is widened here and nowhere else. That is bearable because no
admin module marks a text safe: whatever a learner wrote is escaped.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from csp.constants import SELF, UNSAFE_EVAL, UNSAFE_INLINE
from csp.decorators import csp_update
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse, reverse_lazy
from unfold.admin import ModelAdmin
from unfold.sites import UnfoldAdminSite

from attention_model.compat import override

CSP_OF_RECORDS = {"script-src": [SELF, UNSAFE_EVAL], "style-src": [SELF, UNSAFE_INLINE]}


class RecordsSite(UnfoldAdminSite):  # type: ignore[misc] # unfold ships no types
    """The admin site, signed in to by the one page that all people sign in by."""

    @override
    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Callable[..., Any]:
        widened: Callable[..., Any] = csp_update(CSP_OF_RECORDS)(
            super().admin_view(view, cacheable)
        )
        return widened

    @override
    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponseBase:
        if request.user.is_authenticated:
            raise PermissionDenied("The records are for administrators.")
        target = request.GET.get("next") or reverse("admin:index")
        return redirect_to_login(target, reverse("account_login"))


class RecordAdmin(ModelAdmin):  # type: ignore[misc] # unfold ships no types
    """Base of every record page."""

    list_per_page = 50
    show_full_result_count = False
    compressed_fields = True


class FactAdmin(RecordAdmin):
    """What happened can be read, never written: facts are appended by the services alone."""

    @override
    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @override
    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @override
    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _item(title: str, icon: str, model: str) -> dict[str, Any]:
    return {"title": title, "icon": icon, "link": reverse_lazy(f"admin:{model}_changelist")}


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """The one sidebar: our own pages first, then the records by room."""
    return [
        {
            "title": "Attune",
            "items": [
                {"title": "Classes, live", "icon": "groups", "link": reverse_lazy("teach")},
                {"title": "Research", "icon": "science", "link": reverse_lazy("research")},
            ],
        },
        {
            "title": "People",
            "items": [
                _item("People", "person", "accounts_user"),
                _item("Classes", "school", "accounts_classroom"),
                _item("Enrolments", "how_to_reg", "accounts_enrolment"),
                _item("Consents", "verified_user", "privacy_consent"),
                _item("Studies", "biotech", "studies_study"),
                _item("Study consents", "how_to_vote", "studies_studyconsent"),
                _item("Experiments", "labs", "experiments_experiment"),
                _item("Arms of learners", "call_split", "experiments_assignment"),
                _item("Exposures", "flag", "experiments_exposure"),
                _item("Who looked", "visibility", "privacy_access"),
                _item("Erasures", "delete_forever", "privacy_erasure"),
                _item("Erasures asked for", "auto_delete", "privacy_erasurerequest"),
                _item("Retention", "timer_off", "privacy_retentionrun"),
            ],
        },
        {
            "title": "Content",
            "items": [
                _item("Courses", "menu_book", "content_course"),
                _item("Lessons", "article", "content_lesson"),
                _item("Exercises", "quiz", "content_item"),
                _item("Skills", "category", "content_skill"),
                _item("Assignments", "assignment", "learning_assignment"),
            ],
        },
        {
            "title": "Study records",
            "items": [
                _item("Sessions", "timeline", "learning_session"),
                _item("Attempts", "edit_note", "learning_attempt"),
                _item("Hints used", "lightbulb", "learning_hintuse"),
                _item("Skill states", "trending_up", "learning_skillstate"),
                _item("Activity runs", "timer", "learning_activityrun"),
            ],
        },
        {
            "title": "Loop",
            "items": [
                _item("Frames", "stream", "events_frame"),
                _item("Refused events", "block", "events_refusedevent"),
                _item("Estimates", "query_stats", "focus_estimate"),
                _item("Probes", "contact_support", "focus_probe"),
                _item("Decisions", "alt_route", "adaptation_decision"),
                _item("Exports", "download", "research_exportlog"),
                _item("Bundles", "inventory_2", "research_bundle"),
            ],
        },
    ]

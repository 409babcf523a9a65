from __future__ import annotations

from django.urls import path

from tutor.research import trial_views

urlpatterns = [
    path(
        "experiments/<uuid:public_id>/preview/",
        trial_views.preview_arm,
        name="experiment_preview",
    ),
    path("what-if/<slug:pseudonym>/", trial_views.what_if_page, name="what_if"),
]

from __future__ import annotations

from django.urls import path

from tutor.research import (
    attention_views,
    bundle_views,
    picture_views,
    study_views,
    trial_views,
    views,
)

urlpatterns = [
    path("", study_views.studies, name="research"),
    path("sessions/", views.sessions, name="research_sessions"),
    path("export/", views.export, name="research_export"),
    path("codebook/", views.codebook, name="research_codebook"),
    path("studies/new/", study_views.create, name="study_create"),
    path("studies/<slug:slug>/", study_views.study, name="study"),
    path("studies/<slug:slug>/edit/", study_views.edit, name="study_edit"),
    path("studies/<slug:slug>/preview/", study_views.preview, name="study_preview"),
    path("studies/<slug:slug>/state/", study_views.change_state, name="study_state"),
    path("studies/<slug:slug>/bundles/", bundle_views.ask, name="bundle_ask"),
    path("studies/<slug:slug>/bundles/<uuid:public_id>/", bundle_views.state, name="bundle_state"),
    path(
        "studies/<slug:slug>/bundles/<uuid:public_id>/cancel/",
        bundle_views.cancel,
        name="bundle_cancel",
    ),
    path(
        "studies/<slug:slug>/bundles/<uuid:public_id>/file/",
        bundle_views.fetch,
        name="bundle_file",
    ),
    path(
        "studies/<slug:slug>/sessions/<slug:session>/",
        picture_views.picture,
        name="session_picture",
    ),
    path(
        "studies/<slug:slug>/sessions/<slug:session>/picture.svg",
        picture_views.picture_file,
        name="session_picture_file",
    ),
    path(
        "studies/<slug:slug>/sessions/<slug:session>/attention/",
        attention_views.attention,
        name="session_attention",
    ),
    path(
        "studies/<slug:slug>/sessions/<slug:session>/what-if/",
        trial_views.study_what_if,
        name="session_what_if",
    ),
]

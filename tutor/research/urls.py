from __future__ import annotations

from django.urls import path

from tutor.research import views

urlpatterns = [
    path("", views.sessions, name="research"),
    path("export/", views.export, name="research_export"),
    path("codebook/", views.codebook, name="research_codebook"),
]

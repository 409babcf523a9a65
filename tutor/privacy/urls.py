from __future__ import annotations

from django.urls import path

from tutor.privacy import views

urlpatterns = [
    path("", views.privacy, name="privacy"),
    path("first/", views.first_run, name="privacy_first"),
]

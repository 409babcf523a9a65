from __future__ import annotations

from django.urls import path

from tutor.accounts import views

urlpatterns = [
    path("join/", views.join_class, name="join_class"),
    path("profile/", views.profile, name="profile"),
    path("reading/", views.reading, name="reading"),
]

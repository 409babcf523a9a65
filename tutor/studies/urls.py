from __future__ import annotations

from django.urls import path

from tutor.studies import views

urlpatterns = [
    path("", views.invited, name="studies"),
    path("<slug:slug>/", views.decide, name="study_decide"),
]

from __future__ import annotations

from django.urls import path

from tutor.teacher import views

urlpatterns = [
    path("", views.classes, name="teach"),
    path("<uuid:classroom>/", views.live_class, name="teach_class"),
    path("<uuid:classroom>/roster/", views.roster, name="teach_roster"),
    path("<uuid:classroom>/assign/", views.assign, name="teach_assign"),
]

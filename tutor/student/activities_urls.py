from __future__ import annotations

from django.urls import path

from tutor.student import activities_views as views

urlpatterns = [
    path("", views.room, name="activities"),
    path("runs/<uuid:public_id>/trials/", views.trials, name="activity_trials"),
    path("runs/<uuid:public_id>/finish/", views.finish, name="activity_finish"),
    path("<slug:name>/", views.activity, name="activity"),
    path("<slug:name>/runs/", views.start, name="activity_start"),
]

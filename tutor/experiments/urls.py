from __future__ import annotations

from django.urls import path

from tutor.experiments import views

urlpatterns = [
    path("", views.experiments, name="experiments"),
    path("new/", views.create, name="experiment_create"),
    path("<uuid:public_id>/", views.experiment, name="experiment"),
    path("<uuid:public_id>/edit/", views.edit, name="experiment_edit"),
    path("<uuid:public_id>/start/", views.start, name="experiment_start"),
    path("<uuid:public_id>/stop/", views.stop, name="experiment_stop"),
]

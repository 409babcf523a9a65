from __future__ import annotations

from django.urls import path

from tutor.privacy import views

urlpatterns = [
    path("", views.privacy, name="privacy"),
    path("first/", views.first_run, name="privacy_first"),
    path("statement/", views.public_statement, name="privacy_statement"),
    path("data/", views.my_data, name="my_data"),
    path("data/download/", views.my_data_download, name="my_data_download"),
    path("data/erase/", views.erase, name="erase"),
    path("data/keep/", views.keep, name="erase_keep"),
]

from __future__ import annotations

from django.urls import path

from tutor.authoring import import_views

urlpatterns = [
    path("import/", import_views.imports, name="imports"),
    path("import/<uuid:public_id>/", import_views.import_job, name="import_job"),
    path("import/<uuid:public_id>/report/", import_views.import_report, name="import_report"),
    path("import/<uuid:public_id>/<slug:step>/", import_views.import_step, name="import_step"),
]

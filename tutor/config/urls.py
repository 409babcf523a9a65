"""All doors: the learner's, the teacher's, the researcher's, accounts, and the records."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

from tutor.config.words import words

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("accounts/", include("tutor.accounts.urls")),
    path("privacy/", include("tutor.privacy.urls")),
    path("teach/", include("tutor.authoring.urls")),
    path("teach/", include("tutor.teacher.urls")),
    path("studies/", include("tutor.studies.urls")),
    path("research/experiments/", include("tutor.experiments.urls")),
    path("research/", include("tutor.research.trial_urls")),
    path("research/", include("tutor.research.urls")),
    path("admin/", admin.site.urls),
    path("words/<slug:language>.js", words, name="words"),
    path("", include("tutor.student.urls")),
]

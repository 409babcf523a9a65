from __future__ import annotations

from django.apps import AppConfig


class StudentConfig(AppConfig):
    name = "tutor.student"

from __future__ import annotations

from django.apps import AppConfig


class TeacherConfig(AppConfig):
    name = "tutor.teacher"

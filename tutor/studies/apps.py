from __future__ import annotations

from django.apps import AppConfig

from attention_model.compat import override


class StudiesConfig(AppConfig):
    name = "tutor.studies"

    @override
    def ready(self) -> None:
        from tutor.privacy.retention import HOLDS
        from tutor.studies.selectors import people_held

        HOLDS.append(people_held)

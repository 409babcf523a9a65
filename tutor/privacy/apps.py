from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models import Model
from django.db.models.signals import pre_delete

from attention_model.compat import override


class PrivacyConfig(AppConfig):
    name = "tutor.privacy"

    @override
    def ready(self) -> None:
        pre_delete.connect(_erase_events, sender="learning.Session")


def _erase_events(sender: type[Model], instance: Model, **kwargs: Any) -> None:
    """Whoever deletes a session, by any way, deletes what points at it by its number alone."""
    from tutor.privacy.services import erase_session_rows

    erase_session_rows(instance.pk)

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models import Model
from django.db.models.signals import post_delete

from attention_model.compat import override


class ResearchConfig(AppConfig):
    name = "tutor.research"

    @override
    def ready(self) -> None:
        post_delete.connect(_delete_file, sender="research.Bundle")


def _delete_file(sender: type[Model], instance: Any, **kwargs: Any) -> None:
    """Whoever deletes a bundle, by any way, deletes its file."""
    instance.path.unlink(missing_ok=True)

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models import Model
from django.db.models.signals import post_delete, post_save

from attention_model.compat import override


class ResearchConfig(AppConfig):
    name = "tutor.research"

    @override
    def ready(self) -> None:
        post_delete.connect(_delete_file, sender="research.Bundle")
        post_save.connect(_let_go_of_a_learner, sender="studies.StudyConsent")
        post_save.connect(_let_go_of_a_learner, sender="privacy.Consent")


def _delete_file(sender: type[Model], instance: Any, **kwargs: Any) -> None:
    """Whoever deletes a bundle, by any way, deletes its file."""
    instance.path.unlink(missing_ok=True)


def _let_go_of_a_learner(sender: type[Model], instance: Any, **kwargs: Any) -> None:
    """Whoever takes back a yes to a study, or to research as such, takes back what was filed; what
    another study still has is filed anew.
    """
    from tutor.learning.models import Session
    from tutor.privacy.models import Purpose
    from tutor.research.models import SessionColumns

    is_of_research = getattr(instance, "purpose", Purpose.RESEARCH) == Purpose.RESEARCH
    if is_of_research and not instance.is_granted:
        sessions = Session.objects.filter(learner=instance.person_id)
        SessionColumns.objects.filter(session_pk__in=sessions.values("pk")).delete()

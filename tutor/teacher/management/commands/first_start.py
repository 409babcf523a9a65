"""`manage.py first_start`: everything a fresh data folder needs before the site can be opened."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from attention_model.compat import override
from tutor.accounts.models import User
from tutor.content.models import Course
from tutor.learning.models import Assignment
from tutor.teacher.demo import DEMO_COURSE, PEOPLE


class Command(BaseCommand):
    help = "Migrates, imports the demo course and makes the demo people, each only where missing."

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        if _has_pending_migrations():
            self.stdout.write("Preparing the database ...")
            call_command("migrate", verbosity=0, interactive=False)
        if not Course.objects.filter(slug=DEMO_COURSE).exists():
            self.stdout.write("Importing the demo course ...")
            call_command("import_course", "folder", str(_demo_folder()), stdout=self.stdout)
        if settings.IS_HTTPS:
            self.stdout.write("No demo people: SITE_URL is https. Use `manage.py createsuperuser`.")
        elif not _has_demo_people():
            call_command("demo_people", stdout=self.stdout)


def _demo_folder() -> Path:
    return Path(settings.BASE_DIR) / "tutor" / "content" / "demo" / DEMO_COURSE


def _has_pending_migrations() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _has_demo_people() -> bool:
    usernames = [person.username for person in PEOPLE]
    is_assigned = Assignment.objects.filter(
        course__slug=DEMO_COURSE, classroom__teachers__username="ada"
    ).exists()
    return is_assigned and User.objects.filter(username__in=usernames).count() == len(usernames)

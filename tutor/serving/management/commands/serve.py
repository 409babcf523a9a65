"""`manage.py serve`: the whole of Attune in one command, until Ctrl-C."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

import attention_model
from attention_model.compat import override
from tutor.accounts.models import User
from tutor.serving.processes import answers, children, is_free, pids_path
from tutor.serving.supervisor import Supervisor
from tutor.teacher.demo import DEMO_PASSWORD, PEOPLE


class Command(BaseCommand):
    help = "Runs the web server, the worker and (without REDIS_URL) Valkey, and restarts them."
    requires_system_checks: list[str] = []

    @override
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--host", default="127.0.0.1", help="address to listen on (0.0.0.0 for a classroom)"
        )

    @override
    def handle(self, *args: Any, host: str, **options: Any) -> None:
        self._refuse_what_cannot_work(host)
        known_demo_people = _known_demo_people()
        connection.close()  # the children have their own
        supervisor = Supervisor(
            children=children(
                data_folder=Path(settings.DATA_DIR),
                host=host,
                port=settings.PORT,
                redis_url=settings.REDIS_URL,
            ),
            say=self._say,
            pids_path=pids_path(Path(settings.DATA_DIR)),
        )
        code = supervisor.run(lambda: self._announce(host, known_demo_people))
        if code:
            raise SystemExit(code)

    def _say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()

    def _refuse_what_cannot_work(self, host: str) -> None:
        if not is_free(host, settings.PORT):
            raise CommandError(
                f"Port {settings.PORT} is taken: stop what uses it, or choose another with "
                f"PORT={settings.PORT + 1}."
            )
        if settings.REDIS_URL and not answers(settings.REDIS_URL):
            raise CommandError(
                f"No Redis answers at {settings.REDIS_URL}: start it, or unset REDIS_URL to use "
                "the Valkey server that comes with Attune."
            )
        try:
            executor = MigrationExecutor(connection)
            pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
        except DatabaseError as error:
            name = connection.settings_dict["NAME"]
            raise CommandError(f"The database {name} cannot be opened: {error}.") from error
        if pending:
            raise CommandError("The database is not up to date: run `manage.py first_start`.")

    def _announce(self, host: str, known: list[str]) -> None:
        shown = "localhost" if host in {"127.0.0.1", "::1"} else host
        lines = [f"Attune runs at http://{shown}:{settings.PORT} (Ctrl-C stops it)."]
        if known:
            lines.append(f"Demo people, all with the password {DEMO_PASSWORD}:")
            lines += known
        if not _has_weights():
            lines.append(
                "There are no model weights: lessons run without estimates (`make train`)."
            )
        self._say("\n".join(lines))


def _known_demo_people() -> list[str]:
    there = frozenset(User.objects.values_list("username", flat=True))
    return [f"  {p.username:<6} {p.name} {p.who}" for p in PEOPLE if p.username in there]


def _has_weights() -> bool:
    folder = Path(attention_model.__file__ or os.curdir).parent / "weights"
    return folder.is_dir() and any(folder.iterdir())

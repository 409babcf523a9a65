"""`manage.py demo`: ten simulated learners study through the real site while a teacher watches."""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from attention_model.compat import override
from tutor.accounts.models import User
from tutor.content.models import Item
from tutor.demo.classroom import CLASS_NAME, ensure_learners, lessons
from tutor.demo.running import Ran, run_class
from tutor.demo.scoring import separation
from tutor.demo.student import Exercise, LessonPlan
from tutor.demo.truth import Truth
from tutor.serving.processes import listens
from tutor.teacher.demo import DEMO_COURSE, DEMO_PASSWORD

_READY_WITHIN_S = 60.0


class Command(BaseCommand):
    help = "Adds a class of simulated learners who study, and scores the estimates of them."

    @override
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--learners", type=int, default=10)
        parser.add_argument("--minutes", type=float, default=3.0, help="of our time")
        parser.add_argument("--speed", type=float, default=1.0, help="simulated seconds a second")
        parser.add_argument("--seed", type=int, default=1)

    @override
    def handle(
        self, *args: Any, learners: int, minutes: float, speed: float, seed: int, **options: Any
    ) -> None:
        if not User.objects.filter(username="ada").exists():
            raise CommandError("There are no demo people: run `manage.py first_start` first.")
        people = ensure_learners(learners, now=timezone.now())
        plans = [plan_of(lesson.pk, lesson.slug) for lesson in lessons()]
        usernames = [person.username for person in people]
        connection.close()
        stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
        truth_path = Path(settings.DATA_DIR) / "demo" / f"hidden-states-{stamp}.jsonl"
        with self._server() as url:
            self.stdout.write(f"{learners} learners study in {CLASS_NAME}: sign in as ada and see")
            self.stdout.write(f"{url}/teach/ (Ctrl-C ends it, else {minutes:g} minutes).")
            self.stdout.flush()
            ran = asyncio.run(
                run_class(
                    usernames,
                    plans=plans,
                    url=url,
                    password=DEMO_PASSWORD,
                    minutes=minutes,
                    speed=speed,
                    seed=seed,
                    truth_path=truth_path,
                )
            )
        self._report(ran, truth_path)

    @contextlib.contextmanager
    def _server(self) -> Iterator[str]:
        """The address of the running server, or of one that is started for as long as needed."""
        url = f"http://localhost:{settings.PORT}"
        if listens("127.0.0.1", settings.PORT):
            yield url
            return
        # Its own session: Ctrl-C ends the learners first, and the server after them.
        server = subprocess.Popen([sys.executable, "manage.py", "serve"], start_new_session=True)
        try:
            deadline = time.monotonic() + _READY_WITHIN_S
            while not listens("127.0.0.1", settings.PORT):
                if server.poll() is not None or time.monotonic() > deadline:
                    raise CommandError("The server did not start: its own words are above.")
                time.sleep(0.1)
            yield url
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(30)

    def _report(self, ran: Ran, truth_path: Path) -> None:
        found = separation(Truth.of(truth_path), clock=ran.clock)
        result = {
            "auc": found.auc,
            "auc_low": found.auc_low,
            "auc_high": found.auc_high,
            "learners": ran.learners,
            "events_sent": ran.events_sent,
            "events_acked": ran.events_acked,
            "events_refused": ran.events_refused,
            "estimates": found.estimates,
            "estimates_without_evidence": found.without_evidence,
            "hidden_states": str(truth_path),
        }
        self.stdout.write(json.dumps(result))


def plan_of(lesson_pk: int, slug: str) -> LessonPlan:
    exercises: dict[int, list[Exercise]] = {}
    items = Item.objects.filter(segment__lesson_id=lesson_pk, is_check=False)
    for item in items.order_by("segment__position", "position"):
        exercises.setdefault(item.segment_id, []).append(
            Exercise(pk=item.pk, exercise_type=item.exercise_type, spec=item.spec)
        )
    return LessonPlan(course=DEMO_COURSE, lesson=slug, exercises=exercises)

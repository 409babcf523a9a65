"""`manage.py demo_people`: people to try the site with, and how to sign in as them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from attention_model.compat import override
from tutor.accounts.models import Classroom
from tutor.teacher.demo import DEMO_PASSWORD, PEOPLE, ensure_demo_people


class Command(BaseCommand):
    help = "Makes the demo people and their classes, and prints how to sign in. Safe to run again."

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        if settings.IS_HTTPS:
            raise CommandError(
                f"The demo people have a public password, and SITE_URL is {settings.SITE_URL}: "
                "make real people with `manage.py createsuperuser` and the join codes of /teach/."
            )
        people = ensure_demo_people(now=timezone.now())
        self.stdout.write(f"Demo people, all with the password {DEMO_PASSWORD}:")
        for person in PEOPLE:
            self.stdout.write(f"  {person.username:<6} {person.name} {person.who}")
        taught = Classroom.objects.filter(teachers__in=[people["ada"], people["dee"]])
        for classroom in taught.order_by("name"):
            self.stdout.write(f"  Join {classroom.name} with the code {classroom.join_code}")

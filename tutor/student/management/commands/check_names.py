"""`manage.py check_names [COURSE ...]`: options that cannot be told apart by ear."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from attention_model.compat import override
from tutor.content.models import Course, Hint, Item
from tutor.student.option_names import alike, groups_of

CHUNK = 500


class Command(BaseCommand):
    help = "Lists questions with options that share an accessible name; fails where there are any."

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("courses", nargs="*", metavar="COURSE", help="slugs; all without any")

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        courses = Course.objects.all()
        if options["courses"]:
            courses = courses.filter(slug__in=options["courses"])
            missing = set(options["courses"]) - set(courses.values_list("slug", flat=True))
            if missing:
                raise CommandError(f"There is no course {', '.join(sorted(missing))}.")
        questions = groups = shared = 0
        for name, spec in _specs(courses):
            questions += 1
            groups += sum(1 for _ in groups_of(spec))
            for line in alike(spec):
                shared += 1
                self.stdout.write(f"{name}: {line}")
        totals = {"question_count": questions, "group_count": groups, "shared_name_count": shared}
        self.stdout.write(json.dumps(totals))
        if shared:
            raise CommandError(f"{shared} names are shared; give these options texts that differ.")


def _specs(courses: Any) -> Any:
    """(where, public spec) of every question, also of those inside hints."""
    where = {"segment__is_retired": False, "segment__lesson__course__in": courses}
    items = Item.objects.filter(**where).order_by("pk")
    fields = ("segment__lesson__course__slug", "segment__slug", "slug", "public_spec")
    for course, segment, slug, spec in items.values_list(*fields).iterator(CHUNK):
        yield f"{course}/{segment}/{slug}", spec
    hints = Hint.objects.filter(item__in=items.values("pk")).exclude(scaffold=None).order_by("pk")
    fields = ("item__segment__lesson__course__slug", "item__slug", "slug", "scaffold")
    for course, slug, hint, scaffold in hints.values_list(*fields).iterator(CHUNK):
        yield f"{course}/{slug}/{hint}", scaffold.get("public_spec", {})

"""`manage.py codebook`: writes docs/reference/codebook.md, or with --check says if it is old."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from attention_model.compat import override
from tutor.research.codebook import codebook_markdown


class Command(BaseCommand):
    help = "Writes the codebook of the research export to docs/reference/codebook.md."
    requires_system_checks = []

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="only compare, write nothing")

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(settings.BASE_DIR) / "docs" / "reference" / "codebook.md"
        text = codebook_markdown()
        if not options["check"]:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        elif not path.exists() or path.read_text() != text:
            raise CommandError(f"{path} is out of date: run `manage.py codebook`.")

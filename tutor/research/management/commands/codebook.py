"""`manage.py codebook`: writes the codebook and the xAPI profile to docs/reference/, or checks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from attention_model.compat import override
from tutor.research.codebook import codebook_markdown
from tutor.research.exporters.xapi import profile_markdown


class Command(BaseCommand):
    help = "Writes the codebook and the xAPI profile of research exports to docs/reference/."
    requires_system_checks = []

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="only compare, write nothing")

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(settings.BASE_DIR) / "docs" / "reference"
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in (("codebook.md", codebook_markdown()), ("xapi.md", profile_markdown())):
            path = folder / name
            if not options["check"]:
                path.write_text(text)
            elif not path.exists() or path.read_text() != text:
                raise CommandError(f"{path} is out of date: run `manage.py codebook`.")

"""Write the browser's types and the reference of the protocol, or check that they are current."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from attention_model.compat import override
from tutor.domain.protocol.reference import render_reference
from tutor.domain.protocol.typescript import render_typescript


class Command(BaseCommand):
    help = "Writes frontend/src/protocol.gen.ts and docs/reference/protocol.md."
    requires_system_checks: list[str] = []

    @override
    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="only say whether they are current"
        )

    @override
    def handle(self, *args: Any, check: bool = False, **options: Any) -> None:
        stale = [path for path, text in generated_files() if _differs(path, text)]
        if check and stale:
            names = ", ".join(str(path.relative_to(settings.BASE_DIR)) for path in stale)
            raise CommandError(f"{names}: not current. Run `make protocol` and commit the result.")
        for path, text in generated_files():
            if path in stale:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
                self.stdout.write(f"wrote {path.relative_to(settings.BASE_DIR)}")


def generated_files() -> tuple[tuple[Path, str], ...]:
    base = Path(settings.BASE_DIR)
    return (
        (base / "frontend" / "src" / "protocol.gen.ts", render_typescript()),
        (base / "docs" / "reference" / "protocol.md", render_reference()),
    )


def _differs(path: Path, text: str) -> bool:
    return not path.exists() or path.read_text() != text

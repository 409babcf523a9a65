"""Compiles the catalogues: every .po under tutor/locale to the .mo beside it that Django reads.

    python scripts/words.py

In plain Python, since GNU gettext's `msgfmt` is not on every machine.
"""

from __future__ import annotations

from pathlib import Path

import polib

FOLDER = Path(__file__).resolve().parent.parent / "tutor" / "locale"


def compile_all(folder: Path = FOLDER) -> list[Path]:
    """The files written."""
    written = []
    for source in sorted(folder.rglob("*.po")):
        target = source.with_suffix(".mo")
        polib.pofile(str(source)).save_as_mofile(str(target))
        written.append(target)
    return written


if __name__ == "__main__":
    compile_all()

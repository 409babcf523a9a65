"""Reads the environment: each reader names the variable, the value it found and the way out."""

from __future__ import annotations

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def flag(name: str, *, default: bool) -> bool:
    value = text(name, "true" if default else "false").lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"Unexpected value {name}={value!r}: use 'true' or 'false'.")


def choice(name: str, *, default: str, among: tuple[str, ...]) -> str:
    value = text(name, default).lower()
    if value in among:
        return value
    raise ImproperlyConfigured(f"Unexpected value {name}={value!r}: use one of {', '.join(among)}.")


def number(name: str, *, default: int, low: int, high: int) -> int:
    value = text(name, str(default))
    if not value.isdigit() or not low <= int(value) <= high:
        raise ImproperlyConfigured(
            f"Unexpected value {name}={value!r}: use a whole number from {low} to {high}."
        )
    return int(value)


def data_folder(base: Path) -> Path:
    """The folder of all that must survive a restart; made if it is missing.

    Where it cannot be used nothing can run, so the program ends with that one sentence.
    """
    folder = Path(text("ATTUNE_DATA") or base / "var").expanduser().resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise SystemExit(
            f"The data folder {folder} cannot be written ({error.strerror}): "
            "set ATTUNE_DATA to a folder that can."
        ) from error
    return folder


def secret_key(folder: Path) -> str:
    """SECRET_KEY, else one made on the first start and kept readable by its owner alone."""
    if given := text("SECRET_KEY"):
        return given
    path = folder / "secret_key"
    if not path.exists():
        import secrets

        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(50))
    return path.read_text().strip()

"""Keyed pseudonyms: the same person is the same word in every table, and no word leads back.

HMAC-SHA256 (RFC 2104) with a key that is kept outside the database: whoever has a dump of the
tables alone can neither find a person in an export nor make a table of all pseudonyms.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

KEY_BYTES = 32
# 80 bits: no two of a million learners share one, with a chance of a half in 10^12.
PSEUDONYM_DIGITS = 20
MOST_WEEKS = 104
WEEK_MS = 7 * 24 * 3_600_000


@dataclass(frozen=True, kw_only=True)
class Pseudonyms:
    """Words for people, sessions and page boots under one key."""

    key: bytes

    def learner(self, public_id: UUID) -> str:
        return self.word("learner", public_id)

    def session(self, public_id: UUID) -> str:
        return self.word("session", public_id)

    def stream(self, stream: UUID) -> str:
        return self.word("stream", stream)

    def classroom(self, public_id: UUID) -> str:
        return self.word("classroom", public_id)

    def word(self, kind: str, value: UUID) -> str:
        return self._digest(kind, value).hex()[:PSEUDONYM_DIGITS]

    def number(self, kind: str, value: int) -> int:
        """A whole number of 52 bits, which every program reads exactly, instead of a row's."""
        return int.from_bytes(self._digest(kind, value)[:7]) >> 4

    def shift_ms(self, learner: UUID) -> int:
        """By how much a learner's dates move into the past: 1 to 104 whole weeks, always the same.

        Whole weeks keep the time of day and the day of the week, which research needs.
        """
        weeks = 1 + int.from_bytes(self._digest("shift", learner)[:8]) % MOST_WEEKS
        return -weeks * WEEK_MS

    def for_study(self, study: UUID) -> Pseudonyms:
        """Other words for the same people: without the key nobody joins two studies."""
        return Pseudonyms(key=self._digest("study", study))

    def _digest(self, kind: str, value: UUID | int) -> bytes:
        return hmac.new(self.key, f"{kind}:{value}".encode(), hashlib.sha256).digest()


def key_path() -> Path:
    return Path(settings.DATA_DIR) / "pseudonym_key"


def load_pseudonyms(path: Path | None = None) -> Pseudonyms:
    """With the key of this installation, made on the first use and readable by its owner alone."""
    path = path or key_path()
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        pass
    else:
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(KEY_BYTES))
    return Pseudonyms(key=_read_key(path))


def _read_key(path: Path) -> bytes:
    text = path.read_text().strip()
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) < KEY_BYTES:
        raise ImproperlyConfigured(
            f"{path} holds no key of {KEY_BYTES} bytes in hexadecimal: put the backed-up key back, "
            "or move the file away to start new pseudonyms that join no earlier export."
        )
    return key

"""What holds of every import format: it never raises, and what it takes can be published twice."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from tests.content.banks import write_cartridge, write_gift, write_moodle, write_qti
from tests.content.writing import sums, write_course
from tutor.content.importers import IMPORTERS, importer
from tutor.content.models import Hint, Item
from tutor.content.prepare import prepared_course
from tutor.content.services import import_course

#: A new format adds a sample here: it writes the format's files into a folder.
SAMPLES: dict[str, Callable[[Path], Path]] = {
    "folder": write_course,
    "oatutor": lambda folder: sums().write(folder, is_packed=False),
    "gift": write_gift,
    "moodle": write_moodle,
    "cartridge": write_cartridge,
    "qti": write_qti,
}
NAMES = [one.name for one in IMPORTERS]
RUBBISH: dict[str, Callable[[bytes], bytes]] = {
    "nothing": lambda _: b"",
    "half of it": lambda data: data[: len(data) // 2],
    "no text": lambda _: b"\xff\xfe\x00\x01",
    "another shape": lambda _: b"[1, [2], {}]",
    "null": lambda _: b"null",
    "an empty object": lambda _: b"{}",
    "lists for texts": lambda data: data.replace(b'": "', b'": ["').replace(b'",', b'"],'),
    "numbers for texts": lambda data: _numbers(data),
    "a NUL": lambda data: data.replace(b"x", b"\\u0000").replace(b"W", b"\x00"),
    "too long": lambda data: data.replace(b"t", b"t" * 400),
}


def _numbers(data: bytes) -> bytes:
    """JSON with every text and list replaced by a number; other files as they are."""
    try:
        value = json.loads(data)
    except ValueError:
        return data.replace(b"'", b"")
    return json.dumps(dict.fromkeys(value, 7) if isinstance(value, dict) else 7).encode()


def test_every_format_has_a_sample() -> None:
    assert SAMPLES.keys() == set(NAMES)


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES)
def test_a_sample_can_be_published_and_published_again(
    name: str, tmp_path: Path, now: datetime
) -> None:
    path = SAMPLES[name](tmp_path)
    assert import_course(name, path, now=now, licence="CC BY 4.0").findings == ()
    before = list(Item.everything.values_list("pk", "slug", "spec", "public_spec", "is_retired"))
    hints = Hint.everything.count()
    assert import_course(name, path, now=now, licence="CC BY 4.0").findings == ()
    after = list(Item.everything.values_list("pk", "slug", "spec", "public_spec", "is_retired"))
    assert after == before
    assert Hint.everything.count() == hints


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("rubbish", RUBBISH)
def test_no_broken_file_makes_an_importer_fall_over(
    name: str, rubbish: str, tmp_path: Path
) -> None:
    sample = SAMPLES[name](tmp_path)
    for path in sorted(path for path in tmp_path.rglob("*") if path.is_file()):
        data = path.read_bytes()
        path.write_bytes(RUBBISH[rubbish](data))
        reading = importer(name).read(sample)
        assert reading.draft is not None or reading.errors()
        if reading.draft is not None:
            prepared_course(reading.draft)
        path.write_bytes(data)


@pytest.mark.parametrize("name", NAMES)
def test_a_path_with_nothing_at_it_is_an_error_not_a_crash(name: str, tmp_path: Path) -> None:
    assert importer(name).read(tmp_path / "absent").errors()

"""Files made to do harm are refused with a sentence, quickly, and nothing is imported."""

from __future__ import annotations

import base64
import stat
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from tests.content.banks import (
    MANIFEST_CC,
    PAGE_CC,
    QUIZ_CC,
    declared,
    moodle_answer,
    moodle_question,
    moodle_quiz,
    pack,
    qti2_item,
)
from tutor.content.importers import importer
from tutor.content.importers.safe_files import MAX_FILE_BYTES
from tutor.content.models import Course
from tutor.content.services import import_course

BOMB = '<!DOCTYPE quiz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]>'
OUTSIDE = '<!DOCTYPE quiz [<!ENTITY secret SYSTEM "file:///etc/passwd">]>'
CHOICES = moodle_answer("4", 100) + moodle_answer("5", 0)
FILES = {"imsmanifest.xml": MANIFEST_CC, "pages/slopes.html": PAGE_CC, "quiz/quiz.xml": QUIZ_CC}


def _moodle(folder: Path, text: str) -> Path:
    path = folder / "quiz.xml"
    path.write_text(text, encoding="utf-8")
    return path


def _asking(text: str) -> str:
    return moodle_quiz(moodle_question("multichoice", CHOICES, text=text))


def _large(folder: Path) -> Path:
    """100 MB of base64 within a question; written as a hole, so that no test waits for a disk."""
    path = _moodle(folder, "<quiz><question type='multichoice'><file encoding='base64'>")
    with path.open("r+b") as file:
        file.truncate(100 * 1024 * 1024)
    return path


def _zip_bomb(folder: Path) -> Path:
    return pack(folder / "bomb.imscc", FILES | {"pages/slopes.html": b"0" * 40 * 1024 * 1024})


def _lying_zip(folder: Path) -> Path:
    """An archive that understates the size of what it holds."""
    path = pack(folder / "lie.imscc", FILES | {"pages/slopes.html": b"0" * (MAX_FILE_BYTES + 9)})
    data = bytearray(path.read_bytes())
    true, said = (MAX_FILE_BYTES + 9).to_bytes(4, "little"), (900).to_bytes(4, "little")
    path.write_bytes(bytes(data.replace(true, said)))
    return path


def _slip(name: str) -> Callable[[Path], Path]:
    return lambda folder: pack(folder / "slip.imscc", FILES | {name: "gone astray"})


def _link(folder: Path) -> Path:
    path = pack(folder / "link.imscc", FILES)
    entry = zipfile.ZipInfo("pages/link.html")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(entry, "/etc/passwd")
    return path


def _many(folder: Path) -> Path:
    return pack(folder / "many.imscc", FILES | {f"pages/{n}.html": "" for n in range(5_001)})


HOSTILE: dict[str, tuple[str, Callable[[Path], Path], str]] = {
    "an entity bomb": (
        "moodle", lambda f: _moodle(f, BOMB + "<quiz>&c;</quiz>"), "declares a document type"),
    "an outside entity": (
        "moodle", lambda f: _moodle(f, OUTSIDE + "<quiz>&secret;</quiz>"),
        "declares a document type"),
    "an entity bomb in a cartridge": (
        "cartridge", lambda f: pack(f / "a.imscc", FILES | {"imsmanifest.xml": BOMB + "<a/>"}),
        "declares a document type"),
    "an entity bomb in an item": (
        "qti", lambda f: _moodle(f, BOMB + "<assessmentItem>&c;</assessmentItem>"),
        "declares a document type"),
    "100 MB of base64": ("moodle", _large, "larger than 33,554,432 bytes"),
    "a zip bomb": ("cartridge", _zip_bomb, "unfolds more than 200 times"),
    "a zip that lies about its sizes": ("cartridge", _lying_zip, "slopes.html cannot be unpacked"),
    "a zip slip": ("cartridge", _slip("../../evil.html"), "leads out of the archive"),
    "an absolute name": ("cartridge", _slip("/etc/evil.html"), "leads out of the archive"),
    "a name for another system": ("qti", _slip("..\\evil.xml"), "leads out of the archive"),
    "a drive's name": ("qti", _slip("C:/evil.xml"), "leads out of the archive"),
    "a link": ("cartridge", _link, "a link to another file"),
    "too many files": ("cartridge", _many, "more than 5,000 files"),
    "endless nesting": (
        "moodle", lambda f: _moodle(f, "<quiz>" + "<a>" * 500 + "</a>" * 500 + "</quiz>"),
        "more than 200 deep"),
    "a script": ("moodle", lambda f: _moodle(f, _asking("<script>alert(1)</script>")), "<script>"),
    "a handler": (
        "moodle", lambda f: _moodle(f, _asking('<img src="x" onerror="alert(1)">')), "onerror"),
    "a link that runs": (
        "moodle", lambda f: _moodle(f, _asking('<a href=" java&#10;script:alert(1)">x</a>')),
        "an address that would run"),
    "a script in GIFT": (
        "gift", lambda f: _moodle(f, "[html]<p>Why?</p><script>x</script> {=a ~b}"), "<script>"),
    "a script in Markdown": (
        "gift", lambda f: _moodle(f, "[markdown]Why? <script>x</script> {=a ~b}"), "<script>"),
    "a script in a page": (
        "cartridge",
        lambda f: pack(f / "a.imscc", FILES | {"pages/slopes.html": "<script>x</script>"}),
        "<script>"),
    "a script in an item": (
        "qti", lambda f: _moodle(f, qti2_item(declared("a"), "<p>x</p><script>y</script>")),
        "<script>"),
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("name", HOSTILE)
def test_it_is_refused_with_a_sentence(name: str, tmp_path: Path, now: datetime) -> None:
    form, write, sentence = HOSTILE[name]
    report = import_course(form, write(tmp_path), now=now)
    reasons = [str(finding) for finding in report.findings]
    assert any(sentence in reason for reason in reasons), reasons
    assert report.course is None
    assert not Course.objects.exists()


def test_a_picture_that_acts_is_not_taken_and_named(tmp_path: Path) -> None:

    svg = base64.b64encode(b'<svg onload="alert(1)"><circle r="1"/></svg>').decode()
    text = _asking('<img src="@@PLUGINFILE@@/a.svg" alt="a">').replace(
        "</questiontext>", f'<file name="a.svg" encoding="base64">{svg}</file></questiontext>'
    )
    reading = importer("moodle").read(_moodle(tmp_path, text))
    assert "a picture must not act" in str(reading.findings[0])
    assert reading.draft is None

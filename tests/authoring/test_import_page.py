"""Ada brings a file: she sees what comes and what cannot, and loses nothing to an error."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.content.banks import GIFT, MOODLE, QTI3_CHOICE, write_cartridge
from tests.content.writing import write_course
from tutor.accounts.models import User
from tutor.authoring import import_jobs
from tutor.authoring.models import ImportJob, ImportState
from tutor.content.models import Course, Item

pytestmark = pytest.mark.django_db
PAGE = "/teach/import/"


def brought(client: Client, name: str, data: str | bytes, **fields: str) -> ImportJob:
    """The job of a file that was uploaded and read."""
    content = data.encode() if isinstance(data, str) else data
    answer = client.post(PAGE, {"file": SimpleUploadedFile(name, content), **fields})
    assert answer.status_code == 302, answer.content.decode()
    job = ImportJob.objects.latest("pk")
    assert job.state == ImportState.CHECKING
    import_jobs.check(job.pk)
    job.refresh_from_db()
    return job


def page(client: Client, job: ImportJob) -> str:
    return client.get(f"{PAGE}{job.public_id}/").content.decode()


def zipped(write: Callable[[Path], Path], folder: Path) -> bytes:
    write(folder)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for path in sorted(one for one in folder.rglob("*") if one.is_file()):
            archive.write(path, f"course/{path.relative_to(folder)}")
    return stream.getvalue()


def test_the_report_comes_first_and_nothing_is_imported(as_ada: Client) -> None:
    job = brought(as_ada, "equations.gift", GIFT + "\n::Why::Say why. {}\n", licence="CC BY 4.0")
    shown = page(as_ada, job)
    assert "What comes" in shown
    assert "What cannot come, and why" in shown
    assert "no exercise type here grades free text" in shown
    assert "Import 1 lesson" in shown
    assert not Course.objects.exists()


def test_then_it_is_imported_and_ada_is_its_author(as_ada: Client, ada: User) -> None:
    job = brought(as_ada, "equations.gift", GIFT, title="Our equations")
    as_ada.post(f"{PAGE}{job.public_id}/run/")
    job.refresh_from_db()
    assert job.state == ImportState.IMPORTING
    import_jobs.run(job.pk)
    job.refresh_from_db()
    assert job.state == ImportState.DONE
    course = Course.objects.get()
    assert (course.title, course.slug, course.licence) == (
        "Our equations", "our-equations", "Not stated",
    )  # fmt: skip
    assert list(course.authors.all()) == [ada]
    assert (job.done_count, job.total_count) == (1, 1)
    assert "is here" in page(as_ada, job)


@pytest.mark.parametrize(
    ("name", "data", "form"),
    [("a.txt", GIFT, "gift"), ("a.xml", MOODLE, "moodle"), ("b.xml", QTI3_CHOICE, "qti")],
)
def test_the_format_is_told_by_what_the_file_holds(
    as_ada: Client, name: str, data: str, form: str
) -> None:
    job = brought(as_ada, name, data)
    assert (job.format, job.state) == (form, ImportState.CHECKED)
    assert job.counts["steps"] > 0


def test_a_cartridge_and_a_packed_course_folder_are_told_apart(
    as_ada: Client, tmp_path: Path
) -> None:
    cartridge = brought(as_ada, "a.imscc", _flat(write_cartridge(tmp_path / "cc")))
    folder = brought(as_ada, "b.zip", zipped(write_course, tmp_path / "own"))
    assert (cartridge.format, folder.format) == ("cartridge", "folder")
    assert folder.counts["steps"] == 1
    assert folder.findings == []


def _flat(folder: Path) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for path in sorted(one for one in folder.rglob("*") if one.is_file()):
            archive.write(path, str(path.relative_to(folder)))
    return stream.getvalue()


def test_errors_name_the_line_offer_no_import_and_keep_the_file(as_ada: Client) -> None:
    job = brought(as_ada, "broken.gift", "One? {=1}\n\nTwo? {=2 ~3\n")
    shown = page(as_ada, job)
    assert "broken.gift, line 3" in shown
    assert "never closed" in shown
    assert "/run/" not in shown
    as_ada.post(f"{PAGE}{job.public_id}/run/")
    job.refresh_from_db()
    assert job.state == ImportState.CHECKED
    assert Path(job.file.path).exists()


def test_a_hostile_file_is_a_sentence_on_the_page(as_ada: Client) -> None:
    bomb = '<!DOCTYPE q [<!ENTITY a "ha">]><quiz>&a;</quiz>'
    assert "declares a document type or entities" in page(as_ada, brought(as_ada, "a.xml", bomb))


def test_what_is_no_course_at_all_is_a_sentence(as_ada: Client) -> None:
    job = brought(as_ada, "photo.png", b"\x89PNG\r\n\x1a\n\x00\x00\x00")
    assert job.state == ImportState.FAILED
    assert "Bring GIFT, Moodle XML" in page(as_ada, job)


def test_a_crash_loses_nothing_and_can_be_tried_again(
    as_ada: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(import_jobs, "import_reading", fail)
    job = brought(as_ada, "equations.gift", GIFT)
    assert job.state == ImportState.FAILED
    assert "Your file is kept: try again" in page(as_ada, job)
    assert "the disk is full" in caplog.text
    monkeypatch.undo()
    as_ada.post(f"{PAGE}{job.public_id}/again/")
    import_jobs.check(job.pk)
    job.refresh_from_db()
    assert job.state == ImportState.CHECKED


def test_a_worker_that_is_away_is_said_and_the_file_kept(
    as_ada: Client,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def away(_: int) -> None:
        raise ConnectionError("no broker")

    monkeypatch.setitem(import_jobs.bring.__wrapped__.__kwdefaults__, "send", away)  # type: ignore[attr-defined] # transaction.atomic keeps the function it wraps
    with django_capture_on_commit_callbacks(execute=True):
        as_ada.post(PAGE, {"file": SimpleUploadedFile("a.gift", GIFT.encode())})
    job = ImportJob.objects.get()
    assert job.state == ImportState.FAILED
    assert "The worker that reads files is away" in page(as_ada, job)
    assert "could not be queued" in caplog.text


def test_a_course_of_somebody_else_is_never_overwritten(as_ada: Client, as_dee: Client) -> None:
    for client in (as_ada, as_dee):
        job = brought(client, "equations.gift", GIFT)
        client.post(f"{PAGE}{job.public_id}/run/")
        import_jobs.run(job.pk)
    assert sorted(Course.objects.values_list("slug", flat=True)) == ["equations", "equations-2"]
    again = brought(as_ada, "equations.gift", GIFT.replace("subtract 3", "take 3 away"))
    as_ada.post(f"{PAGE}{again.public_id}/run/")
    import_jobs.run(again.pk)
    assert Course.objects.count() == 2
    texts = [item.spec["choices"][0]["text"] for item in Item.objects.filter(slug="undo-add")]
    assert sorted(texts) == ["subtract 3", "take 3 away"]


def test_what_ada_brought_is_not_dees(as_ada: Client, as_dee: Client) -> None:
    job = brought(as_ada, "equations.gift", GIFT)
    assert as_dee.get(f"{PAGE}{job.public_id}/").status_code == 404
    assert as_dee.post(f"{PAGE}{job.public_id}/run/").status_code == 404
    assert "equations.gift" not in as_dee.get(PAGE).content.decode()


def test_a_file_can_be_forgotten(as_ada: Client) -> None:
    job = brought(as_ada, "equations.gift", GIFT)
    path = Path(job.file.path)
    as_ada.post(f"{PAGE}{job.public_id}/forget/")
    assert not ImportJob.objects.exists()
    assert not path.exists()


def test_the_whole_report_is_a_file(as_ada: Client) -> None:
    job = brought(as_ada, "equations.gift", GIFT + "\n::Why::Say why. {}\n")
    text = as_ada.get(f"{PAGE}{job.public_id}/report/").content.decode()
    assert "What cannot come, and why: 1\n  Why:" in text

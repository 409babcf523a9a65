"""The notebook that comes with every bundle runs on it from top to bottom, and draws a session."""

from __future__ import annotations

import json
from pathlib import Path

import nbclient
import nbformat
import pytest

from tests.research.bundles import Bundle, make_bundle
from tutor.learning.models import Session
from tutor.research.bundle.documents import NOTEBOOK, NOTEBOOK_IN_BUNDLE
from tutor.studies.models import Study


def run(notebook: str, *, bundle: Path) -> nbformat.NotebookNode:
    """Every cell in a kernel of its own, beside the bundle; a cell that fails raises."""
    read = nbformat.reads(notebook, as_version=4)  # type: ignore[no-untyped-call] # the library's own
    nbformat.validate(read)
    folder = {"metadata": {"path": str(bundle)}}
    return nbclient.NotebookClient(
        read, timeout=300, kernel_name="python3", resources=folder
    ).execute()


def outputs(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [one for cell in notebook.cells for one in cell.get("outputs", [])]


def unpacked(bundle: Bundle, folder: Path) -> Path:
    bundle.zip.extractall(folder)
    return folder


def test_it_opens_the_bundle_it_came_in_and_draws_a_session(
    taking_part: Session, study: Study, tmp_path: Path
) -> None:
    bundle = make_bundle(study)
    folder = unpacked(bundle, tmp_path / "bundle")
    found = outputs(run(bundle.text(NOTEBOOK_IN_BUNDLE), bundle=folder))
    assert any("image/png" in one.get("data", {}) for one in found)
    said = json.dumps(found)
    assert "files are as they were written" in said
    assert "in no experiment" in said


def test_a_bundle_that_was_changed_is_named(
    taking_part: Session, study: Study, tmp_path: Path
) -> None:
    bundle = make_bundle(study)
    folder = unpacked(bundle, tmp_path / "bundle")
    (folder / "consent.md").write_text("Everybody agreed.")
    with pytest.raises(nbclient.exceptions.CellExecutionError, match=r"consent\.md"):
        run(bundle.text(NOTEBOOK_IN_BUNDLE), bundle=folder)


def test_it_is_kept_without_outputs() -> None:
    notebook = nbformat.read(NOTEBOOK, as_version=4)  # type: ignore[no-untyped-call] # the library's own
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert len(code) >= 4
    assert all(cell.outputs == [] and cell.execution_count is None for cell in code)

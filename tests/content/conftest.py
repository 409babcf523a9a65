"""Figures of tests go to a folder of their own."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a test's figures are kept."""
    folder = tmp_path_factory.mktemp("data") / "media"
    settings.MEDIA_ROOT = folder
    return folder

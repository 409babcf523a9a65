"""Files that are brought go to a folder of their own."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from tutor.accounts.models import User


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data") / "media"
    settings.MEDIA_ROOT = folder
    return folder


@pytest.fixture
def as_ada(ada: User) -> Client:
    """Ada's browser."""
    client = Client()
    client.force_login(ada)
    return client


@pytest.fixture
def as_dee(dee: User) -> Client:
    client = Client()
    client.force_login(dee)
    return client

"""Each test leaves the language as it was: a page's own stays with the thread that served it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def _language_of_before() -> Iterator[None]:
    before = translation.get_language()
    yield
    translation.activate(before or "en")

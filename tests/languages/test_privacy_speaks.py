"""The pages on privacy in Chinese: what one agrees to is read in one's own language."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from scripts.words import compile_all
from tutor.accounts.models import User
from tutor.accounts.services import set_profile

# Names, samples and what belongs to no language.
TAGS = re.compile(r"<(?:script|style|svg|code)\b.*?</(?:script|style|svg|code)>|<[^>]+>", re.DOTALL)
ENGLISH = re.compile(r"\b[a-z]{3,}(?: [a-z]{2,}){2,}\b")


@pytest.fixture(autouse=True, scope="module")
def _compiled() -> None:
    compile_all()


@pytest.mark.parametrize("path", ["/privacy/", "/privacy/statement/", "/privacy/data/erase/"])
def test_no_english_sentence_is_left_on_the_page(client: Client, bo: User, path: str) -> None:
    set_profile(bo, name="Bo", theme="auto", language="zh-hans")
    client.force_login(bo, backend="django.contrib.auth.backends.ModelBackend")
    text = TAGS.sub(" ", client.get(path).content.decode().split("<main")[1].split("</main>")[0])
    assert ENGLISH.findall(text) == []

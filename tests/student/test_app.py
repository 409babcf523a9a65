"""Attune can be installed, has its icons, and keeps nobody's page for somebody else."""

from __future__ import annotations

import json
import re

import pytest
from django.conf import settings
from django.test import Client

from tutor.accounts.models import User
from tutor.content.models import Lesson


def test_the_app_has_a_manifest_with_icons_that_were_built(client: Client) -> None:
    answer = client.get("/manifest.webmanifest")
    assert answer.headers["Content-Type"] == "application/manifest+json"
    found = json.loads(answer.content)
    assert found["display"] == "standalone"
    for icon in found["icons"]:
        path = settings.FRONTEND_DIST / icon["src"].removeprefix("/static/")
        assert path.read_bytes().startswith(b"\x89PNG"), icon
    assert {icon["purpose"] for icon in found["icons"]} == {"any", "maskable"}


def test_a_browser_that_asks_for_the_old_icon_gets_one(client: Client) -> None:
    answer = client.get("/favicon.ico")
    assert answer.headers["Content-Type"] == "image/x-icon"
    assert answer.content.startswith(b"\x00\x00\x01\x00")


def test_the_worker_comes_from_the_root_and_is_never_stale(client: Client) -> None:
    answer = client.get("/sw.js")
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert "no-store" in answer.headers["Cache-Control"]
    assert "import" not in re.sub(r"[`'\"].*?[`'\"]", "", answer.content.decode())


def test_the_page_for_offline_says_nothing_of_anybody(as_bo: Client, bo: User) -> None:
    text = as_bo.get("/offline/").content.decode()
    assert bo.name not in text
    assert "csrfmiddlewaretoken" not in text
    assert text == Client().get("/offline/").content.decode()


@pytest.mark.parametrize("path", ["/", "/learn/equations/lesson-1/", "/review/"])
def test_a_page_says_whose_it_is(as_bo: Client, bo: User, lesson: Lesson, path: str) -> None:
    assert as_bo.get(path).headers["X-Attune-Person"] == str(bo.public_id)


def test_nobodys_page_and_a_teachers_page_are_not_to_be_kept(client: Client, ada: User) -> None:
    assert "X-Attune-Person" not in client.get("/accounts/login/").headers
    client.force_login(ada)
    assert "X-Attune-Person" not in client.get("/teach/").headers

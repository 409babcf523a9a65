"""How Bo reads is Bo's own: stored with the person, and written into every page by the server."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest
from django.test import Client

from tutor.accounts import reading
from tutor.accounts.models import User
from tutor.accounts.reading import SETTINGS

STYLES = Path(__file__).resolve().parents[2] / "frontend" / "src" / "styles" / "reading.css"
# These are kept by a script or by the server, not by a style.
NO_STYLE = {("ruler", "on"), ("time", "off")}
PATHS = ["/", "/accounts/reading/", "/activities/", "/noticed/", "/privacy/", "/accounts/profile/"]


@pytest.fixture
def as_bo(client: Client, bo: User) -> Client:
    client.force_login(bo, backend="django.contrib.auth.backends.ModelBackend")
    return client


def page(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def html_tag(text: str) -> str:
    found = re.search(r"<html[^>]*>", text)
    assert found is not None
    return found[0]


def test_the_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(reading).failed == 0


def test_a_choice_is_on_every_page_from_its_first_byte(as_bo: Client) -> None:
    as_bo.post("/accounts/reading/", {"font": "opendyslexic", "size": "large", "ruler": "on"})
    for path in PATHS:
        tag = html_tag(page(as_bo, path))
        assert 'data-font="opendyslexic"' in tag, path
        assert 'data-size="large"' in tag, path
        assert "ruler-" in page(as_bo, path), path


def test_the_usual_costs_a_page_nothing(as_bo: Client) -> None:
    text = page(as_bo, "/")
    assert html_tag(text).endswith('data-theme="auto">')
    assert "ruler-" not in text


def test_every_page_leads_to_the_settings_and_they_lead_back(as_bo: Client) -> None:
    for path in PATHS:
        assert f'href="/accounts/reading/?next={path}"' in page(as_bo, path), path
    settings = page(as_bo, "/accounts/reading/?next=/noticed/")
    assert '<a href="/noticed/">Back to where you were</a>' in settings
    saved = as_bo.post("/accounts/reading/", {"size": "large", "next": "/noticed/"})
    assert saved.headers["Location"] == "/noticed/"


def test_nobody_is_led_elsewhere(as_bo: Client) -> None:
    assert (
        "evil.example"
        not in page(as_bo, "/accounts/reading/?next=https://evil.example/").split("<main")[1]
    )
    saved = as_bo.post("/accounts/reading/", {"next": "https://evil.example/"})
    assert saved.headers["Location"] == "/accounts/reading/"


def test_back_to_the_usual_forgets_the_choice(as_bo: Client, bo: User) -> None:
    as_bo.post("/accounts/reading/", {"size": "most", "letters": "wide"})
    as_bo.post("/accounts/reading/", {"size": "", "letters": "wide"})
    bo.refresh_from_db()
    assert bo.reading == {"letters": "wide"}


def test_what_is_no_choice_is_not_kept(as_bo: Client, bo: User) -> None:
    answer = as_bo.post("/accounts/reading/", {"size": '"><script>'})
    assert answer.status_code == 200
    bo.refresh_from_db()
    assert bo.reading == {}


def test_cy_reads_as_before_when_bo_changes(as_bo: Client, cy: User) -> None:
    as_bo.post("/accounts/reading/", {"size": "most"})
    other = Client()
    other.force_login(cy, backend="django.contrib.auth.backends.ModelBackend")
    assert "data-size" not in html_tag(page(other, "/"))


def test_every_choice_has_its_style() -> None:
    css = STYLES.read_text(encoding="utf-8")
    for name, (_words, choices) in SETTINGS.items():
        for key, _says in choices:
            if key and (name, key) not in NO_STYLE:
                found = f"[data-{name}='{key}']" in css
                assert found, (name, key)


def test_who_wants_no_clock_sees_no_task_against_it(as_bo: Client) -> None:
    assert 'href="/activities/sart/"' in page(as_bo, "/activities/")
    as_bo.post("/accounts/reading/", {"time": "off"})
    room = page(as_bo, "/activities/")
    assert 'href="/activities/sart/"' not in room
    assert 'href="/activities/sudoku/"' in room
    assert "left out, as you chose" in room

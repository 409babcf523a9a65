"""Bo reads Chinese because Bo chose it, or because the browser asks for it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import translation

from scripts.words import compile_all
from tutor.accounts.models import User
from tutor.accounts.services import set_profile
from tutor.adaptation.words import why_of

CHINESE = {"accept-language": "zh-CN,zh;q=0.9"}


@pytest.fixture(autouse=True, scope="module")
def _compiled() -> None:
    compile_all()


@pytest.fixture
def browser(client: Client, bo: User) -> Client:
    client.force_login(bo, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_browser_decides_for_who_has_not_chosen(browser: Client) -> None:
    page = browser.get("/", headers=CHINESE).content.decode()
    assert '<html lang="zh-hans" dir="ltr"' in page
    assert "今天" in page


def test_ones_own_choice_wins_over_the_browser(browser: Client, bo: User) -> None:
    set_profile(bo, name=bo.name, theme="auto", language="en")
    assert '<html lang="en"' in browser.get("/", headers=CHINESE).content.decode()


def test_a_new_choice_is_answered_in_the_new_language(browser: Client) -> None:
    chosen = {"name": "Bo", "theme": "dark", "language": "zh-hans"}
    page = browser.post("/accounts/profile/", chosen, follow=True).content.decode()
    assert "已保存。" in page
    assert '<script src="/words/zh-hans.js" defer>' in page


def test_changing_the_theme_keeps_the_language(browser: Client, bo: User) -> None:
    set_profile(bo, name="Bo", theme="auto", language="zh-hans")
    browser.post("/appearance/", {"theme": "dark"})
    bo.refresh_from_db()
    assert (bo.theme, bo.language) == ("dark", "zh-hans")


def test_the_scripts_words_come_as_a_script_file(client: Client) -> None:
    response = client.get("/words/zh-hans.js")
    assert response.headers["Content-Type"].startswith("text/javascript")
    # The catalogue is written in JavaScript's own escapes.
    assert r"\u5728\u60f3\u8fd9\u4e2a" in response.content.decode()
    assert client.get("/words/xx.js").status_code == 404


def test_why_the_lesson_changed_is_said_in_the_language_of_the_page() -> None:
    with translation.override("zh-hans"):
        assert why_of("tab_worked_example", {"away_ms": 125_000}) != ""
        assert "你在另一个标签页停留了 2 分钟" in why_of("tab_worked_example", {"away_ms": 125_000})

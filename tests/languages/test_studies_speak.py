"""Bo is asked by a study in Bo's own language, from the first page to the thanks."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from scripts.words import compile_all
from tutor.accounts.models import Classroom, User
from tutor.studies.models import Study
from tutor.studies.services import Plan, create_study, open_study

CHINESE = {"accept-language": "zh-CN,zh;q=0.9"}


@pytest.fixture(autouse=True, scope="module")
def _compiled() -> None:
    compile_all()


@pytest.fixture
def study(rae: User, class_8a: Classroom, now: datetime) -> Study:
    plan = Plan(
        slug="zaidu",
        title="再读一遍有用吗",
        protocol="一节课。",
        consent_text="我们想知道再读一遍有没有用。",
        data_from=now,
        classrooms=(class_8a,),
    )
    return open_study(create_study(rae, plan=plan, now=now), now=now)


def said(page: str) -> str:
    """What the page's own part says, without its frame's names and codes."""
    main = re.search(r"<main.*</main>", page, re.DOTALL)
    assert main is not None
    return strip_tags(re.sub(r"<(script|style|code|svg).*?</\1>", "", main[0], flags=re.DOTALL))


def test_every_page_of_a_study_is_chinese_throughout(
    client: Client, bo: User, study: Study
) -> None:
    client.force_login(bo, backend="django.contrib.auth.backends.ModelBackend")
    question = reverse("study_decide", args=[study.slug])
    home = client.get("/", headers=CHINESE).content.decode()
    assert "有一项研究在征求你的意见:" in home
    assert question in home
    pages = [client.get(reverse("studies"), headers=CHINESE)]
    pages.append(client.get(question, headers=CHINESE))
    minor = {"answer": "yes", "is_minor": "on"}
    pages.append(client.post(question, minor, headers=CHINESE))
    pages.append(client.post(question, {"answer": "yes"}, headers=CHINESE, follow=True))
    pages.append(client.get(question, headers=CHINESE))
    for page in pages:
        assert page.status_code == 200
        assert re.findall(r"[A-Za-z]{3,}", said(page.content.decode())) == []
    assert "有一项研究" not in client.get("/", headers=CHINESE).content.decode()

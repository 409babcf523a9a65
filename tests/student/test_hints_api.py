"""Bo asks for hints: one by one, to the whole way, and then no more."""

from __future__ import annotations

from tests.student.conftest import Post, api
from tutor.content.models import Hint, Item
from tutor.learning.models import HintUse, Session


def test_hints_come_one_by_one_and_say_how_many_are_left(
    post: Post, session: Session, numeric_item: Item
) -> None:
    texts, left = [], []
    for _time in range(3):
        answer = post(api(session, "hints/"), {"item": numeric_item.pk}).json()
        texts.append(answer["hint"]["html"])
        left.append(answer["remaining"])
    assert left == [2, 1, 0]
    assert "What was added?" in texts[0]
    assert "The whole way" in texts[2]
    none = post(api(session, "hints/"), {"item": numeric_item.pk}).json()
    assert none == {"hint": None, "remaining": 0}
    assert HintUse.objects.count() == 3


def test_a_scaffold_comes_with_its_question_and_without_its_answer(
    post: Post, session: Session, numeric_item: Item
) -> None:
    hint = Hint.objects.get(item=numeric_item, position=1)
    hint.scaffold = {
        "exercise_type": "numeric",
        "stem_html": "<p>What is 90210 − 1?</p>",
        "spec": {"answer": "90209", "tolerance": "0"},
        "public_spec": {"expects_unit": False},
    }
    hint.save()
    html = post(api(session, "hints/"), {"item": numeric_item.pk}).json()["hint"]["html"]
    assert f'data-hint="{hint.pk}"' in html
    assert "90210" in html
    assert "90209" not in html

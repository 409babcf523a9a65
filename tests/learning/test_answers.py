"""An answer is graded, kept exactly once, and folded into what is known."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from io import StringIO
from typing import Any
from unittest.mock import patch
from uuid import UUID, uuid4

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tutor.accounts.models import User
from tutor.content.models import Hint, Item, Lesson
from tutor.domain.learner import expected_p, known_from
from tutor.learning import selectors, services, services_answers
from tutor.learning.models import Attempt, ItemOffset, Session, SkillState
from tutor.learning.selectors_knowledge import answers_of, stored_knowledge

CALM_MS = 12_000


@pytest.fixture
def session(bo: User, lesson: Lesson, now: datetime) -> Session:
    return services.start_session(bo, lesson=lesson, now=now)


@pytest.fixture
def numeric(lesson: Lesson) -> Item:
    return Item.objects.get(segment__lesson=lesson, segment__position=3, position=1)


@pytest.fixture
def choice(lesson: Lesson) -> Item:
    return Item.objects.get(segment__lesson=lesson, segment__position=3, position=2)


class Answers:
    """Answers of one session, a minute apart."""

    def __init__(self, session: Session, now: datetime) -> None:
        self.session, self.now = session, now

    def give(
        self,
        item: Item,
        response: dict[str, Any],
        *,
        key: UUID | None = None,
        latency_ms: int = CALM_MS,
        hint: Hint | None = None,
    ) -> Attempt:
        self.now += timedelta(minutes=1)
        return services.record_answer(
            self.session,
            item=item,
            response=response,
            idempotency_key=key or uuid4(),
            latency_ms=latency_ms,
            now=self.now,
            hint=hint,
        )


@pytest.fixture
def answers(session: Session, now: datetime) -> Answers:
    return Answers(session, now)


def test_a_right_answer_says_so_and_raises_the_skill(
    answers: Answers, numeric: Item, bo: User
) -> None:
    attempt = answers.give(numeric, {"text": "4"})
    assert (attempt.outcome, attempt.ordinal, attempt.weight_p) == ("right", 1, 1.0)
    assert 0.6 < attempt.expected_p < 0.75
    state = SkillState.objects.get(learner=bo)
    elo_p = expected_p(0.7, difficulty=0.0, guess_p=0.0)
    assert state.rating == pytest.approx(0.7 + 1 - elo_p)
    assert (state.attempt_count, state.right_in_a_row) == (1, 1)
    assert state.updated_at == attempt.answered_at


def test_a_known_mistake_gets_its_own_feedback(answers: Answers, numeric: Item) -> None:
    attempt = answers.give(numeric, {"text": "-4"})
    assert attempt.outcome == "not_yet"
    assert attempt.misconception == "-4"
    assert "Check the sign after you subtract." in attempt.feedback_html


def test_feedback_is_never_a_learners_own_markup(answers: Answers, numeric: Item) -> None:
    attempt = answers.give(numeric, {"text": "<img src=x onerror=alert(1)>"})
    assert "<img" not in attempt.feedback_html


def test_the_same_key_twice_is_one_answer(answers: Answers, numeric: Item, bo: User) -> None:
    key = uuid4()
    first = answers.give(numeric, {"text": "4"}, key=key)
    assert answers.give(numeric, {"text": "5"}, key=key) == first
    assert Attempt.objects.count() == 1
    assert SkillState.objects.get(learner=bo).attempt_count == 1


def test_two_requests_that_race_with_one_key_are_one_answer(
    answers: Answers, numeric: Item, bo: User
) -> None:
    key = uuid4()
    first = answers.give(numeric, {"text": "4"}, key=key)
    found = services_answers._attempt_with
    looks = iter([None, first])  # the other request commits between the look and the insert
    with patch.object(services_answers, "_attempt_with", side_effect=lambda *_: next(looks)):
        assert answers.give(numeric, {"text": "4"}, key=key) == first
    assert found(answers.session, key) == first
    assert SkillState.objects.get(learner=bo).attempt_count == 1


def test_an_answer_that_cannot_be_kept_leaves_nothing_behind(
    answers: Answers, numeric: Item
) -> None:
    with (
        patch.object(services_answers, "store_knowledge", side_effect=RuntimeError("disk")),
        pytest.raises(RuntimeError),
    ):
        answers.give(numeric, {"text": "4"})
    assert not Attempt.objects.exists()
    assert not ItemOffset.objects.exists()


def test_bo_and_cy_may_use_the_same_key(
    answers: Answers, numeric: Item, cy: User, now: datetime
) -> None:
    key = uuid4()
    mine = answers.give(numeric, {"text": "4"}, key=key)
    other = Answers(services.start_session(cy, lesson=answers.session.lesson, now=now), now)
    assert other.give(numeric, {"text": "9"}, key=key) != mine


def test_a_second_try_counts_less_and_has_the_next_ordinal(answers: Answers, numeric: Item) -> None:
    answers.give(numeric, {"text": "9"})
    second = answers.give(numeric, {"text": "4"})
    assert second.ordinal == 2
    assert second.weight_p == pytest.approx(0.3)


def test_hints_share_the_credit_and_the_last_one_takes_it(
    answers: Answers, session: Session, numeric: Item, choice: Item, now: datetime
) -> None:
    services.show_hint(session, item=numeric, now=now)
    helped = answers.give(numeric, {"text": "4"})
    assert (helped.hints_used, helped.weight_p) == (1, 0.5)
    for _ in range(3):
        services.show_hint(session, item=choice, now=now)
    told = answers.give(choice, {"choice": "a"})
    assert (told.hints_used, told.weight_p) == (3, 0.0)


def test_a_quick_click_is_taken_for_a_guess(answers: Answers, choice: Item) -> None:
    attempt = answers.give(choice, {"choice": "a"}, latency_ms=800)
    assert attempt.is_rapid_guess
    assert attempt.weight_p == pytest.approx(0.2)
    assert attempt.guess_p == pytest.approx(1 / 3)


def test_a_quick_written_answer_that_is_right_is_knowledge(answers: Answers, numeric: Item) -> None:
    assert not answers.give(numeric, {"text": "4"}, latency_ms=800).is_rapid_guess


def test_a_scaffolds_answer_is_kept_and_counts_for_no_skill(
    answers: Answers, session: Session, numeric: Item, now: datetime
) -> None:
    hint = numeric.hints.get(position=1)
    hint.scaffold = {
        "exercise_type": "numeric",
        "spec": {"answer": "3", "tolerance": "0", "unit": None},
        "public_spec": {},
    }
    hint.save()
    services.show_hint(session, item=numeric, now=now)
    attempt = answers.give(numeric, {"text": "3"}, hint=hint)
    assert (attempt.outcome, attempt.weight_p) == ("right", 0)
    assert not SkillState.objects.exists()
    assert selectors.items_solved(session) == set()
    assert answers.give(numeric, {"text": "4"}).ordinal == 1


def test_items_learn_from_first_answers_only(answers: Answers, numeric: Item) -> None:
    first = answers.give(numeric, {"text": "9"})
    harder = ItemOffset.objects.get(item=numeric)
    assert harder.offset == pytest.approx(first.expected_p / 1.5)
    assert harder.evidence == 1.0
    answers.give(numeric, {"text": "4"})
    assert ItemOffset.objects.get(item=numeric).offset == harder.offset


def test_an_item_others_found_hard_is_expected_to_be_hard(
    answers: Answers, numeric: Item, cy: User, now: datetime
) -> None:
    first = answers.give(numeric, {"text": "9"})
    other = Answers(services.start_session(cy, lesson=answers.session.lesson, now=now), now)
    attempt = other.give(numeric, {"text": "4"})
    assert attempt.difficulty == pytest.approx(first.expected_p / 1.5)
    assert attempt.expected_p < first.expected_p


def test_replaying_the_log_gives_the_stored_skills(
    answers: Answers, session: Session, bo: User, numeric: Item, choice: Item, now: datetime
) -> None:
    answers.give(numeric, {"text": "9"})
    answers.give(choice, {"choice": "a"}, latency_ms=500)
    services.show_hint(session, item=numeric, now=now)
    answers.give(numeric, {"text": "4"})
    answers.give(choice, {"choice": "b"})
    stored = stored_knowledge(bo.pk)
    assert known_from(answers_of(bo.pk)) == stored
    SkillState.objects.update(rating=9.0)
    assert services.rebuild_skills(bo, now=now) == stored
    assert stored_knowledge(bo.pk) == stored


def test_refolding_says_what_was_stored_otherwise_and_mends_it(
    answers: Answers, bo: User, numeric: Item
) -> None:
    answers.give(numeric, {"text": "4"})
    stored = stored_knowledge(bo.pk)
    assert _refolded() == ['{"learners": 1, "differences": 0}']
    SkillState.objects.update(rating=9.0)
    first, last = _refolded()
    assert first.startswith("bo, skill ")
    assert json.loads(last) == {"learners": 1, "differences": 1}
    assert stored_knowledge(bo.pk) == stored


def _refolded() -> list[str]:
    out = StringIO()
    call_command("refold", stdout=out)
    return out.getvalue().splitlines()


def test_an_answer_sets_the_day_of_the_next_review(
    answers: Answers, bo: User, numeric: Item
) -> None:
    attempt = answers.give(numeric, {"text": "4"})
    state = SkillState.objects.get(learner=bo)
    assert state.due_at == attempt.answered_at + timedelta(days=2)
    answers.give(numeric, {"text": "9"}, latency_ms=500)  # a second try says nothing about memory
    state.refresh_from_db()
    assert state.reviewed_at == attempt.answered_at


def test_a_new_question_is_taken_for_as_hard_as_the_others_of_its_skill(
    answers: Answers, numeric: Item, choice: Item
) -> None:
    first = answers.give(numeric, {"text": "9"})
    second = answers.give(choice, {"choice": "a"})
    assert second.difficulty == pytest.approx(choice.difficulty + first.expected_p / 1.5 / 4)


def test_an_answer_takes_a_constant_number_of_queries(answers: Answers, numeric: Item) -> None:
    for _ in range(5):
        answers.give(numeric, {"text": "9"})
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answers.give(numeric, {"text": "9"})
    assert len(queries) <= 14

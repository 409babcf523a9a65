"""Feedback is rendered when it is saved, kept from the browser, and looked up at answer time."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from tutor.content import maths, specs
from tutor.content.specs import feedback_html, feedback_texts, rendered_spec
from tutor.domain.exercises import EXERCISE_TYPES, ExerciseType

SPEC = {
    "answer": "4",
    "tolerance": "0",
    "feedback": [{"when": "10", "say": "Undo the $+3$ first."}],
    "feedback_default": "Look at **both** sides.",
}


def test_every_sentence_of_a_spec_is_rendered_once() -> None:
    rendered = rendered_spec("numeric", SPEC, figures={})
    assert feedback_texts(SPEC) == ["Undo the $+3$ first.", "Look at **both** sides."]
    assert list(rendered.spec["rendered"]) == feedback_texts(SPEC)
    assert rendered.spec["rendered"]["Look at **both** sides."] == (
        "Look at <strong>both</strong> sides."
    )


def test_saved_feedback_is_looked_up_without_the_maths_tools(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    spec = rendered_spec("numeric", SPEC, figures={}).spec
    monkeypatch.setattr(specs, "render_inline", lambda *_: pytest.fail("rendered again"))
    assert feedback_html(spec, "Undo the $+3$ first.").startswith("Undo the <math")


def test_what_the_grader_says_by_itself_is_rendered_then() -> None:
    assert feedback_html(SPEC, "You wrote $2^t$.").startswith('You wrote <math aria-label="2 to')


def test_feedback_without_the_maths_tools_shows_its_tex_safely(
    settings: Settings, tmp_path: Path
) -> None:
    settings.BASE_DIR = tmp_path
    maths.formula.cache_clear()
    maths._interpreter.cache_clear()
    assert feedback_html(SPEC, "You wrote $2<t$.") == "You wrote $2&lt;t$."
    maths._interpreter.cache_clear()


@pytest.mark.parametrize("kind", EXERCISE_TYPES, ids=lambda kind: str(kind.name))
def test_no_answer_and_no_feedback_is_public(kind: ExerciseType) -> None:
    rendered = rendered_spec(kind.name, kind.sample(), figures={})
    public = str(rendered.public_spec)
    assert rendered.problems == ()
    for secret in ("answer", "is_right", "feedback", "accepted", "tolerance", "say", "rendered"):
        assert f"'{secret}'" not in public

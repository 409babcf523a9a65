"""The browser's types say the same as the server's, and the committed files are current."""

from __future__ import annotations

from pathlib import Path

import pytest

from tutor.domain.protocol.events import KINDS
from tutor.domain.protocol.reference import render_reference
from tutor.domain.protocol.shapes import client_shapes, event_shapes, server_shapes
from tutor.domain.protocol.typescript import render_typescript

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_event_has_an_interface_and_a_place_in_the_union(kind: str) -> None:
    text = render_typescript()
    assert f'readonly kind: "{kind}";' in text
    assert f'  "{kind}",' in text


def test_every_message_has_an_interface_named_as_here() -> None:
    text = render_typescript()
    for shape in (*client_shapes(), *server_shapes(), *event_shapes()):
        assert f"export interface {shape.name} {{" in text
        assert f"  | {shape.name}" in text


def test_optional_fields_are_null_and_never_missing() -> None:
    text = render_typescript()
    assert "readonly expected_p: number | null;" in text
    assert "?:" not in text


def test_the_committed_files_are_current() -> None:
    assert (ROOT / "frontend" / "src" / "protocol.gen.ts").read_text() == render_typescript()
    assert (ROOT / "docs" / "reference" / "protocol.md").read_text() == render_reference()

"""To which of two blending drawings a press belongs, case by case."""

from __future__ import annotations

import pytest

from tutor.domain.activities.presses import Slot, assigned_ms


def slots(*presses: tuple[float, ...], no_go: tuple[int, ...] = ()) -> list[Slot]:
    """Drawings of 800 ms; `no_go` names those that are mountains."""
    return [
        Slot(length_ms=800.0, presses_ms=one, is_go=at not in no_go, follows=at > 0)
        for at, one in enumerate(presses)
    ]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        # Above 70 % of the new drawing, at 560 ms, it is answered.
        (slots((), (560.0,)), [None, 560.0]),
        # Below 40 %, at 320 ms, the press is for the one that fades.
        (slots((), (319.0,)), [1119.0, None]),
        # In between, the nearer of two without a press.
        (slots((), (399.0,)), [1199.0, None]),
        (slots((), (401.0,)), [None, 401.0]),
        # In between, the one that is still without.
        (slots((700.0,), (350.0,)), [700.0, 350.0]),
        (slots((), (450.0, 650.0)), [1250.0, 650.0]),
        # In between, a town and not a mountain.
        (slots((), (350.0,), no_go=(0,)), [None, 350.0]),
        (slots((), (550.0,), no_go=(1,)), [1350.0, None]),
        # Of several, the quickest.
        (slots((600.0, 700.0), (100.0,)), [600.0, None]),
        # The first of all has nothing before it.
        (slots((100.0,), ()), [100.0, None]),
        # Both have one already: the third is nobody's.
        (slots((700.0,), (450.0, 650.0)), [700.0, 650.0]),
    ],
)
def test_a_press_goes_to_the_drawing_that_it_most_likely_answers(
    given: list[Slot], expected: list[float | None]
) -> None:
    assert assigned_ms(given) == expected

"""The heatmap's cells: one value a person, a median or a mean, and nothing below five people."""

from __future__ import annotations

from tutor.domain.analysis import Stay, findings, segment_lines


def stays(count: int, *, slowness: float = 1.0) -> list[Stay]:
    return [
        Stay(
            learner=number,
            segment=7,
            expected_ms=60_000,
            visible_ms=int(60_000 * slowness * (1 + number / 10)),
            off_task_p=0.2,
            hints=number % 2,
            answers=2,
            wrong=1,
        )
        for number in range(count)
    ]


def test_a_part_is_measured_by_its_people() -> None:
    (line,) = segment_lines(stays(5), segments=[7])
    assert line.slowness.value == 1.2
    assert line.off_task.value == 0.2
    assert (line.hints.value, line.wrong.value) == (0.4, 0.5)


def test_four_people_are_counted_and_not_shown() -> None:
    (line,) = segment_lines(stays(4), segments=[7])
    assert (line.slowness.n, line.slowness.value) == (4, None)


def test_a_part_that_nobody_reached_is_there_and_empty() -> None:
    (line,) = segment_lines([], segments=[9])
    assert (line.segment, line.wrong.n, line.wrong.value) == (9, 0, None)


def test_a_slow_part_is_among_what_to_improve() -> None:
    (found,) = findings([], segment_lines(stays(9, slowness=2.0), segments=[7]))
    assert (found.kind, found.segment) == ("slow", 7)

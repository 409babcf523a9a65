"""What is observed of a learner follows from their signals alone."""

from __future__ import annotations

from attention_model.signals import Signal, decode
from tutor.focus.presence import Return, Watch

T0 = 1_800_000_000_000


def at(seconds: float, kind: str, **fields: object) -> Signal:
    return decode(kind, {"at_ms": T0 + int(seconds * 1000), **fields})


def watch(*events: Signal) -> Watch:
    seen = Watch()
    seen.take(events)
    return seen


def answer(seconds: float, outcome: str, *, item: int = 7, latency_ms: int = 9_000) -> Signal:
    return at(
        seconds,
        "answer",
        item=item,
        exercise_type="numeric",
        attempt=1,
        latency_ms=latency_ms,
        first_act_ms=1_000,
        outcome=outcome,
        expected_p=0.5,
    )


def item_view(seconds: float, item: int = 7) -> Signal:
    return at(seconds, "item_view", item=item, exercise_type="numeric")


def dwell(seconds: float, active_ms: int) -> Signal:
    return at(
        seconds,
        "dwell",
        segment=1,
        open_ms=5_000,
        visible_ms=5_000,
        active_ms=active_ms,
        depth_p=0.5,
    )


HIDDEN = at(10, "visibility", is_visible=False, hidden_ms=0)
BACK = at(130, "visibility", is_visible=True, hidden_ms=120_000)


def test_two_minutes_in_another_tab_are_a_return() -> None:
    back = watch(HIDDEN, BACK).taken_return()
    assert back == Return(at_ms=T0 + 130_000, hidden_ms=120_000)
    assert back.away_ms == 120_000


def test_a_return_is_taken_once() -> None:
    seen = watch(HIDDEN, BACK)
    seen.taken_return()
    assert seen.taken_return() is None


def test_the_window_that_gets_the_keyboard_back_is_the_same_return() -> None:
    focus = at(130.1, "blur", is_focused=True, blurred_ms=120_100)
    together = watch(HIDDEN, BACK, focus)
    assert together.taken_return() == Return(
        at_ms=T0 + 130_000, hidden_ms=120_000, blurred_ms=120_100
    )
    apart = watch(HIDDEN, BACK)
    apart.taken_return()
    apart.take([focus])
    assert apart.taken_return() is None


def test_the_page_knows_how_long_it_has_been_hidden_while_it_is() -> None:
    seen = watch(HIDDEN)
    assert seen.hidden_ms(now_ms=T0 + 40_000) == 30_000
    seen.take([BACK])
    assert seen.hidden_ms(now_ms=T0 + 140_000) == 0


def test_a_return_is_part_of_presence_only_at_its_moment() -> None:
    seen = watch(HIDDEN, BACK)
    back = seen.taken_return()
    assert seen.presence(now_ms=T0 + 130_000, back=back).last_hidden_ms == 120_000
    assert seen.presence(now_ms=T0 + 131_000).last_hidden_ms == 0


def test_an_open_exercise_with_fresh_input_may_be_being_answered() -> None:
    seen = watch(item_view(0), at(5, "click", target="control", is_interactive=True))
    assert seen.is_answering(now_ms=T0 + 10_000)
    assert not seen.is_answering(now_ms=T0 + 15_000)


def test_a_solved_exercise_is_not_being_answered_and_a_missed_one_may_be() -> None:
    assert not watch(item_view(0), answer(5, "right")).is_answering(now_ms=T0 + 6_000)
    assert watch(item_view(0), answer(5, "not_yet")).is_answering(now_ms=T0 + 6_000)


def test_another_segment_closes_the_exercise() -> None:
    view = at(5, "segment_view", segment=3, segment_kind="reading", words=200, expected_ms=60_000)
    seen = watch(item_view(0), view)
    assert not seen.is_answering(now_ms=T0 + 6_000)
    assert (seen.segment, seen.segment_kind) == (3, "reading")


def test_runs_of_answers_are_counted_until_one_works_out() -> None:
    seen = watch(*[answer(each, "not_yet", latency_ms=1_000) for each in range(3)])
    presence = seen.presence(now_ms=T0 + 4_000)
    assert (presence.wrong_in_a_row, presence.fast_answers_in_a_row) == (3, 3)
    seen.take([answer(5, "almost")])
    presence = seen.presence(now_ms=T0 + 6_000)
    assert (presence.wrong_in_a_row, presence.fast_answers_in_a_row) == (0, 0)


def test_an_answer_of_unknown_outcome_neither_counts_nor_ends_a_run() -> None:
    seen = watch(answer(0, "not_yet"), answer(1, "unknown"))
    assert seen.presence(now_ms=T0 + 2_000).wrong_in_a_row == 1


def test_activity_is_summed_over_the_session_and_the_last_ninety_seconds() -> None:
    seen = watch(dwell(0, 4_000), dwell(60, 3_000), dwell(120, 2_000))
    presence = seen.presence(now_ms=T0 + 121_000)
    assert (presence.active_session_ms, presence.active_ms_90s) == (9_000, 5_000)


def test_idleness_runs_from_the_last_input() -> None:
    scroll = at(10, "scroll", distance_vh=1.0, reversals=0, jumps=0, span_ms=1_000)
    still = at(40, "idle", idle_ms=30_000, is_over=False)
    assert watch(scroll, still).idle_ms(now_ms=T0 + 40_000) == 30_000


def test_i_drifted_is_heard_once() -> None:
    seen = watch(at(3, "drifted"))
    assert seen.presence(now_ms=T0 + 4_000).has_drifted_press
    assert seen.taken_drift()
    assert not seen.presence(now_ms=T0 + 5_000).has_drifted_press


def test_nothing_observed_is_nothing_present() -> None:
    presence = Watch().presence(now_ms=T0)
    assert (presence.idle_ms, presence.active_session_ms) == (0, 0)
    assert Watch().taken_return() is None

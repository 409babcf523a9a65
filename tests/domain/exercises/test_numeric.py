"""Bo writes numbers in many ways."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from tutor.domain.exercises import Grade, exercise_type

NUMERIC = exercise_type("numeric")


def grade(answer: str, text: str, **spec: Any) -> Grade:
    return NUMERIC.grade({"answer": answer, **spec}, {"text": text}, rng=Random(1))


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        ("3/4", "3/4"), ("3/4", "0.75"), ("3/4", "6/8"), ("3/4", ".75"), ("3/4", "75%"),
        ("-9/7", "-9/7"), ("-9/7", "9/-7"), ("-9/7", "-1 2/7"), ("3/2", "1 1/2"), ("3/2", "1½"),
        ("2.5", "2,5"), ("1234", "1,234"), ("1234567", "1,234,567"), ("1234.5", "1,234.50"),
        ("96000", "9.6e4"), ("96000", "9.6×10^4"), ("0.0078", "7.8*10^-3"), ("5", "x = 5"),
        ("5", "5."), ("5", "+5"), ("-5", "−5"), ("5", "5 cm"), ("1.79", "$1.79"), ("0.083", "8.3%"),
        ("8.3", "8.3%"), ("45", "45°"), ("30", "30 mph"), ("12", "12 square feet"), ("5", "٥"),
        ("1/3", r"\frac{1}{3}"), ("0", "-0"),
        ("1500", "1 500"), ("12", "12 cm."), ("15", "15 hours"),
    ],
)  # fmt: skip
def test_these_are_right(answer: str, text: str) -> None:
    assert grade(answer, text).outcome == "right"


@pytest.mark.parametrize(
    ("answer", "text", "word"),
    [
        ("5", "2+3", "work it out"),
        ("5", "10/2+0", "work it out"),
        ("1/3", "0.33", "exact"),
        ("2/3", "0.667", "exact"),
        ("0.357", "0.35714", "exact"),
    ],
)
def test_these_are_almost_there(answer: str, text: str, word: str) -> None:
    said = grade(answer, text)
    assert said.outcome == "almost"
    assert word in said.feedback


@pytest.mark.parametrize(
    ("answer", "text", "word"),
    [
        ("5", "6", "Not yet"),
        ("5", "-5", "sign"),
        ("1/3", "0.3", "Not yet"),
        ("1/3", "0.34", "Not yet"),
        ("0.5", "0.499", "Not yet"),
        ("5", "1/0", "divides by zero"),
        ("5", "x", "without letters"),
        ("5", "3, 4", "One number"),
        ("5", "five", "could not be read"),
        ("5", "5 +", "missing at the end"),
        ("5", "", "Write a number"),
        ("5", "sqrt(-4)", "no value"),
    ],
)
def test_these_are_not_yet_and_say_where_to_look(answer: str, text: str, word: str) -> None:
    said = grade(answer, text)
    assert said.outcome == "not_yet"
    assert word in said.feedback


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("5", "right"),
        ("5.1", "right"),
        ("4.9", "right"),
        ("5.11", "not_yet"),
        ("26^(1/2)", "right"),
    ],
)
def test_a_tolerance_is_a_distance_both_ways(text: str, outcome: str) -> None:
    assert grade("5", text, tolerance="0.1").outcome == outcome


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("250 cm", "right"),
        ("250cm", "right"),
        ("250 centimetres", "right"),
        ("2.5 m", "right"),
        ("250", "almost"),
        ("2.5 cm", "not_yet"),
        ("250 m", "not_yet"),
        ("250 kg", "not_yet"),
        ("25", "not_yet"),
    ],
)
def test_a_unit_is_asked_for_converted_and_missed(text: str, outcome: str) -> None:
    assert grade("250", text, unit="cm", units_accepted={"m": "100"}).outcome == outcome


def test_the_unit_of_a_wrong_kind_is_named() -> None:
    assert "kg" in grade("250", "250 kg", unit="cm").feedback


def test_money_stands_before_its_number() -> None:
    assert grade("1.79", "$1.79", unit="$").outcome == "right"
    assert grade("1.79", "1.79 dollars", unit="$").outcome == "right"
    assert grade("1.79", "1.79", unit="$").outcome == "almost"
    assert grade("1.79", "€1.79", unit="$").outcome == "not_yet"


def test_lowest_terms_only_where_they_are_asked() -> None:
    assert grade("3/4", "6/8", form="lowest_terms").outcome == "almost"
    assert grade("3/4", "3/4", form="lowest_terms").outcome == "right"
    assert grade("3", "6/2", form="lowest_terms").outcome == "almost"


def test_a_known_slip_gets_its_own_words_however_it_is_written() -> None:
    feedback = [{"when": "4/3", "say": "Which part is divided by which?"}]
    said = grade("3/4", "8/6", feedback=feedback)
    assert (said.feedback, said.misconception) == ("Which part is divided by which?", "4/3")


def test_repeating_the_question_is_no_answer() -> None:
    said = grade("42", "6*7", given=r"6\times7")
    assert (said.outcome, "repeats" in said.feedback) == ("not_yet", True)
    assert grade("42", "42", given=r"6\times7").outcome == "right"
    assert grade("2/3", "12/18", given=r"\frac{12}{18}").outcome == "not_yet"
    assert grade("2/3", "4/6", given=r"\frac{12}{18}", form="lowest_terms").outcome == "almost"
    assert grade("0.083", "8.30%", given=r"8.30\%").outcome == "not_yet"
    assert grade("5", "5", given="5").outcome == "right"


def test_a_locale_with_decimal_commas_reads_thousands_as_decimals() -> None:
    assert grade("1.234", "1,234", decimal_comma=True).outcome == "right"
    assert grade("1234", "1,234", decimal_comma=True).outcome == "not_yet"


def test_all_mistakes_of_an_author_are_told_at_once() -> None:
    spec = {
        "answer": "two", "tolerance": "-1", "units_accepted": {"m": "0"}, "unit": "cm",
        "feedback": [{"when": "3"}], "form": "pretty",
    }  # fmt: skip
    errors = " ".join(NUMERIC.check_spec(spec))
    for word in ("answer is 'two'", "tolerance is '-1'", "'m' is '0'", "feedback 1", "'pretty'"):
        assert word in errors


def test_feedback_for_the_answer_itself_is_refused() -> None:
    errors = NUMERIC.check_spec({"answer": "0.5", "feedback": [{"when": "1/2", "say": "no"}]})
    assert errors == ["feedback 1: when is '1/2', which is the answer."]

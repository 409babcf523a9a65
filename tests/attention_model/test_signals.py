"""Every signal declares itself once: ranges are kept, and a refusal says what is wrong."""

from __future__ import annotations

import math
import subprocess
import sys
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attention_model.signals import (
    SIGNALS,
    SPECS,
    FieldSpec,
    Signal,
    SignalError,
    decode,
    encode,
)

every_signal = pytest.mark.parametrize("signal", SIGNALS, ids=lambda signal: signal.NAME)


def outside(spec: FieldSpec) -> object:
    """A value that `spec` has to refuse."""
    if spec.choices:
        return "no such word"
    if spec.python_type is bool:
        return 1
    return "x" * (spec.max_length + 1) if spec.python_type is str else spec.high + 1


@every_signal
def test_what_a_signal_simulates_survives_the_wire(signal: type[Signal]) -> None:
    rng = Random(7)
    for _ in range(50):
        event = signal.simulate(rng, at_ms=1_700_000_000_000)
        fields = encode(event)
        assert decode(str(fields.pop("kind")), fields) == event


@every_signal
def test_a_value_out_of_range_is_named_with_its_range(signal: type[Signal]) -> None:
    good = encode(signal.simulate(Random(1), at_ms=5))
    del good["kind"]
    for spec in SPECS[signal.NAME].values():
        bad = outside(spec)
        with pytest.raises(SignalError) as caught:
            decode(signal.NAME, {**good, spec.name: bad})
        for part in (signal.NAME, spec.name, repr(bad), spec.allowed):
            assert part in str(caught.value)


@every_signal
def test_a_signal_says_what_it_notices_and_which_consent_it_needs(signal: type[Signal]) -> None:
    assert ("gaze" if signal.NAME == "gaze" else "activity") == signal.PURPOSE
    assert signal.WORDS.endswith(".")
    assert "!" not in signal.WORDS


@pytest.mark.parametrize("bad", [math.nan, math.inf, -0.01, 1.01, "0.5", True, None])
def test_a_fraction_is_a_number_from_nought_to_one(bad: object) -> None:
    fields = {"at_ms": 1, "segment": 1, "open_ms": 1, "visible_ms": 1, "active_ms": 1}
    with pytest.raises(SignalError, match="depth_p"):
        decode("dwell", {**fields, "depth_p": bad})


def test_everything_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(SignalError) as caught:
        decode("scroll", {"at_ms": -1, "distance_vh": 0.5, "jumps": 0, "key": "a"})
    text = str(caught.value)
    assert "at_ms is -1" in text
    assert "reversals is missing" in text
    assert "key is not a field" in text


def test_an_unknown_kind_lists_the_kinds_there_are() -> None:
    with pytest.raises(SignalError, match="keystroke: no such signal, there are segment_view"):
        decode("keystroke", {"at_ms": 1})


def test_no_signal_has_a_field_for_typed_text_or_a_position_on_the_screen() -> None:
    names = {name for specs in SPECS.values() for name in specs}
    assert not names & {"text", "key", "code", "x", "y", "url", "html", "image"}


@settings(deadline=None)
@given(st.dictionaries(st.text(max_size=12), st.one_of(st.none(), st.integers(), st.text())))
def test_decoding_anything_gives_a_signal_or_a_signal_error(fields: dict[str, object]) -> None:
    for signal in SIGNALS:
        try:
            event = decode(signal.NAME, fields)
        except SignalError as error:
            assert error.problems
        else:
            assert isinstance(event, signal)


def test_the_protocol_can_import_the_signals_without_numpy_or_torch() -> None:
    code = "import sys, attention_model.signals; print({'numpy', 'torch'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"

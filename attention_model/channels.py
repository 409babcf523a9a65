"""What one second of behaviour is reduced to: a row of sums, one column a channel."""

from __future__ import annotations

from enum import IntEnum, auto

from attention_model.compat import override

BIN_MS = 1_000
WINDOWS_S = (10, 30, 90)
LONGEST_S = WINDOWS_S[-1]


class _FromZero(IntEnum):
    @override
    @staticmethod
    def _generate_next_value_(name: str, start: int, count: int, last_values: list[int]) -> int:
        del name, start, last_values
        return count


class Channel(_FromZero):
    """A column of the ring of one-second bins. Counts unless the name carries a unit."""

    SCROLLS = auto()
    REVERSALS = auto()
    JUMPS = auto()
    POINTERS = auto()
    PAUSES = auto()
    CLICKS = auto()
    DEAD_CLICKS = auto()
    HIDES = auto()
    BLURS = auto()
    ANSWERS = auto()
    TIME_RESIDUAL = auto()
    TIME_ABS_RESIDUAL = auto()
    RAPID = auto()
    SUCCESS_RESIDUAL = auto()
    EASY_MISSES = auto()
    HINTS = auto()
    FAST_HINTS = auto()
    DRIFTS = auto()
    UNANSWERED = auto()
    EVENTS = auto()
    GAZE_S = auto()
    GAZE_VALID_S = auto()
    FIXATIONS = auto()
    FIXATION_RESIDUAL = auto()
    DISPERSION_RESIDUAL = auto()
    AREA_HITS = auto()
    OFFSCREEN_S = auto()
    # Filled in when a second is over, from what is known at its end:
    HIDDEN_S = auto()
    IDLE_S = auto()
    ACTIVE_S = auto()
    EXPECTED_SCROLLS = auto()
    EXPECTED_REVERSALS = auto()
    EXPECTED_POINTERS = auto()
    EXPECTED_HITS = auto()
    EXPECTED_OFFSCREEN_S = auto()


CHANNELS = len(Channel)


class Rate(_FromZero):
    """What is compared with the learner's own rate per active second, by kind of activity."""

    SCROLLS = auto()
    REVERSALS = auto()
    POINTERS = auto()


RATES = len(Rate)
RATE_CHANNELS = (Channel.SCROLLS, Channel.REVERSALS, Channel.POINTERS)
EXPECTED_CHANNELS = (
    Channel.EXPECTED_SCROLLS,
    Channel.EXPECTED_REVERSALS,
    Channel.EXPECTED_POINTERS,
)


class Habit(_FromZero):
    """Running means of the learner's gaze, each with its own weight."""

    LOG_FIXATION = auto()
    LOG_DISPERSION = auto()
    AREA_HIT = auto()
    OFFSCREEN = auto()


HABITS = len(Habit)


class Context(_FromZero):
    """The activity on the page: rates of reading and of practising are kept apart."""

    READING = auto()
    PRACTICE = auto()


CONTEXTS = len(Context)

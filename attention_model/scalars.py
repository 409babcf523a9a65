"""What is one number a learner: the columns of `Arena.scalar`."""

from __future__ import annotations

import math

# One value a learner, with what it is before anything was seen. Moments are seconds since epoch.
SCALARS: dict[str, float] = {
    "session_start_s": math.nan,
    "last_event_s": math.nan,
    "last_input_s": math.nan,
    "last_probe_s": math.nan,
    "last_answer_s": math.nan,
    "returned_s": math.nan,
    "hidden": 0.0,
    "hidden_since_s": math.nan,
    "last_hidden_s": 0.0,
    "blurred": 0.0,
    "has_pointer": 0.0,
    "has_scroll": 0.0,
    "stretch_events": 0.0,
    "segment_usual_s": math.nan,
    "block_residual": math.nan,
}
(
    SESSION_START_S,
    LAST_EVENT_S,
    LAST_INPUT_S,
    LAST_PROBE_S,
    LAST_ANSWER_S,
    RETURNED_S,
    HIDDEN,
    HIDDEN_SINCE_S,
    LAST_HIDDEN_S,
    BLURRED,
    HAS_POINTER,
    HAS_SCROLL,
    STRETCH_EVENTS,
    SEGMENT_USUAL_S,
    BLOCK_RESIDUAL,
) = range(len(SCALARS))

"""Writes the weights file that the tracer reads."""

from __future__ import annotations

import json

from tutor.domain.learner.benchmark.logs import Log
from tutor.domain.learner.tracer import FEATURES, Tracer

# More digits would claim a precision that no fit on some thousand learners has.
_DIGITS = 4


def weights_text(tracer: Tracer, *, log: Log) -> str:
    """The file's text: weights by feature, and what they were fitted on."""
    events = sum(len(one.events) for one in log.questions().train)
    weights = zip(FEATURES, tracer.weights, strict=True)
    content = {
        "fitted_on": f"{log.name}: {events} questions of {len(log.train)} learners",
        "weights": {name: round(weight, _DIGITS) for name, weight in weights},
    }
    return json.dumps(content, indent=2) + "\n"

"""The causal filter that knows every simulated learner's true rates, habits and dwell times.

It is told which learner drifts often (their true dwell times), which is knowing who; and it hears
the filter's six behaviours only, not how long a text is being read. Both are said in the card.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from attention_model.arena import PRIOR_RATES
from attention_model.bulk import LiveLearner
from attention_model.channels import Habit
from attention_model.datasets.simulated import SimulatedClass
from attention_model.features import INDEX
from attention_model.rows import rows_of
from attention_model.simulate import SimulatedLearner
from attention_model.state_filter import FilterParameters, transition_matrix
from attention_model.windows import Windows

Floats = NDArray[np.float64]
CERTAIN = 1e9


def true_logits(made: SimulatedClass) -> Floats:
    """Log odds of the causal filter with every learner's true parameters, (n,)."""
    windows = Windows(capacity=len(made.learners) + 1)
    learners = [_pinned(windows, learner) for learner in made.learners]
    rows = rows_of(made.recordings, windows=windows, learners=learners)
    return rows.x[:, INDEX["filter_logit"]]


def _pinned(windows: Windows, learner: SimulatedLearner) -> LiveLearner:
    live, traits = windows.new_learner(), learner.traits
    arena, row = windows.arena, live.row
    # The filter's factors are relative to the population's average, so the average of a learner
    # with these traits is pinned: rate times factor is then the true rate of each state.
    scrolls, pointers = 0.199 * traits.activity, 0.258 * traits.activity
    reading = [scrolls, PRIOR_RATES[0, 1] * traits.activity, pointers]
    practice = [scrolls * 0.3, PRIOR_RATES[1, 1] * traits.activity, pointers]
    arena.known_rates[row] = [reading, practice]
    dwell_s = (traits.on_dwell_s, traits.drift_dwell_s, 12.0)
    arena.transition[row] = transition_matrix(dwell_s, FilterParameters().off_per_s)
    hit_p = 1 / (1 + math.exp(-(math.log(0.82 / 0.18) + traits.hit_logit)))
    habits = np.zeros(len(Habit))
    habits[Habit.LOG_FIXATION] = math.log(0.245 * traits.fixation) + 0.029
    habits[Habit.LOG_DISPERSION] = math.log(0.05)
    habits[Habit.AREA_HIT] = hit_p
    habits[Habit.OFFSCREEN] = 0.046
    arena.habit_sums[row] = habits * CERTAIN
    arena.habit_weights[row] = CERTAIN
    live.known.answers.known_log_ms = traits.time_log_ms + 0.054
    return live

"""A causal three-state filter (on task, drifting, off screen) over one-second bins.

Each second multiplies the belief by a transition and by the likelihood of what was seen, given the
learner's own rates. The magnitudes are the published or judged ones of the evaluation paper, set
once; the logistic model above scales the filter's logit, so only their proportions matter.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from attention_model.channels import Channel

Floats = NDArray[np.float64]

ON, DRIFTING, OFF = range(3)

# The behaviours that the filter listens to, by the names of the feature groups they belong to.
EVIDENCE_GROUPS = ("presence", "scrolling", "pointer", "gaze", "answer_timing", "accuracy")


@dataclass(frozen=True, kw_only=True, slots=True)
class FilterParameters:
    """Per state (on, drifting, off): how a second of it differs from the learner's average."""

    dwell_s: tuple[float, float, float] = (42.0, 18.0, 12.0)
    off_per_s: float = 1 / 300
    scroll_factor: tuple[float, float, float] = (1.105, 0.754, 0.05)
    reversal_factor: tuple[float, float, float] = (1.0, 1.0, 0.05)
    pointer_factor: tuple[float, float, float] = (1.163, 0.624, 0.05)
    fixation_shift: tuple[float, float, float] = (-0.029, 0.067, 0.0)
    fixation_spread: float = 0.28
    hit_shift: tuple[float, float, float] = (0.30, -0.48, -3.0)
    offscreen_shift: tuple[float, float, float] = (-0.15, 0.35, 3.0)
    time_mean: tuple[float, float, float] = (-0.12, 0.40, 0.40)
    time_spread: tuple[float, float, float] = (1.0, 1.7, 1.7)
    success_shift: tuple[float, float, float] = (0.045, -0.115, -0.115)
    rapid_p: tuple[float, float, float] = (0.02, 0.10, 0.10)
    hidden_p: tuple[float, float, float] = (0.0005, 0.002, 0.6)


def transition_matrix(
    dwell_s: tuple[float, float, float] | Floats, off_per_s: float
) -> Floats:  # (3, 3), rows sum to one
    """Probabilities of going from one state to another within a second."""
    on_s, drift_s, off_s = dwell_s
    leave_on, leave_drift, leave_off = 1 / on_s, 1 / drift_s, 1 / off_s
    return np.array(
        [
            [1 - leave_on - off_per_s, leave_on, off_per_s],
            [leave_drift, 1 - leave_drift - off_per_s, off_per_s],
            [0.8 * leave_off, 0.2 * leave_off, 1 - leave_off],
        ]
    )


def stationary(transition: Floats) -> Floats:
    """The share of time spent in each state in the long run, shape (3,)."""
    values, vectors = np.linalg.eig(transition.T)
    vector = np.real(vectors[:, np.argmax(np.real(values))])
    return np.asarray(vector / vector.sum())


class StateFilter:
    """Vectorised over learners: one call advances all of them by one second."""

    def __init__(self, parameters: FilterParameters | None = None) -> None:
        self.parameters = parameters or FilterParameters()
        p = self.parameters
        self.transition = transition_matrix(p.dwell_s, p.off_per_s)
        self.prior = stationary(self.transition)
        self._count_factors = np.array(
            [p.scroll_factor, p.reversal_factor, p.pointer_factor]
        )  # (R, 3)
        self._count_logs = np.log(self._count_factors)
        self._hidden_odds = np.log(np.array(p.hidden_p)) - np.log1p(-np.array(p.hidden_p))
        self._log_seen = np.log1p(-np.array(p.hidden_p))
        self._log_rapid = np.log(p.rapid_p) - np.log1p(-np.array(p.rapid_p))
        self._log_not_rapid = np.log1p(-np.array(p.rapid_p))

    def step(
        self, belief: Floats, transition: Floats, seconds: Floats, attribution: Floats
    ) -> tuple[Floats, Floats]:
        """One second on: the belief and which behaviour brought it there.

        Shapes: belief (B, 3), transition (B, 3, 3), seconds (B, channels), attribution (B, G) in
        log odds by EVIDENCE_GROUPS. What was said earlier fades as the transition forgets it.
        """
        predicted = np.einsum("bi,bij->bj", belief, transition)  # (B, 3)
        evidence = self._evidence(seconds)  # (B, G, 3)
        total = evidence.sum(axis=1)
        posterior = predicted * np.exp(total - total.max(axis=1, keepdims=True))
        posterior /= posterior.sum(axis=1, keepdims=True)
        off = posterior[:, DRIFTING] + posterior[:, OFF] + 1e-12
        share = (posterior[:, DRIFTING] / off)[:, None]
        against = evidence[:, :, DRIFTING] * share + evidence[:, :, OFF] * (1 - share)
        kept = attribution * self._kept(belief, predicted)[:, None]
        return posterior, kept + against - evidence[:, :, ON]

    def _kept(self, belief: Floats, predicted: Floats) -> Floats:
        """The share of earlier log odds that the transition leaves, (B,)."""
        usual = log_odds(self.prior[None])
        before, after = log_odds(belief) - usual, log_odds(predicted) - usual
        moved = np.abs(before) > 1e-3
        return np.asarray(np.clip(np.where(moved, after / np.where(moved, before, 1), 1), 0, 1))

    def _evidence(self, x: Floats) -> Floats:  # (B, G, 3) log-likelihoods up to a constant
        out = np.zeros((len(x), len(EVIDENCE_GROUPS), 3))
        hidden = x[:, Channel.HIDDEN_S, None]
        out[:, 0] = hidden * self._hidden_odds + self._log_seen
        counts = (Channel.SCROLLS, Channel.REVERSALS, Channel.POINTERS)
        first = Channel.EXPECTED_SCROLLS
        seen, expected = x[:, counts], x[:, first : first + 3]
        by_kind = seen[:, :, None] * self._count_logs - expected[:, :, None] * self._count_factors
        out[:, 1] = by_kind[:, 0] + by_kind[:, 1]
        out[:, 2] = by_kind[:, 2]
        gazing = np.flatnonzero(x[:, Channel.GAZE_VALID_S] > 0.2)
        if gazing.size:
            out[gazing, 3] = self._gaze(x[gazing])
        answering = np.flatnonzero(x[:, Channel.ANSWERS])
        if answering.size:
            out[answering, 4] = self._time(x[answering])
            out[answering, 5] = self._success(x[answering])
        return out

    def _gaze(self, x: Floats) -> Floats:
        p = self.parameters
        fixated = x[:, Channel.FIXATIONS, None] > 0
        count = np.maximum(x[:, Channel.FIXATIONS, None], 1.0)
        residual = x[:, Channel.FIXATION_RESIDUAL, None] / count
        shifts = np.array(p.fixation_shift)
        duration = -0.5 * ((residual - shifts) / p.fixation_spread) ** 2
        hits = _bernoulli(
            x[:, Channel.AREA_HITS, None] / count,
            x[:, Channel.EXPECTED_HITS, None],
            np.array(p.hit_shift),
        )
        off = _bernoulli(
            np.minimum(x[:, Channel.OFFSCREEN_S, None], 1.0),
            x[:, Channel.EXPECTED_OFFSCREEN_S, None],
            np.array(p.offscreen_shift),
        )
        return np.asarray(np.where(fixated, duration + hits, 0.0) + off)

    def _time(self, x: Floats) -> Floats:
        p = self.parameters
        count = x[:, Channel.ANSWERS, None]
        means, spreads = np.array(p.time_mean), np.array(p.time_spread)
        time = x[:, Channel.TIME_RESIDUAL, None] / count
        out = -0.5 * ((time - means) / spreads) ** 2 - np.log(spreads)
        rapid = np.minimum(x[:, Channel.RAPID, None], 1.0)
        return np.asarray(out + rapid * self._log_rapid + self._log_not_rapid)

    def _success(self, x: Floats) -> Floats:
        residual = x[:, Channel.SUCCESS_RESIDUAL, None] / x[:, Channel.ANSWERS, None]
        # A success residual is outcome minus expectation, so its sign tells the outcome.
        expected = np.clip(np.where(residual > 0, 1 - residual, -residual), 0.16, 0.94)
        chance = expected + np.array(self.parameters.success_shift)
        return np.asarray(
            np.where(residual > 0, np.log(chance), np.log1p(-chance)) * (residual != 0)
        )


def log_odds(belief: Floats) -> Floats:
    """Log odds of not being on task, (B,) from beliefs (B, 3)."""
    safe = np.maximum(belief, 1e-9)
    return np.asarray(np.log((safe[:, DRIFTING] + safe[:, OFF]) / safe[:, ON]))


def _bernoulli(share: Floats, expected: Floats, shift: Floats) -> Floats:
    """Log-likelihood of `share` successes when the usual odds are shifted, shape (B, 3)."""
    usual = np.log(expected) - np.log1p(-expected)
    log_odds = usual + shift
    return np.asarray(share * log_odds - np.logaddexp(0.0, log_odds))

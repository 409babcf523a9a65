"""How well the stored estimates tell on-task from off-task moments of the simulated learners."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from attention_model.metrics import score
from attention_model.simulate import State
from tutor.demo.clock import SimulatedClock
from tutor.demo.truth import Truth
from tutor.focus.models import Estimate


@dataclass(frozen=True, kw_only=True)
class Separation:
    """AUC over hidden state with its 95 % interval over people; None where there is no answer.

    `estimates` had enough evidence and are scored; `without_evidence` did not and are not.
    """

    auc: float | None
    auc_low: float | None
    auc_high: float | None
    estimates: int
    without_evidence: int


def separation(truth: Truth, *, clock: SimulatedClock) -> Separation:
    rows = Estimate.objects.filter(
        session__public_id__in=truth.sessions, at_ms__gte=clock.started_ms
    ).values_list("session__public_id", "session__learner_id", "at_ms", "p_off_task")
    is_off, p, person, without_evidence = [], [], [], 0
    for session, learner, at_ms, p_off_task in rows:
        state = truth.state_at(str(session), clock.simulated_ms(at_ms))
        if p_off_task is None or state is None:
            without_evidence += p_off_task is None
            continue
        is_off.append(state != State.ON_TASK)
        p.append(p_off_task)
        person.append(str(learner))
    if not is_off or all(is_off) or not any(is_off):
        return _no_answer(len(is_off), without_evidence)
    found = score(
        np.array(is_off), np.array(p), np.array(person), rng=np.random.default_rng(20261124)
    )
    return Separation(
        auc=_rounded(found.auc),
        auc_low=_rounded(found.auc_low),
        auc_high=_rounded(found.auc_high),
        estimates=len(is_off),
        without_evidence=without_evidence,
    )


def _no_answer(estimates: int, without_evidence: int) -> Separation:
    return Separation(
        auc=None,
        auc_low=None,
        auc_high=None,
        estimates=estimates,
        without_evidence=without_evidence,
    )


def _rounded(value: float) -> float | None:
    return round(value, 4) if np.isfinite(value) else None

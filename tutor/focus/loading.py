"""The estimator for simulations outside the worker; only this room may import it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # Named again so that simulations can type what they hold without importing the module.
    from attention_model.estimator import Estimate as Estimate
    from attention_model.estimator import Estimator as Estimator


def shipped_estimator() -> Estimator:
    """The shipped weights; raises WeightsError naming the command that makes them."""
    from attention_model.estimator import Estimator

    return Estimator.load(None)

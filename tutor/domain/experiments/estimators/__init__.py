"""Estimates of what an arm does, with intervals that fit how units were randomised."""

from __future__ import annotations

from tutor.domain.experiments.estimators.between import randomised_effect
from tutor.domain.experiments.estimators.effect import Effect
from tutor.domain.experiments.estimators.within import excursion_effect

__all__ = ["Effect", "excursion_effect", "randomised_effect"]

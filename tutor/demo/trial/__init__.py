"""A whole study with simulated learners and a known effect: from the consent to the estimate."""

from __future__ import annotations

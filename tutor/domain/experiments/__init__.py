"""Experiments: who gets which arm, who may take part, when it ends, and what it found."""

from __future__ import annotations

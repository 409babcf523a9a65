"""The queue of what takes minutes, beside the one of the ticks."""

from __future__ import annotations

SLOW_QUEUE = "attune-slow"

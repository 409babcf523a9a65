"""What answers and times say about a lesson and its exercises. Pure; people are numbers here."""

from __future__ import annotations

from tutor.domain.analysis.improve import Finding, findings
from tutor.domain.analysis.intervals import Correlation, Share, correlation, quantile, share
from tutor.domain.analysis.items import (
    SMALLEST_GROUP,
    Given,
    HintEffect,
    ItemStatistics,
    first_answers,
    item_statistics,
)
from tutor.domain.analysis.segments import Cell, SegmentLine, Stay, segment_lines

__all__ = [
    "SMALLEST_GROUP",
    "Cell",
    "Correlation",
    "Finding",
    "Given",
    "HintEffect",
    "ItemStatistics",
    "SegmentLine",
    "Share",
    "Stay",
    "correlation",
    "findings",
    "first_answers",
    "item_statistics",
    "quantile",
    "segment_lines",
    "share",
]

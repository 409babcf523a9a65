"""An import's report in figures, for the command's last line and the teacher's page."""

from __future__ import annotations

from typing import Any

from tutor.content.importers.base import CourseDraft, Weight
from tutor.content.services import ImportReport


def counted(report: ImportReport) -> dict[str, Any]:
    """What was taken, in the words of the format's own figures."""
    draft = report.reading.draft
    counts = _draft_counts(draft) if draft else {}
    return counts | report.reading.counts | {
        "skipped": len(report.of(Weight.SKIPPED)),
        "notes": len(report.of(Weight.NOTE)),
        "errors": len(report.of(Weight.ERROR)),
        "is_saved": report.course is not None,
    }  # fmt: skip


def _draft_counts(draft: CourseDraft) -> dict[str, Any]:
    items = list(draft.items())
    return {
        "course": draft.slug,
        "lessons": len(draft.lessons),
        "segments": sum(1 for _ in draft.segments()),
        "problems": sum(1 for segment in draft.segments() if segment.items),
        "steps": len(items),
        "hints": sum(len(item.hints) for item in items),
        "skills": len(draft.skills),
        "figures": len(draft.figures),
    }

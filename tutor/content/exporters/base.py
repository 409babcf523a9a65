"""What every export format gives: files, and a list of what they could not hold."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field

from tutor.content.importers.base import CourseDraft, Finding, Weight


@dataclass
class Export:
    """Files by name; findings of weight SKIPPED (left out) and NOTE (written with a difference)."""

    files: dict[str, bytes] = field(default_factory=dict, repr=False)
    findings: list[Finding] = field(default_factory=list)
    item_count: int = 0
    #: Slugs of items that were written, but whose answers may be judged otherwise there.
    regraded: set[str] = field(default_factory=set)

    def skip(self, where: str, reason: str) -> None:
        self.findings.append(Finding(weight=Weight.SKIPPED, where=where, reason=reason))

    def note(self, where: str, reason: str) -> None:
        self.findings.append(Finding(weight=Weight.NOTE, where=where, reason=reason))

    def of(self, weight: Weight) -> list[Finding]:
        """The findings of one weight."""
        return [finding for finding in self.findings if finding.weight is weight]


class Exporter(ABC):
    """One format. A member of `EXPORTERS`; stateless."""

    name: str
    #: "" where the format is a folder, else the suffix of its one file.
    suffix: str = ""

    @abstractmethod
    def write(self, draft: CourseDraft) -> Export:
        """The course in this format; writes nothing anywhere."""


class NotWrittenError(Exception):
    """An item that the format cannot hold; the message says why."""

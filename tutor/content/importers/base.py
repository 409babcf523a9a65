"""What every import format gives: a draft of a course in Attune's own dialect, and its findings.

A draft is values only: no database, no HTML. Texts are Attune's Markdown (`content.dialect`); a
format that writes otherwise is translated by its importer. `content.prepare` renders a draft and
`content.services.publish_course` saves it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from attention_model.compat import override


class Weight(StrEnum):
    """What a finding means for the import."""

    ERROR = "error"  # nothing is imported until it is mended
    SKIPPED = "skipped"  # a problem that the source has and the course will not
    NOTE = "note"  # taken, but not quite as it was written


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Something that could not be taken as it is: where, and why."""

    weight: Weight
    where: str
    reason: str
    line: int = 0

    @override
    def __str__(self) -> str:
        place = f"{self.where}:{self.line}" if self.line else self.where
        return f"{place}: {self.reason}"


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a text stands in its source, so that what is wrong with it can be named."""

    where: str
    line: int = 0
    #: The source's own text from `line` on, to find the line of a formula; "" where lines mean
    #: nothing.
    source: str = ""

    def finding(self, weight: Weight, reason: str, *, near: str = "") -> Finding:
        """A finding here, or at the first line from here on that holds `near`."""
        offset = self.source.find(near) if near else -1
        below = self.source.count("\n", 0, offset) if offset > 0 else 0
        line = self.line + below if self.line else 0
        return Finding(weight=weight, where=self.where, line=line, reason=reason)


@dataclass(frozen=True, kw_only=True)
class QuestionDraft:
    """What is asked and how it is answered."""

    exercise_type: str
    spec: dict[str, Any]
    stem: str = ""


@dataclass(frozen=True, kw_only=True)
class HintDraft:
    """A step of help. `dependencies` are slugs of hints of the same item to be seen before it."""

    slug: str
    text: str
    title: str = ""
    dependencies: tuple[str, ...] = ()
    scaffold: QuestionDraft | None = None


@dataclass(frozen=True, kw_only=True)
class ItemDraft:
    """One exercise; its last hint is the one that gives the worked answer away."""

    slug: str
    question: QuestionDraft
    place: Place
    title: str = ""
    skills: tuple[str, ...] = ()
    difficulty: float = 0.0
    is_check: bool = False
    hints: tuple[HintDraft, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SegmentDraft:
    """One screen of a lesson: a text, then 0 to n items.

    Licence and attribution are given where they differ from the course's; `figures` tells under
    which name the course keeps each picture that the segment's texts may show.
    """

    slug: str
    kind: str
    place: Place
    title: str = ""
    text: str = ""
    minutes: float = 0.0
    licence: str = ""
    attribution: str = ""
    figures: Mapping[str, str] = field(default_factory=dict)
    items: tuple[ItemDraft, ...] = ()


@dataclass(frozen=True, kw_only=True)
class LessonDraft:
    """A lesson; its place in the course is its place in `CourseDraft.lessons`."""

    slug: str
    title: str
    place: Place
    summary: str = ""
    introduction: str = ""
    minutes: int = 0
    segments: tuple[SegmentDraft, ...] = ()
    #: The author's own files, {name: text}; empty where the source is of another format.
    files: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, kw_only=True)
class SkillDraft:
    """Something to be learnt, and from which probability of mastery it counts as learnt."""

    slug: str
    title: str
    mastery_p: float = 0.95


@dataclass(frozen=True, kw_only=True)
class FigureDraft:
    """A picture, served by its name, which is unique in the course."""

    name: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class CourseDraft:
    """A whole course.

    `is_strict`: a text that cannot be shown as written is an error (somebody here can mend it), not
    a note (somebody elsewhere wrote it).
    """

    slug: str
    title: str
    licence: str
    source_format: str
    place: Place
    description: str = ""
    language: str = "en"
    attribution: str = ""
    is_strict: bool = True
    skills: tuple[SkillDraft, ...] = ()
    lessons: tuple[LessonDraft, ...] = ()
    figures: tuple[FigureDraft, ...] = ()

    def retitled(self, title: str) -> CourseDraft:
        """The same course under another title."""
        return replace(self, title=title)

    def renamed(self, slug: str) -> CourseDraft:
        """The same course under another slug."""
        return replace(self, slug=slug)

    def segments(self) -> Iterator[SegmentDraft]:
        """All segments in order."""
        return (segment for lesson in self.lessons for segment in lesson.segments)

    def items(self) -> Iterator[ItemDraft]:
        """All items in order."""
        return (item for segment in self.segments() for item in segment.items)


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What was read: a draft (None when errors leave nothing to build), and the findings.

    `counts` are what a format wants to report besides the usual (`sub_hints`).
    """

    draft: CourseDraft | None
    findings: tuple[Finding, ...] = ()
    counts: dict[str, int] = field(default_factory=dict)

    def with_draft(self, draft: CourseDraft) -> Reading:
        """The same findings about another draft."""
        return replace(self, draft=draft)

    def errors(self) -> list[Finding]:
        """The findings that refuse the import."""
        return [finding for finding in self.findings if finding.weight is Weight.ERROR]


class Importer(ABC):
    """One format. A member of `IMPORTERS`; stateless."""

    name: str

    @abstractmethod
    def read(self, path: Path, *, course: str = "") -> Reading:
        """Read `path` without writing anything anywhere; raises nothing for bad content.

        `course` chooses one where the format can hold several.
        """

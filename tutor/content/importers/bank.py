"""What the formats of question banks share: gathering questions into a course, by name and reason.

A bank's category (a cartridge's quiz, a package's test) becomes a lesson and a skill, each question
a practice segment with one item, a description a reading segment. A bank has no hints that lead to
the answer, so every item gets a last hint that gives it: nobody is left stuck.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.text import slugify

from tutor.content.importers.bank_answers import answer_words
from tutor.content.importers.base import (
    CourseDraft,
    FigureDraft,
    Finding,
    HintDraft,
    ItemDraft,
    LessonDraft,
    Place,
    QuestionDraft,
    Reading,
    SegmentDraft,
    SkillDraft,
    Weight,
)
from tutor.content.importers.folder_figures import figure_fault
from tutor.content.importers.html_text import (
    ActingHtmlError,
    Converted,
    escaped,
    markdown_of,
    one_line,
    tidy,
)
from tutor.domain.exercises import exercise_type

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|&(?:#?\w+);")
_TEX = re.compile(r"\\\((.+?)\\\)|\\\[(.+?)\\\]", re.DOTALL)


class NotTakenError(Exception):
    """A question that cannot become one of ours; the message says why."""


@dataclass
class Pictures:
    """The files that texts of one question may show: {address in the source: bytes}."""

    found: Callable[[str], bytes | None] = lambda _: None
    prefix: str = ""
    shown: dict[str, str] = field(default_factory=dict)  # {name in texts: name in the course}


@dataclass
class Bank:
    """Questions as they are taken, and what is said of those that are not."""

    format: str
    label: str
    findings: list[Finding] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    figures: dict[str, FigureDraft] = field(default_factory=dict)
    _sections: dict[str, list[SegmentDraft]] = field(default_factory=dict)
    _skills: dict[str, str] = field(default_factory=dict)
    _section: str = ""
    _slugs: Counter[str] = field(default_factory=Counter)

    def section(self, title: str) -> None:
        """Questions from here on belong to this lesson."""
        self._section = " ".join(title.split())[:200] or self.label
        self._sections.setdefault(self._section, [])

    def error(self, where: str, reason: str, *, line: int = 0) -> None:
        self._say(Weight.ERROR, where, reason, line)

    def skip(self, where: str, reason: str, *, line: int = 0) -> None:
        """A question that the course will not have."""
        self.counts["questions"] += 1
        self._say(Weight.SKIPPED, where, reason, line)

    def note(self, where: str, reason: str, *, line: int = 0) -> None:
        self._say(Weight.NOTE, where, reason, line)

    def _say(self, weight: Weight, where: str, reason: str, line: int) -> None:
        self.findings.append(
            Finding(weight=weight, where=where, reason=reason.rstrip("."), line=line)
        )

    def words(
        self,
        text: str,
        form: str,
        where: str,
        *,
        pictures: Pictures | None = None,
        is_inline: bool = False,
        is_asked: bool = True,
    ) -> str:
        """A text of the source as Attune's Markdown; `is_asked` texts must not lack a picture.

        Raises:
            NotTakenError: it asks about a picture that is not there, or would act.
        """
        shown = pictures or Pictures()
        try:
            found = self._converted(text, form, shown)
        except ActingHtmlError as error:
            self.error(where, str(error))
            raise NotTakenError(str(error)) from error
        if found.missing and is_asked:
            raise NotTakenError(f"it shows {found.missing[0]!r}, which did not come with it")
        for name in found.missing:
            self.note(where, f"the picture {name!r} did not come with it and is left out")
        for problem in found.problems:
            self.note(where, problem)
        return one_line(found.text) if is_inline else found.text

    def _converted(self, text: str, form: str, pictures: Pictures) -> Converted:
        if form == "plain":
            return Converted(text=tidy(escaped(text)))
        if form == "markdown":
            markdown_of(text)  # only to refuse what would act: tags are shown as they are written
            tex = _TEX.sub(lambda m: f"${' '.join((m[1] or m[2]).split())}$", text)
            return Converted(text=tidy(tex))
        if form == "html" or _TAG.search(text):
            return markdown_of(text, figure_of=lambda source: self._figure(source, pictures))
        return Converted(text=tidy(escaped(text)))

    def _figure(self, source: str, pictures: Pictures) -> str:
        """The name that a text shows a picture by; "" where there is none that can be shown."""
        data = pictures.found(source)
        if data is None:
            return ""
        stem, _, suffix = source.rsplit("/", 1)[-1].partition("?")[0].rpartition(".")
        name = f"{slugify(stem) or 'picture'}.{suffix.lower()}"
        if fault := figure_fault(name, data):
            raise NotTakenError(f"its picture {name!r} cannot be shown: {fault}")
        kept = f"{pictures.prefix}-{name}" if pictures.prefix else name
        self.figures[kept] = FigureDraft(name=kept, data=data)
        pictures.shown[f"figures/{kept}"] = kept
        return f"figures/{kept}"

    def add_text(self, name: str, text: str, *, pictures: Pictures | None = None) -> None:
        """A description: something to read."""
        if not text.strip():
            return
        self._put(
            SegmentDraft(
                slug=self.free_slug(name, "reading"),
                kind="reading",
                place=Place(where=name or self.label),
                title=_title(name) or self._section,
                text=text,
                figures=dict(pictures.shown) if pictures else {},
            )
        )

    def add_item(
        self,
        name: str,
        question: QuestionDraft,
        *,
        slug: str = "",
        tags: Sequence[str] = (),
        hints: Iterable[str] = (),
        solution: str = "",
        pictures: Pictures | None = None,
        difficulty: float = 0.0,
    ) -> None:
        """One question.

        Raises:
            NotTakenError: its exercise type finds fault with it.
        """
        if faults := exercise_type(question.exercise_type).check_spec(question.spec):
            raise NotTakenError("; ".join(fault.rstrip(".") for fault in faults[:3]))
        own = self.free_slug(slug or name, "question")
        item = ItemDraft(
            slug=own,
            question=question,
            place=Place(where=name or own),
            skills=tuple(self._skill(tag) for tag in (tags or (self._section,))),
            difficulty=difficulty,
            hints=_hints([*hints], _last_words(solution, answer_words(question))),
        )
        title = _title(name) or f"Question {self.counts['taken'] + 1}"
        self._put(
            SegmentDraft(
                slug=own,
                kind="practice",
                place=item.place,
                title=title,
                figures=dict(pictures.shown) if pictures else {},
                items=(item,),
            )
        )
        self.counts["questions"] += 1
        self.counts["taken"] += 1

    def _put(self, segment: SegmentDraft) -> None:
        if not self._section:
            self.section(self.label)
        self._sections[self._section].append(segment)

    def _skill(self, title: str) -> str:
        slug = slugify(title)[:80] or "skill"
        self._skills.setdefault(slug, title[:200])
        return slug

    def free_slug(self, wanted: str, fallback: str) -> str:
        """A slug that no other segment or item of the course has."""
        base = slugify(wanted).replace("_", "-").strip("-")[:80] or fallback
        base = re.sub(r"-{2,}", "-", base)
        self._slugs[base] += 1
        if self._slugs[base] == 1:
            return base
        return self.free_slug(f"{base}-{self._slugs[base]}", fallback)

    def reading(
        self, *, slug: str, title: str, licence: str = "", language: str = "en",
        attribution: str = "",
    ) -> Reading:  # fmt: skip
        """The course that was gathered; none where nothing could be taken."""
        lessons = self._lessons()
        counts = {"questions": self.counts["questions"], "taken": self.counts["taken"]}
        if not lessons and not any(one.weight is Weight.ERROR for one in self.findings):
            self.error(self.label, "nothing in it can be taken")
        draft = CourseDraft(
            slug=slugify(slug).replace("_", "-")[:80] or "course",
            title=title.strip()[:200] or self.label,
            licence=licence[:200],
            attribution=attribution,
            language=language,
            source_format=self.format,
            place=Place(where=self.label),
            is_strict=False,
            skills=tuple(SkillDraft(slug=one, title=words) for one, words in self._skills.items()),
            lessons=lessons,
            figures=tuple(self.figures.values()),
        )
        return Reading(
            draft=draft if lessons else None, findings=tuple(self.findings), counts=counts
        )

    def _lessons(self) -> tuple[LessonDraft, ...]:
        taken: set[str] = set()
        lessons = []
        for title, segments in self._sections.items():
            if not segments:
                continue
            base = slugify(title).replace("_", "-").strip("-")[:80] or "lesson"
            names = (base if n == 1 else f"{base}-{n}" for n in range(1, 10_000))
            slug = next(one for one in names if one not in taken)
            taken.add(slug)
            place = Place(where=title)
            lessons.append(
                LessonDraft(slug=slug, title=title, place=place, segments=tuple(segments))
            )
        return tuple(lessons)


def _last_words(solution: str, answer: str) -> str:
    """A solution need not name the answer ("Well done, all of you"): the last hint has to."""
    return solution if answer in solution else f"{solution}\n\n{answer}".strip()


def _title(name: str) -> str:
    return " ".join(name.split())[:300]


def _hints(texts: list[str], last: str) -> tuple[HintDraft, ...]:
    written = [text for text in texts if text.strip()] + [last]
    return tuple(
        HintDraft(
            slug=f"hint-{number}",
            text=text,
            dependencies=(f"hint-{number - 1}",) if number > 1 else (),
        )
        for number, text in enumerate(written, start=1)
    )

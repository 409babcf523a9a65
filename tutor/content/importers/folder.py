"""Attune's own format: a folder of Markdown files (docs/reference/course-format.md)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from attention_model.compat import override
from tutor.content.importers.base import (
    CourseDraft,
    FigureDraft,
    Importer,
    ItemDraft,
    LessonDraft,
    Reading,
    SegmentDraft,
    SkillDraft,
)
from tutor.content.importers.folder_figures import read_figures
from tutor.content.importers.folder_items import SLUG, read_item
from tutor.content.importers.markdown_file import Clerk, Fields, MarkdownFile, read_markdown
from tutor.content.models import SegmentKind

_COURSE_KEYS = (
    "slug", "title", "description", "language", "licence", "attribution", "skills", "source",
    "strict",
)  # fmt: skip
_NUMBERED = re.compile(r"(\d+)-([a-z0-9]+(?:-[a-z0-9]+)*)(?:\.md)?")


@dataclass
class _Desk:
    """What the files of one course share while it is read."""

    clerk: Clerk
    skills: tuple[str, ...] = ()
    figures: list[FigureDraft] = field(default_factory=list)
    item_slugs: dict[str, str] = field(default_factory=dict)


class FolderImporter(Importer):
    """A folder with course.md and one numbered folder a lesson."""

    name = "folder"

    @override
    def read(self, path: Path, *, course: str = "") -> Reading:
        folder = path.resolve()
        desk = _Desk(clerk=Clerk(folder=folder))
        if not (folder / "course.md").is_file():
            desk.clerk.error(folder, f"{folder} holds no course.md: is this a course's folder?")
            return Reading(draft=None, findings=tuple(desk.clerk.findings))
        file = read_markdown(folder / "course.md", desk.clerk)
        draft = _course(file, desk) if file else None
        return Reading(draft=draft, findings=tuple(desk.clerk.findings))


def _course(file: MarkdownFile, desk: _Desk) -> CourseDraft:
    fields = Fields(path=file.path, lined=file.front, clerk=desk.clerk)
    fields.only(*_COURSE_KEYS)
    desk.clerk.is_strict = fields.flag("strict", default=True)
    slug = fields.text("slug", limit=80)
    if slug and not SLUG.fullmatch(slug):
        fields.error(f"slug {slug!r}: use small letters, digits and single hyphens", "slug")
    skills = _skills(fields)
    desk.skills = tuple(skill.slug for skill in skills)
    lessons = [_lesson(path, slug, desk) for path, slug in _numbered(file.path.parent, desk, "")]
    if not lessons:
        desk.clerk.error(file.path.parent, "no lesson: make a folder 01-name with a lesson.md")
    return CourseDraft(
        slug=slug,
        title=fields.text("title", limit=200),
        description="\n\n".join(
            filter(None, [fields.text("description", is_required=False), file.body])
        ),
        language=fields.text("language", limit=16),
        licence=fields.text("licence", limit=200),
        attribution=fields.text("attribution", is_required=False),
        source_format=fields.text("source", is_required=False, limit=32) or FolderImporter.name,
        place=file.body_place,
        is_strict=desk.clerk.is_strict,
        skills=skills,
        lessons=tuple(lesson for lesson in lessons if lesson),
        figures=tuple(desk.figures),
    )


def _skills(fields: Fields) -> tuple[SkillDraft, ...]:
    entries = fields.values.get("skills")
    if not entries and not fields.clerk.is_strict:
        return ()
    if not isinstance(entries, list) or not entries:
        fields.error("'skills' is missing: a list of {slug, title}", "skills")
        return ()
    skills: dict[str, SkillDraft] = {}
    for index in range(len(entries)):
        part = fields.part("skills", index)
        part.only("slug", "title", "mastery")
        slug, title = part.text("slug", limit=160), part.text("title", limit=200)
        if slug in skills:
            part.error(f"skill {slug!r} is given twice", "slug")
        mastery_p = part.number("mastery", default=0.95, low=0.5, high=1)
        skills[slug] = SkillDraft(slug=slug, title=title, mastery_p=mastery_p)
    return tuple(skills.values())


def _numbered(folder: Path, desk: _Desk, suffix: str) -> Iterable[tuple[Path, str]]:
    """Lesson folders (suffix "") or segment files (".md") in the order of their numbers."""
    found: dict[int, tuple[Path, str]] = {}
    slugs: set[str] = set()
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.name in ("course.md", "lesson.md", "figures"):
            continue
        match = _NUMBERED.fullmatch(path.name)
        if not match or path.suffix != suffix or path.is_dir() != (suffix == ""):
            desk.clerk.error(path, f"unexpected name: wanted are 01-some-words{suffix}")
        elif int(match[1]) in found:
            desk.clerk.error(path, f"number {match[1]} is taken by {found[int(match[1])][0].name}")
        elif match[2] in slugs:
            desk.clerk.error(path, f"the name {match[2]!r} is taken: words have to differ")
        else:
            slugs.add(match[2])
            found[int(match[1])] = (path, match[2])
    return [found[number] for number in sorted(found)]


def _lesson(folder: Path, slug: str, desk: _Desk) -> LessonDraft | None:
    path = folder / "lesson.md"
    if not path.is_file():
        desk.clerk.error(folder, "this lesson has no lesson.md")
        return None
    file = read_markdown(path, desk.clerk)
    if file is None:
        return None
    fields = Fields(path=path, lined=file.front, clerk=desk.clerk)
    fields.only("title", "summary", "minutes")
    for line, _source in file.blocks:
        desk.clerk.error(path, "items belong in a segment's file, not in lesson.md", line=line - 1)
    names = read_figures(folder / "figures", slug, desk.figures, desk.clerk)
    files = {path.name: file.source}
    segments = [_segment(p, s, names, desk, files) for p, s in _numbered(folder, desk, ".md")]
    if not segments:
        desk.clerk.error(folder, "this lesson has no segment: make a file 01-name.md")
    return LessonDraft(
        slug=slug,
        title=fields.text("title", limit=200),
        place=file.body_place,
        summary=fields.text("summary", is_required=False),
        introduction=file.body,
        minutes=round(fields.number("minutes", default=0, low=0, high=600)),
        segments=tuple(segment for segment in segments if segment),
        files=files,
    )


def _segment(
    path: Path, slug: str, figures: dict[str, str], desk: _Desk, files: dict[str, str]
) -> SegmentDraft | None:
    file = read_markdown(path, desk.clerk)
    if file is None:
        return None
    files[path.name] = file.source
    fields = Fields(path=path, lined=file.front, clerk=desk.clerk)
    fields.only("kind", "title", "minutes", "skills", "licence", "attribution")
    kind = fields.text("kind")
    if kind and kind not in SegmentKind.values:
        fields.error(f"kind {kind!r} is unknown; known are {', '.join(SegmentKind.values)}", "kind")
    skills = fields.texts("skills")
    for skill in skills:
        if skill not in desk.skills:
            fields.error(f"skill {skill!r} is not among the skills of course.md", "skills")
    if not file.body and not file.blocks and desk.clerk.is_strict:
        fields.error("this segment holds neither a text nor an item")
    return SegmentDraft(
        slug=slug,
        kind=kind,
        place=file.body_place,
        title=fields.text("title", limit=300, is_required=desk.clerk.is_strict),
        text=file.body,
        minutes=fields.number("minutes", default=0, low=0, high=600),
        licence=fields.text("licence", is_required=False, limit=200),
        attribution=fields.text("attribution", is_required=False),
        figures=figures,
        items=_items(file, skills, desk),
    )


def _items(file: MarkdownFile, skills: tuple[str, ...], desk: _Desk) -> tuple[ItemDraft, ...]:
    items = []
    for block in file.blocks:
        item = read_item(file, block, desk.clerk, known_skills=desk.skills, default_skills=skills)
        if item is None:
            continue
        if not item.skills and desk.clerk.is_strict:
            desk.clerk.error(file.path, "neither item nor segment names a skill", line=block[0])
        where = f"{desk.clerk.name(file.path)}:{block[0]}"
        if item.slug in desk.item_slugs:
            other = desk.item_slugs[item.slug]
            desk.clerk.error(file.path, f"slug {item.slug!r} is taken by {other}", line=block[0])
        desk.item_slugs.setdefault(item.slug, where)
        items.append(item)
    return tuple(items)

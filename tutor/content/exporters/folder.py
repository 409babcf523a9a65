"""Attune's own format: a folder of Markdown files (docs/reference/course-format.md).

A lesson whose author wrote files here gets those files back, letter for letter. A lesson that came
from another format is written from its draft.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import yaml

from attention_model.compat import override
from tutor.content.exporters.base import Export, Exporter
from tutor.content.importers.base import (
    CourseDraft,
    HintDraft,
    ItemDraft,
    LessonDraft,
    QuestionDraft,
    SegmentDraft,
)

_FENCE_RUN = re.compile(r"`{3,}")


class FolderExporter(Exporter):
    """course.md and one numbered folder a lesson."""

    name = "folder"

    @override
    def write(self, draft: CourseDraft) -> Export:
        export = Export(item_count=sum(1 for _ in draft.items()))
        export.files["course.md"] = course_text(draft).encode()
        data = {figure.name: figure.data for figure in draft.figures}
        for number, lesson in enumerate(draft.lessons, start=1):
            folder = f"{number:02}-{lesson.slug}"
            for name, text in lesson_texts(lesson, draft).items():
                export.files[f"{folder}/{name}"] = text.encode()
            for path, name in lesson_figures(lesson, draft).items():
                if name in data:
                    export.files[f"{folder}/{path}"] = data[name]
        return export


def course_text(draft: CourseDraft) -> str:
    """What course.md says."""
    front = {
        "slug": draft.slug,
        "title": draft.title,
        "language": draft.language,
        "licence": draft.licence,
        "attribution": draft.attribution,
        "source": "" if draft.source_format == FolderExporter.name else draft.source_format,
        "strict": None if draft.is_strict else False,
        "skills": [
            {"slug": one.slug, "title": one.title}
            | ({"mastery": one.mastery_p} if one.mastery_p != 0.95 else {})
            for one in draft.skills
        ],
    }
    return _file(front, draft.description)


def lesson_texts(lesson: LessonDraft, draft: CourseDraft) -> dict[str, str]:
    """{name in the lesson's folder: text}."""
    if lesson.files:
        return dict(lesson.files)
    front = {"title": lesson.title, "summary": lesson.summary, "minutes": lesson.minutes or None}
    texts = {"lesson.md": _file(front, lesson.introduction)}
    for number, segment in enumerate(lesson.segments, start=1):
        texts[f"{number:02}-{segment.slug}.md"] = _segment_text(segment, lesson, draft)
    return texts


def lesson_figures(lesson: LessonDraft, draft: CourseDraft) -> dict[str, str]:
    """{path in the lesson's folder: name in the course} of the pictures that its texts show."""
    return {
        _path(name, lesson, draft): name
        for segment in lesson.segments
        for name in segment.figures.values()
    }


def _path(name: str, lesson: LessonDraft, draft: CourseDraft) -> str:
    return f"figures/{name.removeprefix(f'{lesson.slug}-') if draft.is_strict else name}"


def _segment_text(segment: SegmentDraft, lesson: LessonDraft, draft: CourseDraft) -> str:
    front = {
        "kind": segment.kind,
        "title": segment.title,
        "minutes": segment.minutes or None,
        "licence": segment.licence,
        "attribution": segment.attribution,
    }
    blocks = "".join(item_block(item) for item in segment.items)
    text = _file(front, segment.text) + blocks
    for written, name in sorted(segment.figures.items(), key=lambda one: -len(one[0])):
        # In texts a path stands between brackets, whether it has a folder or not.
        text = text.replace(f"]({written}", f"]({_path(name, lesson, draft)}")
    return text


def _file(front: Mapping[str, Any], body: str) -> str:
    kept = {key: value for key, value in front.items() if value not in (None, "")}
    return f"---\n{_yaml(kept)}---\n" + (f"\n{body}\n" if body else "")


def item_block(item: ItemDraft) -> str:
    """An item as its author would write it: a fence longer than any within."""
    entry: dict[str, Any] = {"slug": item.slug, "type": item.question.exercise_type}
    optional = {
        "title": item.title,
        "check": item.is_check,
        "skills": list(item.skills),
        "difficulty": item.difficulty,
        "stem": item.question.stem,
    }
    entry |= {key: value for key, value in optional.items() if value}
    entry["spec"] = item.question.spec
    entry["hints"] = [_hint(hint, at, item.hints) for at, hint in enumerate(item.hints)]
    text = _yaml(entry)
    longest = max((len(run) for run in _FENCE_RUN.findall(text)), default=2)
    fence = "`" * (longest + 1)
    return f"\n{fence}item\n{text}{fence}\n"


def _hint(hint: HintDraft, at: int, hints: tuple[HintDraft, ...]) -> dict[str, Any]:
    before = (hints[at - 1].slug,) if at else ()
    entry: dict[str, Any] = {}
    if hint.slug != f"hint-{at + 1}":
        entry["slug"] = hint.slug
    if hint.dependencies != before:
        entry["after"] = list(hint.dependencies)
    entry |= {key: value for key, value in (("title", hint.title), ("text", hint.text)) if value}
    if hint.scaffold:
        entry["scaffold"] = _question(hint.scaffold)
    return entry


def _question(question: QuestionDraft) -> dict[str, Any]:
    stem = {"stem": question.stem} if question.stem else {}
    return {"type": question.exercise_type, **stem, "spec": question.spec}


class _Writer(yaml.SafeDumper):
    """Every text in full: our reader refuses aliases."""

    @override
    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(writer: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    """Several lines as a block, where YAML gives back every letter of it."""
    is_block = "\n" in value and value == value.strip() and "\t" not in value
    style = "|" if is_block and all(ord(sign) >= 32 or sign == "\n" for sign in value) else None
    return writer.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Writer.add_representer(str, _text)


def _yaml(value: Any) -> str:
    return yaml.dump(value, Dumper=_Writer, allow_unicode=True, sort_keys=False, width=96)

"""An `item` block of a course folder: YAML to a draft, every fault named with its line."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from tutor.content.importers.base import HintDraft, ItemDraft, Place, QuestionDraft
from tutor.content.importers.markdown_file import Clerk, Fields, MarkdownFile
from tutor.content.importers.yaml_lines import Path, YamlError, load
from tutor.domain.exercises import EXERCISE_TYPES, exercise_type

#: Nudge, strategy, worked answer: fewer leave a learner who is stuck without a next step.
MIN_HINTS = 3
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_KEYS = ("slug", "type", "check", "skills", "difficulty", "title", "stem", "spec", "hints")


def read_item(
    file: MarkdownFile,
    block: tuple[int, str],
    clerk: Clerk,
    *,
    known_skills: Collection[str],
    default_skills: tuple[str, ...],
) -> ItemDraft | None:
    """One item; None when its block cannot be read at all."""
    line, source = block
    try:
        lined = load(source, first_line=line)
    except YamlError as error:
        clerk.error(file.path, str(error), line=error.line)
        return None
    fields = Fields(path=file.path, lined=lined, clerk=clerk)
    if not isinstance(lined.value, Mapping):
        fields.error("an item has to be a list of `key: value` lines")
        return None
    fields.only(*_KEYS)
    slug = fields.text("slug", limit=120)
    if slug and clerk.is_strict and not SLUG.fullmatch(slug):
        fields.error(f"slug {slug!r}: use small letters, digits and single hyphens", "slug")
    question = read_question(fields)
    if question is None:
        return None
    return ItemDraft(
        slug=slug,
        title=fields.text("title", is_required=False, limit=300),
        question=question,
        place=Place(where=clerk.name(file.path), line=line, source=source),
        skills=_skills(fields, known_skills) or default_skills,
        difficulty=fields.number("difficulty", default=0, low=-2, high=2),
        is_check=fields.flag("check"),
        hints=_hints(fields),
    )


def read_question(fields: Fields) -> QuestionDraft | None:
    """Type, stem and spec of an item or of a scaffold."""
    name = fields.text("type")
    stem = fields.text("stem", is_required=fields.clerk.is_strict)
    spec = fields.values.get("spec")
    if not isinstance(spec, Mapping):
        fields.error("'spec' is missing: it says what the right answer is", "spec")
        return None
    known = [kind.name for kind in EXERCISE_TYPES]
    if name not in known:
        if name:
            fields.error(f"type {name!r} is unknown; known are {', '.join(known)}", "type")
        return None
    unquoted = list(_unquoted(spec, ("spec",)))
    for path, value in unquoted:
        fields.error(f"{path[-1]} is {value!r}: put it in quotes, so that it is kept", *path)
    faults = [] if unquoted else exercise_type(name).check_spec(spec)
    for fault in faults:
        fields.error(f"spec: {fault}", "spec")
    if unquoted or faults:
        return None
    return QuestionDraft(exercise_type=name, spec=dict(spec), stem=stem)


def _unquoted(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    """Numbers and dates that YAML took for itself where a text is wanted, as in `answer: 7`."""
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield from _unquoted(part, (*path, str(key)))
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from _unquoted(part, (*path, index))
    elif path[-1] != "edit_distance" and not isinstance(value, str | bool | None):
        yield path, value


def _skills(fields: Fields, known: Collection[str]) -> tuple[str, ...]:
    skills = fields.texts("skills")
    for skill in skills:
        if skill not in known:
            fields.error(f"skill {skill!r} is not among the skills of course.md", "skills")
    return skills


def _hints(fields: Fields) -> tuple[HintDraft, ...]:
    entries = fields.values.get("hints", [])
    if isinstance(entries, list) and not fields.clerk.is_strict:
        return _linked(fields, entries)
    if not isinstance(entries, list) or len(entries) < MIN_HINTS:
        count = len(entries) if isinstance(entries, list) else 0
        fields.error(f"{count} hints: at least {MIN_HINTS}, the last with the answer", "hints")
        return ()
    return _linked(fields, entries)


def _linked(fields: Fields, entries: list[Any]) -> tuple[HintDraft, ...]:
    """The hints; each may wait only for those above it, so that every one can be reached."""
    hints: list[HintDraft] = []
    for index, entry in enumerate(entries):
        hint = _hint(fields, index, entry, before=hints[-1].slug if hints else "")
        known = {one.slug for one in hints}
        if hint.slug in known:
            fields.error(f"two hints have the slug {hint.slug!r}", "hints", index)
        if unknown := [slug for slug in hint.dependencies if slug not in known]:
            fields.error(f"after names {unknown[0]!r}, which is no hint above it", "hints", index)
        hints.append(hint)
    return tuple(hints)


def _one(slug: str) -> tuple[str, ...]:
    return (slug,) if slug else ()


def _hint(fields: Fields, index: int, entry: object, *, before: str) -> HintDraft:
    part = fields.part("hints", index)
    if not isinstance(entry, Mapping):
        part.error("a hint has to be written as `text: ...`")
    part.only("text", "title", "scaffold", "slug", "after")
    scaffold = None
    if "scaffold" in part.values:
        part.part("scaffold").only("type", "stem", "spec")
        scaffold = read_question(part.part("scaffold"))
    return HintDraft(
        slug=part.text("slug", is_required=False, limit=120) or f"hint-{index + 1}",
        title=part.text("title", is_required=False, limit=300),
        text=part.text("text", is_required=fields.clerk.is_strict),
        dependencies=part.texts("after") if "after" in part.values else _one(before),
        scaffold=scaffold,
    )

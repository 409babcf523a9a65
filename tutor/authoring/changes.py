"""What a draft changes: for learners, part by part and question by question; and line by line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from tutor.authoring.checking import CheckedLesson
from tutor.content.models import Item, Lesson, Segment
from tutor.content.selectors import segments
from tutor.learning.models import Session

_PART = ("title", "kind", "html")
_ITEM = ("exercise_type", "title", "stem_html", "public_spec", "is_check")
#: Unchanged lines shown around a change.
_AROUND = 2


@dataclass(frozen=True, kw_only=True)
class Change:
    """One thing that learners who begin from now on meet differently: `word` is New, Gone, …"""

    word: str
    what: str


@dataclass(frozen=True, kw_only=True)
class Summary:
    """What publishing changes, and for how many learners it does not: they are in the lesson."""

    changes: tuple[Change, ...]
    in_lesson: int
    is_first: bool


def summary_of(checked: CheckedLesson, lesson: Lesson | None) -> Summary:
    """Compare a checked draft with what is published; `lesson` is None for a new one."""
    new = checked.edition.segments
    if lesson is None:
        count = sum(len(_items(part)) for part in new)
        words = f"a lesson of {_counted(len(new), 'part')} with {_counted(count, 'question')}"
        return Summary(changes=(Change(word="New", what=words),), in_lesson=0, is_first=True)
    in_lesson = Session.objects.filter(lesson=lesson, ended_at=None).count()
    changes = (*_lesson_changes(checked, lesson), *_part_changes(list(segments(lesson)), new))
    return Summary(changes=changes, in_lesson=in_lesson, is_first=False)


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def _lesson_changes(checked: CheckedLesson, lesson: Lesson) -> Iterable[Change]:
    row = checked.lesson.row if checked.lesson else lesson
    for name in ("title", "summary", "minutes"):
        if getattr(row, name) != getattr(lesson, name):
            what = f"the lesson's {name}: {getattr(row, name) or 'none'}"
            yield Change(word="Changed", what=what)


def _part_changes(old: Sequence[Segment], new: Sequence[Segment]) -> Iterable[Change]:
    before = {part.slug: part for part in old}
    after = {part.slug: part for part in new}
    for slug, part in after.items():
        if slug not in before:
            questions = _counted(len(_items(part)), "question")
            yield Change(word="New", what=f"part “{part.title}” with {questions}")
            continue
        if _differ(before[slug], part, _PART):
            yield Change(word="Changed", what=f"the text of part “{part.title}”")
        yield from _item_changes(before[slug], part)
    for slug, part in before.items():
        if slug not in after:
            yield Change(word="Gone", what=f"part “{part.title}”; answers given in it are kept")
    kept = [slug for slug in after if slug in before]
    if kept != [slug for slug in before if slug in after]:
        yield Change(word="Changed", what="the order of the parts")


def _item_changes(old: Segment, new: Segment) -> Iterable[Change]:
    before = {item.slug: item for item in _items(old)}
    after = {item.slug: item for item in _items(new)}
    for slug, item in after.items():
        name = f"question {slug} in “{new.title}”"
        if slug not in before:
            yield Change(word="New", what=name)
        elif _key(before[slug]) != _key(item):
            yield Change(
                word="Changed",
                what=f"how {name} is graded; answers given before keep their grade",
            )
        elif _differ(before[slug], item, _ITEM):
            yield Change(word="Changed", what=f"the words of {name}")
        elif _hints(before[slug]) != _hints(item):
            yield Change(word="Changed", what=f"the hints of {name}")
    for slug in before:
        if slug not in after:
            yield Change(
                word="Gone", what=f"question {slug} in “{new.title}”; its answers are kept"
            )


def _items(part: Segment) -> list[Item]:
    return list(part.items.all())


def _key(item: Item) -> Mapping[str, Any]:
    """What decides about an answer, and what is said about it."""
    return {key: value for key, value in item.spec.items() if key != "rendered"} | {
        "type": item.exercise_type
    }


def _hints(item: Item) -> list[tuple[str, Any]]:
    hints = sorted(item.hints.all(), key=lambda hint: hint.position)
    return [(hint.html, hint.scaffold) for hint in hints]


def _differ(old: Any, new: Any, names: Iterable[str]) -> bool:
    return any(getattr(old, name) != getattr(new, name) for name in names)


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line of a difference: " ", "-" or "+"; "…" stands for lines that did not change."""

    sign: str
    text: str
    number: int


@dataclass(frozen=True, kw_only=True)
class FileDifference:
    name: str
    word: str
    lines: tuple[Line, ...]


def differences(old: Mapping[str, str], new: Mapping[str, str]) -> list[FileDifference]:
    """The files that differ, with the changed lines and two around each."""
    found = []
    for name in sorted({*old, *new}, key=lambda one: (one != "lesson.md", one)):
        before, after = old.get(name), new.get(name)
        if before == after:
            continue
        word = "New" if before is None else "Gone" if after is None else "Changed"
        lines = tuple(_lines((before or "").splitlines(), (after or "").splitlines()))
        found.append(FileDifference(name=name, word=word, lines=lines))
    return found


def _lines(old: list[str], new: list[str]) -> Iterable[Line]:
    matcher = SequenceMatcher(a=old, b=new, autojunk=False)
    for index, group in enumerate(matcher.get_grouped_opcodes(_AROUND)):
        if index:
            yield Line(sign="…", text="", number=0)
        for tag, start, end, new_start, new_end in group:
            if tag == "equal":
                for offset in range(end - start):
                    number = new_start + offset + 1
                    yield Line(sign=" ", text=old[start + offset], number=number)
                continue
            for at in range(start, end):
                yield Line(sign="-", text=old[at], number=at + 1)
            for at in range(new_start, new_end):
                yield Line(sign="+", text=new[at], number=at + 1)

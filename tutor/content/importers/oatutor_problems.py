"""One OATutor problem to one practice segment: its steps, pathways, pictures, licence."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tutor.content.importers.base import (
    FigureDraft,
    Finding,
    HintDraft,
    ItemDraft,
    Place,
    QuestionDraft,
    SegmentDraft,
    Weight,
)
from tutor.content.importers.oatutor_hints import Pathway, translated_spec, with_answer
from tutor.content.importers.oatutor_pool import Source
from tutor.content.importers.oatutor_text import (
    attune_text,
    credit,
    figure_names,
    natural_order,
    title_text,
)
from tutor.domain.exercises.oatutor import UnsupportedStepError, spec_from_step

_Record = Mapping[str, Any]
_Files = Mapping[str, bytes]
_LISTS = ("stepAnswer", "hintAnswer", "choices", "dependencies", "subHints")


class SkippedError(Exception):
    """A problem that cannot be taken; the message says why."""


@dataclass
class Desk:
    """What is gathered while the problems of one course are read."""

    source: Source
    findings: list[Finding] = field(default_factory=list)
    figures: list[FigureDraft] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def note(self, weight: Weight, where: str, reason: str) -> None:
        """Add a finding."""
        self.findings.append(Finding(weight=weight, where=where, reason=reason))


@dataclass(frozen=True, kw_only=True)
class _Problem:
    """A problem's records, read but not translated."""

    id: str
    record: _Record
    steps: Mapping[str, _Record]
    pathways: Mapping[str, list[_Record]]
    figures: dict[str, str]

    def hints(self) -> Iterable[_Record]:
        """All hints of all steps, with those below them."""
        return (hint for pathway in self.pathways.values() for hint in _with_sub_hints(pathway))


def read_record(files: _Files, name: str) -> _Record:
    """A JSON object of a problem's folder.

    Raises:
        SkippedError: it is missing or broken.
    """
    if name not in files:
        raise SkippedError(f"{name} is missing")
    record = _json(files, name)
    if not isinstance(record, dict):
        raise SkippedError(f"{name} does not hold a JSON object")
    return _shaped(record, name)


def _json(files: _Files, name: str) -> Any:
    if rb"\u0000" in files[name]:
        raise SkippedError(f"{name} holds a NUL character, which no database keeps")
    try:
        return json.loads(files[name])
    except ValueError as error:
        raise SkippedError(f"{name} cannot be read as JSON: {error}") from error


def _shaped(record: dict[str, Any], name: str) -> _Record:
    """The record, when what should be lists are lists, down to the hints below a hint."""
    for key in _LISTS:
        if not isinstance(record.get(key, []), list):
            raise SkippedError(f"{key} in {name} is not a list")
    for entry in record.get("subHints", ()):
        if not isinstance(entry, dict):
            raise SkippedError(f"a hint below a hint in {name} is not a JSON object")
        _shaped(entry, name)
    return record


def read_problem(problem_id: str, record: _Record, desk: Desk) -> SegmentDraft:
    """A practice segment.

    Raises:
        SkippedError: naming why the problem cannot be taken.
    """
    problem = _read(problem_id, record, desk)
    licence = _licence(problem)
    shown = list(problem.figures)
    items = [
        item
        for number, step_id in enumerate(problem.steps, start=1)
        if (item := _item(number, step_id, problem, desk))
    ]
    if not items:
        raise SkippedError("none of its steps could be taken")
    if len(items) == 1:
        items = [replace(items[0], title="")]
    return SegmentDraft(
        slug=problem_id,
        kind="practice",
        place=Place(where=problem_id),
        title=_title(record),
        text=attune_text(str(record.get("body") or ""), figures=shown),
        licence=licence,
        attribution=_attribution(problem),
        figures=problem.figures,
        items=tuple(items),
    )


def _title(record: _Record) -> str:
    written = record.get("title") or record.get("lesson") or ""
    return title_text(str(written))[:300]


def _read(problem_id: str, record: _Record, desk: Desk) -> _Problem:
    files = desk.source.pool.problems[problem_id]
    step_ids = {path.split("/")[1] for path in files if path.startswith("steps/")}
    if not step_ids:
        raise SkippedError("it has no steps")
    ordered = sorted(step_ids, key=natural_order)
    steps = {one: read_record(files, f"steps/{one}/{one}.json") for one in ordered}
    pathways = {one: _pathway(files, one) for one in ordered}
    problem = _Problem(id=problem_id, record=record, steps=steps, pathways=pathways, figures={})
    if any(one.get("variabilization") for one in (record, *steps.values(), *problem.hints())):
        raise SkippedError("it fills in random variables (@{...}), which is not supported")
    return replace(problem, figures=_figures(problem, files, desk))


def _pathway(files: _Files, step_id: str) -> list[_Record]:
    name = f"steps/{step_id}/tutoring/{step_id}DefaultPathway.json"
    if name not in files:
        return []
    entries = _json(files, name)
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise SkippedError(f"{name} does not hold a list of hints")
    return [_shaped(entry, name) for entry in entries]


def _with_sub_hints(entries: Iterable[_Record]) -> Iterable[_Record]:
    for entry in entries:
        yield entry
        yield from _with_sub_hints(entry.get("subHints") or ())


def _licence(problem: _Problem) -> str:
    """The one licence of a problem and its hints; without it nothing may be passed on."""
    licence = credit(problem.record.get("license"))
    if not licence:
        raise SkippedError("it names no licence")
    for hint in problem.hints():
        if not credit(hint.get("license")):
            raise SkippedError(f"its hint {hint.get('id')!r} names no licence")
    others = {credit(hint["license"]) for hint in problem.hints()} - {licence}
    return "; hints: ".join([licence, *sorted(others)])[:200]


def _attribution(problem: _Problem) -> str:
    text = credit(problem.record.get("oer"))
    hints = sorted({credit(hint.get("oer")) for hint in problem.hints()} - {text, ""})
    parts = [f"Problem: {text}" if text else "", f"Hints: {', '.join(hints)}" if hints else ""]
    return ". ".join(part for part in parts if part)


def _figures(problem: _Problem, files: _Files, desk: Desk) -> dict[str, str]:
    """{name in the texts: name in the course} of the pictures that the problem's texts show."""
    asked = _shown([problem.record, *problem.steps.values()])
    figures = {}
    for name in dict.fromkeys([*asked, *_shown(problem.hints())]):
        data = files.get(f"figures/{name}")
        if data is None and name in asked:
            raise SkippedError(f"it asks about {name!r}, a figure that its folder does not hold")
        if data is None:
            desk.note(Weight.NOTE, problem.id, f"a hint shows {name!r}, which is missing")
            continue
        figures[name] = f"{problem.id}-{name}"
        desk.figures.append(FigureDraft(name=figures[name], data=data))
    desk.counts["figures_without_description"] += len(figures)
    return figures


def _shown(records: Iterable[_Record]) -> list[str]:
    return figure_names([text for record in records for text in _texts(record)])


def _texts(record: _Record) -> list[str]:
    keys = ("title", "body", "stepTitle", "stepBody", "text")
    texts = [str(record.get(key) or "") for key in keys]
    return texts + [str(choice) for choice in record.get("choices") or ()]


def _item(number: int, step_id: str, problem: _Problem, desk: Desk) -> ItemDraft | None:
    step, shown = problem.steps[step_id], list(problem.figures)
    instructions = f"{problem.record.get('title', '')} {problem.record.get('body', '')}"
    try:
        name, spec = spec_from_step(step, instructions=instructions)
    except UnsupportedStepError as error:
        desk.note(Weight.SKIPPED, step_id, str(error))
        return None
    stem = [attune_text(str(step.get(k) or ""), figures=shown) for k in ("stepTitle", "stepBody")]
    question = QuestionDraft(
        exercise_type=name,
        spec=translated_spec(spec, shown),
        stem="\n\n".join(part for part in stem if part),
    )
    skills = desk.source.skills.get(step_id) or []
    if not skills:
        desk.note(Weight.NOTE, step_id, "the skill model does not know it")
    return ItemDraft(
        slug=step_id,
        title=f"Part {number}",
        question=question,
        place=Place(where=step_id),
        skills=tuple(str(skill)[:160] for skill in skills),
        hints=_hints(step_id, step, problem.pathways[step_id], shown, desk),
    )


def _hints(
    step_id: str, step: _Record, entries: Sequence[_Record], shown: Sequence[str], desk: Desk
) -> tuple[HintDraft, ...]:
    pathway = Pathway(figures=shown)
    pathway.add(entries)
    hints = with_answer(pathway.ordered(), step)
    for note in pathway.notes:
        desk.note(Weight.NOTE, step_id, note)
    desk.counts["hints"] += len(pathway.hints) - pathway.sub_hint_count
    desk.counts["sub_hints"] += pathway.sub_hint_count
    desk.counts["answer_hints"] += 1
    return hints

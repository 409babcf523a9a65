"""Every model on one log, leak-free and on rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tutor.domain.learner.benchmark.base import Model, answers
from tutor.domain.learner.benchmark.bkt import Bkt
from tutor.domain.learner.benchmark.copying import Copying
from tutor.domain.learner.benchmark.counting import Logistic, Pfa, SkillMean
from tutor.domain.learner.benchmark.default import Default, Shipped
from tutor.domain.learner.benchmark.elo import Elo
from tutor.domain.learner.benchmark.logs import History, Log
from tutor.domain.learner.benchmark.metrics import auc, log_loss

MODELS: tuple[type[Model], ...] = (
    Default,
    Shipped,
    Logistic,
    Elo,
    Pfa,
    Bkt,
    SkillMean,
    Copying,
)


@dataclass(frozen=True, kw_only=True)
class Figure:
    auc: float
    log_loss: float


@dataclass(frozen=True, kw_only=True)
class Line:
    """One model's figures. `leak_free` is None where the log does not say which rows repeat."""

    model: type[Model]
    leak_free: Figure | None
    rows: Figure | None


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """All models on one log; counts are of held-out learners and their answers."""

    log: str
    learners: int
    trained_on: int
    questions: int | None
    rows: int
    lines: tuple[Line, ...]


def compare(
    log: Log,
    *,
    models: Sequence[type[Model]] = MODELS,
    with_rows: bool = True,
    tell: Callable[[str], None] = lambda _: None,
) -> Comparison:
    """Fits each model on the training learners and scores it on the others.

    Leak-free: one event a question, its skills a set. Rows: one event a skill, fitted and scored on
    rows, as most papers do; those contain repeats. `tell` hears of each model as it is done.
    """
    questions = log.questions() if log.has_items else None
    as_rows = log.as_rows()
    lines = []
    for model in models:
        leak_free = None if questions is None else _figure(model(), questions)
        rows = _figure(model(), as_rows) if with_rows or questions is None else None
        lines.append(Line(model=model, leak_free=leak_free, rows=rows))
        tell(line_text(lines[-1]))
    return Comparison(
        log=log.name,
        learners=len(log.test),
        trained_on=len(log.train),
        questions=None if questions is None else _count(questions.test),
        rows=_count(as_rows.test),
        lines=tuple(lines),
    )


def _figure(model: Model, log: Log) -> Figure:
    model.fit(log.train)
    p, right = model.predict(log.test), answers(log.test)
    return Figure(auc=auc(p, right), log_loss=log_loss(p, right))


def _count(histories: Sequence[History]) -> int:
    return sum(len(one.events) for one in histories)


NO_ITEMS = (
    "This log does not say which question was asked: repeats cannot be told from it,\n"
    "so there is no leak-free figure."
)
HEADER = (
    f"{'model':<42}{'leak-free AUC':>14}{'log loss':>10}   rows (contains repeats) AUC, log loss"
)


def line_text(line: Line) -> str:
    """One line of the table."""
    return f"{line.model.title:<42}{_text(line.leak_free):>24}   {_text(line.rows)}"


def _text(figure: Figure | None) -> str:
    return "-" if figure is None else f"{figure.auc:.4f}    {figure.log_loss:.4f}"


def as_json(comparison: Comparison) -> dict[str, float | int | str | None]:
    """`auc_<model>` leak-free, `rows_auc_<model>` beside it; without items only the latter."""
    found: dict[str, float | int | str | None] = {}
    for line in comparison.lines:
        if line.leak_free is not None:
            found[f"auc_{line.model.name}"] = round(line.leak_free.auc, 4)
            found[f"log_loss_{line.model.name}"] = round(line.leak_free.log_loss, 4)
    for line in comparison.lines:
        if line.rows is not None:
            found[f"rows_auc_{line.model.name}"] = round(line.rows.auc, 4)
    found["questions"] = comparison.questions
    found["rows"] = comparison.rows
    found["learners"] = comparison.learners
    found["trained_on"] = comparison.trained_on
    found["log"] = comparison.log
    return found

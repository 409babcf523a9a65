"""exposures.csv: where an arm of an experiment first could matter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from attention_model.compat import override
from tutor.experiments.models import Exposure
from tutor.learning.models import Session
from tutor.research.pseudonyms import Pseudonyms
from tutor.research.tables.base import (
    CHUNK,
    SESSION,
    Table,
    Value,
    count,
    fraction,
    moment,
    ms,
    word,
)

EXPOSURE, ARM = "experiments.Exposure", "experiments.Arm"


@dataclass(frozen=True)
class Exposures(Table):
    """Of all experiments, or of those of one study: what a learner met in another links the two."""

    study_pk: int | None = None

    name = "exposures"
    words = "One row an exposure: the first decision of a session, or of a part, under an arm."
    key = ("session", "ordinal")
    columns = (
        SESSION,
        count("ordinal", "The exposure's place in its session, from 1.", source="the order"),
        word("experiment", "The experiment, by its title.", source="experiments.Experiment"),
        word(
            "unit",
            "What was randomised.",
            source="experiments.Experiment",
            range="learner, classroom, part",
        ),
        word("arm", "The arm.", source=ARM),
        word("arm_kind", "What kind of arm.", source=ARM),
        word("policy", "The policy of the arm.", source=ARM),
        word("part", "The part drawn.", source=EXPOSURE, missing="empty where people are drawn"),
        fraction(
            "propensity_p",
            "The chance of this arm.",
            source=EXPOSURE,
        ),
        count("decision", "The decision it was at; joins with decisions.", source=EXPOSURE),
        moment("exposed_at_ms", "When it was.", source=EXPOSURE),
    )

    @override
    def rows(
        self, sessions: QuerySet[Session], *, names: Pseudonyms
    ) -> Iterator[tuple[Value, ...]]:
        found = Exposure.objects.filter(session__in=sessions)
        if self.study_pk is not None:
            found = found.filter(assignment__experiment__study=self.study_pk)
        found = found.select_related("session", "arm__experiment").order_by(
            "session_id", "decision_ordinal", "pk"
        )
        session_pk, ordinal = 0, 0
        for row in found.iterator(CHUNK):
            ordinal = ordinal + 1 if row.session_id == session_pk else 1
            session_pk = row.session_id
            yield (
                names.session(row.session.public_id),
                ordinal,
                row.arm.experiment.title,
                row.arm.experiment.unit,
                row.arm.key,
                row.arm.kind,
                row.arm.policy,
                row.part or None,
                row.propensity_p,
                row.decision_ordinal,
                ms(row.exposed_at),
            )

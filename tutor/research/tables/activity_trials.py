"""activity_trials.csv: attention activities, trial by trial. They belong to no session."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime

from django.db.models import QuerySet

from tutor.accounts.models import User
from tutor.learning.models import ActivityRun, ActivityTrial
from tutor.research.pseudonyms import Pseudonyms
from tutor.research.tables.base import (
    CHUNK,
    PSEUDONYM,
    Column,
    Value,
    count,
    document,
    moment,
    ms,
    number,
    truth,
    word,
)

RUN, TRIAL = "learning.ActivityRun", "learning.ActivityTrial"
FINISHED = "empty where the run was left"


class ActivityTrials:
    name = "activity_trials"
    words = "One row a trial of an attention activity; practice is not kept."
    key = ("run", "block", "position")
    columns = (
        Column(
            name="learner",
            unit="pseudonym",
            range=PSEUDONYM,
            source="HMAC-SHA256 of the learner's public id",
            missing="never missing",
            words="The learner: joins with sessions.csv.",
        ),
        Column(
            name="run",
            unit="pseudonym",
            range=PSEUDONYM,
            source="HMAC-SHA256 of the run's public id",
            missing="never missing",
            words="One go at an activity.",
        ),
        word("activity", "Which activity.", source=RUN),
        word("version", "Its version.", source=RUN),
        word("form", "Its form.", source=RUN),
        document("parameters", "What it was asked for with.", source=RUN),
        moment("started_at_ms", "When the run was started.", source=RUN),
        moment("finished_at_ms", "When it was finished.", source=RUN, missing=FINISHED),
        document("score", "The measures of the whole run, by name.", source=RUN),
        document("timing", "What the page measured of its own clock.", source=RUN),
        word("input_kind", "Keys or touch.", source=RUN, missing=FINISHED),
        count("block", "The block, from 0.", source=TRIAL),
        count("position", "The trial's place in its block.", source=TRIAL),
        word("kind", "What kind of trial it was.", source=TRIAL),
        document("stimulus", "What was shown.", source=TRIAL),
        document("responses", "Every answer as [action, ms after the onset].", source=TRIAL),
        number("onset_ms", "When it was shown, after the run's start.", unit="ms", source=TRIAL),
        number("shown_ms", "For how long.", unit="ms", source=TRIAL),
        count("dropped_frames", "Frames dropped at a change of the picture.", source=TRIAL),
        truth("is_blurred", "Whether the page was not in front.", source=TRIAL),
    )

    def rows_of_people(
        self,
        people: QuerySet[User],
        *,
        names: Pseudonyms,
        since: datetime | None,
        until: datetime | None,
    ) -> Iterator[tuple[Value, ...]]:
        """Runs that started in [since, until), person by person, oldest first."""
        runs = ActivityRun.objects.filter(learner__in=people)
        runs = runs.filter(started_at__gte=since) if since else runs
        runs = runs.filter(started_at__lt=until) if until else runs
        found = (
            ActivityTrial.objects.filter(run__in=runs)
            .select_related("run__learner")
            .order_by("run__learner_id", "run__started_at", "run_id", "block", "position")
        )
        for trial in found.iterator(CHUNK):
            yield _row(trial, names)


def _row(trial: ActivityTrial, names: Pseudonyms) -> tuple[Value, ...]:
    run = trial.run
    return (
        names.learner(run.learner.public_id),
        names.word("run", run.public_id),
        run.activity,
        run.version,
        run.form,
        json.dumps(run.parameters, sort_keys=True),
        ms(run.started_at),
        ms(run.finished_at),
        json.dumps(run.score, sort_keys=True),
        json.dumps(run.timing, sort_keys=True),
        run.input_kind or None,
        trial.block,
        trial.position,
        trial.kind,
        json.dumps(trial.stimulus, sort_keys=True),
        json.dumps(trial.responses),
        trial.onset_ms,
        trial.shown_ms,
        trial.dropped_frames,
        trial.is_blurred,
    )

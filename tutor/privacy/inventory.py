"""Where personal data lies: every table that leads to a person, and every field of it.

"My data" shows and downloads exactly this; a test fails when a table or a field is missing here.
Tables are named, not imported: privacy lies below the rooms that own them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db.models import Model, Q, QuerySet

from tutor.accounts.models import User


@dataclass(frozen=True, kw_only=True)
class PersonalTable:
    """`owner` is the look-up from a row to its person; `fields` may follow relations.

    `left_out` names fields that are not shown, each with the reason.
    """

    model: str
    owner: str
    words: str
    fields: tuple[str, ...]
    left_out: dict[str, str] = field(default_factory=dict)
    # The rows point at a session by its number alone (events lie below learning).
    by_session: bool = False

    @property
    def model_class(self) -> type[Model]:
        return apps.get_model(self.model)

    def rows_of(self, person: User) -> QuerySet[Any]:
        """The rows about `person`, oldest first."""
        value: Any = person.pk
        if self.by_session:
            session = apps.get_model("learning.Session")
            value = session._default_manager.filter(learner=person).values("pk")
        return self.model_class._default_manager.filter(**{self.owner: value}).order_by("pk")

    def of_people(self, people: QuerySet[Any]) -> Q:
        """The rows about any of `people`, a query of their keys."""
        if not self.by_session:
            return Q(**{f"{self.owner}__in": people})
        session = apps.get_model("learning.Session")
        return Q(session_pk__in=session._default_manager.filter(learner__in=people).values("pk"))

    def owner_of(self, pk: object) -> int | None:
        """The person whom the row `pk` is about; None where there is no such row."""
        rows = self.model_class._default_manager.filter(pk=pk)
        if not self.by_session:
            return rows.values_list(self.owner, flat=True).first()
        session = apps.get_model("learning.Session")
        found = session._default_manager.filter(pk__in=rows.values("session_pk"))
        return found.values_list("learner", flat=True).first()


_KEY = {"id": "the table's own number"}
_SESSION = {**_KEY, "session": "shown by its lesson"}

INVENTORY: tuple[PersonalTable, ...] = (
    PersonalTable(
        model="accounts.User",
        owner="pk",
        words="Your account",
        fields=(
            "public_id",
            "username",
            "name",
            "first_name",
            "last_name",
            "email",
            "role",
            "theme",
            "language",
            "reading",
            "date_joined",
            "last_login",
            "is_active",
            "is_staff",
            "is_superuser",
            "is_simulated",
        ),
        left_out={**_KEY, "password": "stored only as a digest that nobody can read"},
    ),
    PersonalTable(
        model="account.EmailAddress",
        owner="user",
        words="Your e-mail addresses",
        fields=("email", "verified", "primary"),
        left_out={**_KEY, "user": "it is you"},
    ),
    PersonalTable(
        model="accounts.Enrolment",
        owner="learner",
        words="Your classes",
        fields=("classroom__name", "joined_at"),
        left_out={**_KEY, "learner": "it is you"},
    ),
    PersonalTable(
        model="accounts.Group_learners",
        owner="user",
        words="Groups of a class that you are in",
        fields=("group__name",),
        left_out={**_KEY, "user": "it is you", "group": "shown by its name"},
    ),
    PersonalTable(
        model="accounts.Accommodation",
        owner="learner",
        words="What your teacher set so that you can work well",
        fields=("extra_time_p", "is_sensing_off", "note", "set_at"),
        left_out={**_KEY, "learner": "it is you", "set_by": "another person"},
    ),
    PersonalTable(
        model="privacy.Consent",
        owner="person",
        words="What you agreed to or not",
        fields=("purpose", "is_granted", "wording_version", "decided_at"),
        left_out={**_KEY, "person": "it is you"},
    ),
    PersonalTable(
        model="studies.StudyConsent",
        owner="person",
        words="Studies you were asked about, and what you said",
        fields=(
            "study__title",
            "is_granted",
            "consent_version",
            "is_minor",
            "has_assented",
            "guardian_name",
            "guardian_agreed_on",
            "decided_at",
        ),
        left_out={**_KEY, "person": "it is you"},
    ),
    PersonalTable(
        model="learning.AssignmentException",
        owner="learner",
        words="Dates of courses that are yours alone",
        fields=("assignment__course__title", "opens_at", "due_at", "is_excused"),
        left_out={**_KEY, "learner": "it is you", "assignment": "shown by its course"},
    ),
    PersonalTable(
        model="learning.Session",
        owner="learner",
        words="Lessons you opened",
        fields=(
            "public_id",
            "lesson__title",
            "lesson_version",
            "classroom__name",
            "segment__title",
            "started_at",
            "last_seen_at",
            "ended_at",
            "policy",
            "seed",
            "kind",
        ),
        left_out={**_KEY, "learner": "it is you"},
    ),
    PersonalTable(
        model="learning.SegmentVisit",
        owner="session__learner",
        words="Parts of lessons you finished",
        fields=("session__lesson__title", "segment__title", "finished_at"),
        left_out=_SESSION,
    ),
    PersonalTable(
        model="learning.Attempt",
        owner="session__learner",
        words="Your answers",
        fields=(
            "session__lesson__title",
            "item__slug",
            "hint__slug",
            "ordinal",
            "response",
            "outcome",
            "misconception",
            "feedback_html",
            "latency_ms",
            "hints_used",
            "difficulty",
            "guess_p",
            "expected_p",
            "is_rapid_guess",
            "weight_p",
            "answered_at",
        ),
        left_out={**_SESSION, "idempotency_key": "keeps an answer from being stored twice"},
    ),
    PersonalTable(
        model="learning.HintUse",
        owner="session__learner",
        words="Hints you were shown",
        fields=("session__lesson__title", "hint__slug", "shown_at"),
        left_out=_SESSION,
    ),
    PersonalTable(
        model="learning.SkillState",
        owner="learner",
        words="What the tutor thinks you can do",
        fields=(
            "skill__title",
            "rating",
            "evidence",
            "attempt_count",
            "right_count",
            "right_in_a_row",
            "mastery_p",
            "right_evidence",
            "wrong_evidence",
            "recent",
            "last_ordinal",
            "stability_days",
            "memory_difficulty",
            "reviewed_at",
            "due_at",
            "opportunities",
            "run",
            "longest_run",
            "updated_at",
        ),
        left_out={**_KEY, "learner": "it is you"},
    ),
    PersonalTable(
        model="learning.LearnerState",
        owner="learner",
        words="What your answers say together",
        fields=(
            "attempt_count",
            "evidence",
            "right_evidence",
            "surprise",
            "fast",
            "slow",
            "updated_at",
        ),
        left_out={**_KEY, "learner": "it is you"},
    ),
    PersonalTable(
        model="learning.ActivityRun",
        owner="learner",
        words="Attention activities you did",
        fields=(
            "public_id",
            "activity",
            "version",
            "form",
            "parameters",
            "seed",
            "started_at",
            "finished_at",
            "score",
            "timing",
            "input_kind",
            "device",
        ),
        left_out={**_KEY, "learner": "it is you"},
    ),
    PersonalTable(
        model="learning.ActivityTrial",
        owner="run__learner",
        words="What was shown in those activities, and what you did",
        fields=(
            "run__activity",
            "block",
            "position",
            "kind",
            "stimulus",
            "responses",
            "onset_ms",
            "shown_ms",
            "dropped_frames",
            "is_blurred",
        ),
        left_out={**_KEY, "run": "shown by its activity"},
    ),
    PersonalTable(
        model="focus.Estimate",
        owner="session__learner",
        words="Estimates of your focus",
        fields=(
            "session__lesson__title",
            "at_ms",
            "p_off_task",
            "low",
            "high",
            "evidence",
            "why_not",
            "reasons",
            "engagement",
            "fingerprint",
        ),
        left_out=_SESSION,
    ),
    PersonalTable(
        model="focus.Probe",
        owner="session__learner",
        words="When you were asked what you are at, and what you said",
        fields=(
            "session__lesson__title",
            "ordinal",
            "asked_at_ms",
            "propensity_p",
            "answered_at_ms",
            "answer",
            "latency_ms",
            "logit",
        ),
        left_out=_SESSION,
    ),
    PersonalTable(
        model="adaptation.Decision",
        owner="session__learner",
        words="What the tutor decided, and why",
        fields=(
            "public_id",
            "session__lesson__title",
            "ordinal",
            "trigger",
            "cause",
            "policy",
            "policy_version",
            "seed",
            "situation",
            "alternatives",
            "action",
            "target",
            "propensity_p",
            "reason_code",
            "reason_values",
            "decided_at",
            "shown_at",
            "resolution",
            "resolved_at",
        ),
        left_out=_SESSION,
    ),
    PersonalTable(
        model="adaptation.TurnedOff",
        owner="learner",
        words="Kinds of change that you turned off",
        fields=("action", "turned_off_at"),
        left_out={**_KEY, "learner": "it is you"},
    ),
    PersonalTable(
        model="guidance.Alert",
        owner="session__learner",
        words="When a rule suggested to your teacher that you may need help",
        fields=(
            "public_id",
            "session__lesson__title",
            "classroom__name",
            "rule",
            "words",
            "raised_at",
            "cleared_at",
            "mark",
            "marked_at",
        ),
        left_out={**_SESSION, "marked_by": "another person"},
    ),
    PersonalTable(
        model="guidance.TeacherAction",
        owner="learner",
        words="What your teachers did for you in lessons",
        fields=(
            "public_id",
            "kind",
            "classroom__name",
            "session__lesson__title",
            "content",
            "reason",
            "made_at",
            "until",
            "undone_at",
            "seen_at",
            "answer",
            "answered_at",
        ),
        left_out={
            **_KEY,
            "learner": "it is you",
            "teacher": "another person",
            "undone_by": "another person",
        },
    ),
    PersonalTable(
        model="experiments.Assignment",
        owner="learner",
        words="Experiments of studies that you agreed to, and which arm you are in",
        fields=(
            "experiment__title",
            "arm__title",
            "classroom__name",
            "stratum",
            "number",
            "propensity_p",
            "covariates",
            "assigned_at",
        ),
        left_out={
            **_KEY,
            "learner": "it is you",
            "experiment": "shown by its title",
            "arm": "shown by its title",
            "classroom": "shown by its name",
        },
    ),
    PersonalTable(
        model="experiments.Exposure",
        owner="session__learner",
        words="When an arm of an experiment first could change a lesson of yours",
        fields=(
            "session__lesson__title",
            "arm__title",
            "part",
            "propensity_p",
            "decision_ordinal",
            "exposed_at",
        ),
        left_out={
            **_SESSION,
            "assignment": "shown above",
            "arm": "shown by its title",
        },
    ),
    PersonalTable(
        model="experiments.LogEntry",
        owner="person",
        words="What you did to experiments",
        fields=("experiment__title", "step", "detail", "logged_at"),
        left_out={
            **_KEY,
            "person": "it is you",
            "experiment": "shown by its title",
        },
    ),
    PersonalTable(
        model="events.Frame",
        owner="session_pk__in",
        by_session=True,
        words="What was noticed on the page, as it was sent",
        fields=(
            "stream",
            "seq",
            "event_count",
            "first_at_ms",
            "last_at_ms",
            "received_at_ms",
            "events",
        ),
        left_out={**_KEY, "session_pk": "the session's own number"},
    ),
    PersonalTable(
        model="research.SessionColumns",
        owner="session_pk__in",
        by_session=True,
        words="The same, in columns, for a study you take part in",
        fields=("frame_count", "size", "made_at"),
        left_out={
            **_KEY,
            "session_pk": "the session's own number",
            "layout": "how it is packed",
            "last_frame_pk": "a frame's own number",
            "content": "what the frames hold, shown there",
        },
    ),
    PersonalTable(
        model="events.RefusedEvent",
        owner="session_pk__in",
        by_session=True,
        words="What was sent and refused; its content is not kept",
        fields=("stream", "seq", "index", "code", "detail", "refused_at_ms"),
        left_out={**_KEY, "session_pk": "the session's own number"},
    ),
    PersonalTable(
        model="privacy.Access",
        owner="subject",
        words="Who looked at or copied your record",
        fields=("kind", "actor__name", "actor_role", "about", "at"),
        left_out={**_KEY, "subject": "it is you"},
    ),
    PersonalTable(
        model="privacy.ErasureRequest",
        owner="person",
        words="Your wish to be erased",
        fields=("asked_at", "due_at"),
        left_out={**_KEY, "person": "it is you"},
    ),
    PersonalTable(
        model="research.Bundle",
        owner="asked_by",
        words="Bundles of studies you asked for",
        fields=(
            "public_id",
            "study__title",
            "asked_at",
            "state",
            "step",
            "done",
            "total",
            "seen_at",
            "finished_at",
            "size_bytes",
            "sha256",
            "learner_count",
            "session_count",
            "counts",
            "problem",
        ),
        left_out={**_KEY, "asked_by": "it is you"},
    ),
    PersonalTable(
        model="research.ExportLog",
        owner="person",
        words="Research exports you made",
        fields=("exported_at", "scope", "format", "counts"),
        left_out={**_KEY, "person": "it is you"},
    ),
)


def table_of(model: str) -> PersonalTable:
    """The inventory's entry for `model`; raises KeyError where it has none."""
    for table in INVENTORY:
        if table.model == model:
            return table
    raise KeyError(f"{model} is not in the inventory of personal data")

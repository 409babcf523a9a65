"""What a teacher changes: classes and what they study."""

from __future__ import annotations

from datetime import datetime

from tutor.accounts.models import Classroom, User
from tutor.content.models import Course
from tutor.learning.models import Assignment, AssignmentException


def assign_course(classroom: Classroom, *, course: Course, now: datetime) -> Assignment:
    """`classroom` studies `course` from now on; assigning it twice changes nothing."""
    assignment, _is_new = Assignment.objects.get_or_create(
        classroom=classroom, course=course, defaults={"assigned_at": now}
    )
    return assignment


def set_dates(
    assignment: Assignment, *, opens_at: datetime | None, due_at: datetime | None
) -> Assignment:
    """When the class may begin, and until when it should be done; None for either is no date."""
    assignment.opens_at = opens_at
    assignment.due_at = due_at
    assignment.save(update_fields=["opens_at", "due_at"])
    return assignment


def set_exception(
    assignment: Assignment,
    *,
    learner: User,
    opens_at: datetime | None,
    due_at: datetime | None,
    is_excused: bool,
) -> None:
    """Dates of one learner's own; with none and no excuse, the class's hold again."""
    if opens_at is None and due_at is None and not is_excused:
        AssignmentException.objects.filter(assignment=assignment, learner=learner).delete()
        return
    AssignmentException.objects.update_or_create(
        assignment=assignment,
        learner=learner,
        defaults={"opens_at": opens_at, "due_at": due_at, "is_excused": is_excused},
    )

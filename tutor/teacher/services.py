"""What a teacher changes: classes and what they study."""

from __future__ import annotations

from datetime import datetime

from tutor.accounts.models import Classroom
from tutor.content.models import Course
from tutor.learning.models import Assignment


def assign_course(classroom: Classroom, *, course: Course, now: datetime) -> Assignment:
    """`classroom` studies `course` from now on; assigning it twice changes nothing."""
    assignment, _is_new = Assignment.objects.get_or_create(
        classroom=classroom, course=course, defaults={"assigned_at": now}
    )
    return assignment

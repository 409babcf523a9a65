"""Who may write what: foreign is the same 404 as missing."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from tutor.accounts.models import User
from tutor.authoring.models import ImportJob
from tutor.content.models import Course


def courses_to_write(person: User) -> QuerySet[Course]:
    """Courses that a person may change: those they are an author of; for administrators, all."""
    if person.is_administrator:
        return Course.objects.all()
    return Course.objects.filter(authors=person)


def course_to_write(person: User, course_slug: str) -> Course:
    course = courses_to_write(person).filter(slug=course_slug).first()
    if course is None:
        raise Http404("There is no such course of yours.")
    return course


def own_job(person: User, public_id: UUID) -> ImportJob:
    job = ImportJob.objects.filter(owner=person, public_id=public_id).first()
    if job is None:
        raise Http404("There is no such import of yours.")
    return job

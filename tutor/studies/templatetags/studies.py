"""The one line on a learner's first page that says a study asks them."""

from __future__ import annotations

from typing import Any

from django import template

from tutor.accounts.models import User
from tutor.studies.selectors import invitation_lines

register = template.Library()


@register.inclusion_tag("studies/_asked.html")
def asked_by_studies(person: User) -> dict[str, Any]:
    """Studies that wait for an answer of `person`; nothing where none does."""
    return {"lines": [line for line in invitation_lines(person) if line.is_undecided]}

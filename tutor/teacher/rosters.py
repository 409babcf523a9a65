"""From a roster file to a plan that can be read before it is saved; saved whole or not at all."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime

from django.db import transaction

from tutor.accounts.models import Classroom, Role, User
from tutor.accounts.services import create_person, enrol, join_group
from tutor.domain.rosters import Person, Read, read_csv, read_oneroster
from tutor.domain.rosters.people import checked

MOST_BYTES = 5_000_000
# Read from a card and typed by a child: no letters that look alike.
_WORDS = "abcdefghjkmnpqrstuvwxyz23456789"
PASSWORD_LENGTH = 10


class RosterError(ValueError):
    """Not saved; `str` is the sentence that says why."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """A row of the file and what would come of it: new, joins, or is here."""

    person: Person
    becomes: str


@dataclass(frozen=True, kw_only=True)
class Plan:
    lines: list[Line] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def new_count(self) -> int:
        return sum(line.becomes == "new" for line in self.lines)

    @property
    def joining_count(self) -> int:
        return sum(line.becomes == "joins" for line in self.lines)

    @property
    def carried(self) -> str:
        """The rows as the next form carries them; they are checked again before they are saved."""
        return json.dumps([asdict(line.person) for line in self.lines])


@dataclass(frozen=True, kw_only=True)
class NewAccount:
    """To be handed out once: the password is stored nowhere but as its digest."""

    name: str
    username: str
    password: str


def read_file(content: bytes, *, name: str, classroom: Classroom) -> Read:
    """A zip is OneRoster, everything else a CSV."""
    if len(content) > MOST_BYTES:
        return Read(errors=[f"The file has {len(content)} bytes, {MOST_BYTES} are the most."])
    if name.casefold().endswith(".zip") or content.startswith(b"PK"):
        return read_oneroster(content, class_name=classroom.name)
    try:
        return read_csv(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return Read(errors=["The file is not in UTF-8: save it as “CSV UTF-8”."])


def carried(text: str) -> Read:
    """The rows of the form between report and saving; a client may have changed them."""
    try:
        rows = json.loads(text)
        people = [
            Person(
                row=int(row["row"]),
                name=str(row["name"]),
                username=str(row["username"]),
                email=str(row["email"]),
                group=str(row["group"]),
            )
            for row in rows
        ]
    except (ValueError, TypeError, KeyError):
        return Read(errors=["The rows have been lost on the way: choose the file again."])
    return checked(people, notes=[])


def plan_of(read: Read, *, classroom: Classroom, teacher: User) -> Plan:
    """What saving would do. People of other schools are theirs: a username does not fetch them."""
    if read.errors:
        return Plan(errors=read.errors, notes=read.notes)
    known = {
        user.username.casefold(): user
        for user in User.objects.filter(username__in=[one.username for one in read.people])
    }
    ours = set(
        User.objects.filter(enrolments__classroom__teachers=teacher).values_list("pk", flat=True)
    )
    here = set(classroom.enrolments.values_list("learner_id", flat=True))
    lines: list[Line] = []
    errors: list[str] = []
    for person in read.people:
        user = known.get(person.username.casefold())
        if user is not None and user.pk not in ours:
            errors.append(
                f"Row {person.row}: the username “{person.username}” is taken. If it is the same "
                f"person, let them join with the code {classroom.join_code}."
            )
            continue
        becomes = "new" if user is None else "is here" if user.pk in here else "joins"
        lines.append(Line(person=person, becomes=becomes))
    return Plan(lines=lines, errors=errors, notes=read.notes)


@transaction.atomic
def save(plan: Plan, *, classroom: Classroom, now: datetime) -> list[NewAccount]:
    """Makes new people, enrols them and those who are known, and puts them into their groups."""
    if plan.errors:
        raise RosterError("Nothing was saved: the list has faults.")
    made: list[NewAccount] = []
    for line in plan.lines:
        person = line.person
        user = User.objects.filter(username__iexact=person.username).first()
        if user is None:
            password = new_password()
            user = create_person(
                person.username,
                password=password,
                role=Role.LEARNER,
                name=person.name,
                email=person.email,
            )
            made.append(NewAccount(name=person.name, username=user.username, password=password))
        enrol(user, classroom=classroom, now=now)
        if person.group:
            join_group(user, classroom=classroom, name=person.group)
    return made


def new_password() -> str:
    return "".join(secrets.choice(_WORDS) for _ in range(PASSWORD_LENGTH))


def card_rows(made: Sequence[NewAccount]) -> list[tuple[str, str, str]]:
    return [(one.name, one.username, one.password) for one in made]

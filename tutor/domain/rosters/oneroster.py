"""OneRoster 1.1 and 1.2 as CSV files in a zip: the learners of one class.

Fields as in the 1EdTech CSV binding: in 1.1 a user's role stands in users.csv, in 1.2 in roles.csv;
enrollments.csv says who is in which class in both. Rows marked `tobedeleted` are left out.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping

from tutor.domain.rosters.people import Person, Read, checked

NEEDED = ("users.csv", "enrollments.csv", "classes.csv")
READ = (*NEEDED, "roles.csv")
# A school's whole roster has some MB; more is no roster, or a bomb.
MOST_BYTES = 20_000_000
_STUDENT = "student"
Row = Mapping[str, str]


def read_oneroster(content: bytes, *, class_name: str) -> Read:
    """The students of the class called `class_name`, or of the only class in the file."""
    try:
        files = _files(content)
    except (zipfile.BadZipFile, ValueError, UnicodeDecodeError) as fault:
        return Read(errors=[f"This is no OneRoster file: {fault}."])
    missing = [name for name in NEEDED if name not in files]
    if missing:
        return Read(errors=[f"The zip has no {', '.join(missing)}."])
    chosen, error = _class(files["classes.csv"], class_name=class_name)
    if error:
        return Read(errors=[error])
    return _students(files, class_id=chosen)


def _files(content: bytes) -> dict[str, list[tuple[int, Row]]]:
    found: dict[str, list[tuple[int, Row]]] = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for info in archive.infolist():
            name = info.filename.rsplit("/", 1)[-1].casefold()
            if name not in READ:
                continue
            if info.file_size > MOST_BYTES:
                raise ValueError(f"{name} has {info.file_size} bytes, {MOST_BYTES} are the most")
            with archive.open(info) as file:
                # The size in the directory can lie; what is read is bounded all the same.
                raw = file.read(MOST_BYTES + 1)
            if len(raw) > MOST_BYTES:
                raise ValueError(f"{name} has more than {MOST_BYTES} bytes")
            reader = csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline=""))
            found[name] = [
                (reader.line_num, {key: value or "" for key, value in row.items() if key})
                for row in reader
            ]
    return found


def _is_active(row: Row) -> bool:
    return row.get("status", "").casefold() not in {"tobedeleted", "inactive"}


def _class(rows: list[tuple[int, Row]], *, class_name: str) -> tuple[str, str]:
    """(the class's id, "") or ("", what is wrong)."""
    active = [row for _, row in rows if _is_active(row)]
    named = [row for row in active if row.get("title", "").strip() == class_name]
    chosen = named or active
    if len(chosen) == 1:
        return chosen[0].get("sourcedId", ""), ""
    titles = ", ".join(f"“{row.get('title', '')}”" for row in active[:8])
    return "", f"The file has {len(active)} classes ({titles}): call this class as one of them."


def _students(files: Mapping[str, list[tuple[int, Row]]], *, class_id: str) -> Read:
    users = {row.get("sourcedId", ""): (number, row) for number, row in files["users.csv"]}
    students: list[Person] = []
    errors: list[str] = []
    for number, enrolment in files["enrollments.csv"]:
        if enrolment.get("classSourcedId") != class_id or not _is_active(enrolment):
            continue
        user_id = enrolment.get("userSourcedId", "")
        if _role(enrolment, user_id, files) != _STUDENT:
            continue
        if user_id not in users:
            errors.append(f"enrollments.csv row {number}: there is no user “{user_id}”.")
            continue
        row, user = users[user_id]
        if _is_active(user):
            students.append(_person(row, user))
    read = checked(students, notes=["Rows are those of users.csv."])
    return Read(people=read.people, errors=[*errors, *read.errors], notes=read.notes)


def _role(enrolment: Row, user_id: str, files: Mapping[str, list[tuple[int, Row]]]) -> str:
    """The role in the class, else the user's own of roles.csv (1.2) or users.csv (1.1)."""
    if role := enrolment.get("role", "").casefold():
        return role
    for name, key in (("roles.csv", "userSourcedId"), ("users.csv", "sourcedId")):
        for _, row in files.get(name, ()):
            if row.get(key) == user_id and row.get("role"):
                return row["role"].casefold()
    return ""


def _person(row: int, user: Row) -> Person:
    given = user.get("preferredFirstName") or user.get("givenName", "")
    family = user.get("preferredLastName") or user.get("familyName", "")
    return Person(
        row=row,
        name=f"{given} {family}".strip(),
        username=user.get("username", "").strip(),
        email=user.get("email", "").strip(),
    )

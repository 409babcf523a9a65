"""Class lists are read whole, with every fault named by its row, or not at all."""

from __future__ import annotations

import io
import zipfile

from tutor.domain.rosters import MOST_ROWS, read_csv, read_oneroster

USERS_11 = """sourcedId,status,role,username,givenName,familyName,email
u1,active,student,bo,Bo,Andersen,bo@example.org
u2,active,teacher,ada,Ada,Okafor,
u3,tobedeleted,student,gone,Gone,Away,
u4,active,student,cy,Cy,Tanaka,
"""
USERS_12 = """sourcedId,status,username,givenName,familyName,preferredFirstName,email
u1,active,bo,Robert,Andersen,Bo,bo@example.org
u2,active,ada,Ada,Okafor,,
"""
ROLES_12 = "sourcedId,userSourcedId,role\nr1,u1,student\nr2,u2,teacher\n"
ENROLLMENTS = """sourcedId,status,classSourcedId,userSourcedId,role
e1,active,c1,u1,student
e2,active,c1,u2,teacher
e3,active,c1,u3,student
e4,active,c2,u4,student
"""
CLASSES = "sourcedId,status,title\nc1,active,Maths 8A\nc2,active,Maths 8B\n"


def zipped(**files: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in files.items():
            archive.writestr(f"{name}.csv", text)
    return out.getvalue()


def test_columns_come_in_any_order_and_by_other_names() -> None:
    read = read_csv("Group;User name;Full name;Shoe size\nred;bo;Bo Andersen;38\n")
    (person,) = read.people
    assert (person.row, person.name, person.username, person.group) == (
        2,
        "Bo Andersen",
        "bo",
        "red",
    )
    assert read.errors == []
    assert read.notes == ["Column “Shoe size” is not used."]


def test_all_faults_are_said_at_once_with_their_rows() -> None:
    read = read_csv("name,username,email\n,bo,\nCy,c y,no mail\nDu,BO,\n")
    assert read.errors == [
        "Row 2: the name is empty.",
        "Row 3: “c y” is no username: letters, digits and . @ + - _ without spaces.",
        "Row 3: “no mail” is no e-mail address.",
        "Row 4: “BO” is in row 2 already.",
    ]


def test_an_empty_and_a_huge_list_are_refused() -> None:
    assert "no learners" in read_csv("name,username\n").errors[0]
    many = "".join(f"N,u{number}\n" for number in range(MOST_ROWS + 1))
    assert str(MOST_ROWS) in read_csv(f"name,username\n{many}").errors[0]


def test_oneroster_1_1_gives_the_students_of_the_class() -> None:
    content = zipped(users=USERS_11, enrollments=ENROLLMENTS, classes=CLASSES)
    read = read_oneroster(content, class_name="Maths 8A")
    assert [(one.name, one.username, one.email) for one in read.people] == [
        ("Bo Andersen", "bo", "bo@example.org")
    ]
    assert read.errors == []


def test_oneroster_1_2_has_its_roles_apart_and_preferred_names() -> None:
    enrolled = ENROLLMENTS.replace(",student", ",").replace(",teacher", ",")
    content = zipped(
        users=USERS_12, roles=ROLES_12, enrollments=enrolled.partition("e3")[0], classes=CLASSES
    )
    read = read_oneroster(content, class_name="Maths 8A")
    assert [one.name for one in read.people] == ["Bo Andersen"]


def test_which_class_is_meant_has_to_be_clear() -> None:
    content = zipped(users=USERS_11, enrollments=ENROLLMENTS, classes=CLASSES)
    assert "“Maths 8A”, “Maths 8B”" in read_oneroster(content, class_name="Art").errors[0]


def test_an_enrolment_of_nobody_is_named() -> None:
    content = zipped(
        users=USERS_11, enrollments=f"{ENROLLMENTS}e5,active,c1,u9,student\n", classes=CLASSES
    )
    read = read_oneroster(content, class_name="Maths 8A")
    assert read.errors == ["enrollments.csv row 6: there is no user “u9”."]


def test_what_is_no_roster_is_refused_with_a_sentence() -> None:
    assert "no OneRoster file" in read_oneroster(b"x", class_name="").errors[0]
    assert "users.csv" in read_oneroster(zipped(classes=CLASSES), class_name="").errors[0]
    bomb = zipped(users="x" * 20_000_001, enrollments="", classes=CLASSES)
    assert "20000000 are the most" in read_oneroster(bomb, class_name="").errors[0]

"""The people every test knows: Ada teaches Bo; Dee teaches Cy; Rae does research; Max administers.

Cy must see nothing of Bo, and Dee nothing of Ada's class.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection
from django.db.backends.postgresql.base import DatabaseWrapper
from hypothesis import settings as hypothesis_settings
from psycopg_pool import ConnectionPool
from pytest_django.fixtures import Settings
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

from tests.course import make_course
from tutor.accounts.models import Classroom, Role, User
from tutor.accounts.services import create_classroom, create_person, enrol
from tutor.content.models import Course, Lesson
from tutor.learning.models import Assignment
from tutor.privacy.models import Purpose
from tutor.privacy.services import decide_consent

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
PASSWORD = "a long enough word"
THREADS_END_WITHIN_S = 10

# No test asserts a time: a shared machine may pause an example for longer than any deadline.
hypothesis_settings.register_profile("house", deadline=None)
hypothesis_settings.load_profile("house")


STACK = "stack"


class OneStackAtATime(LoadScopeScheduling):  # type: ignore[misc]  # xdist ships no types
    """A module stays on one core; all that start the supervised stack share one, so that no two
    stacks compete for the machine that their tests wait on. They take longest, so they go first.
    """

    def _split_scope(self, nodeid: str) -> str:
        is_stack = nodeid.startswith(("tests/journeys/", "tests/serving/"))
        return STACK if is_stack else nodeid.partition("::")[0]

    def _assign_work_unit(self, node: WorkerController) -> None:
        if STACK in self.workqueue:
            self.workqueue.move_to_end(STACK, last=False)
        super()._assign_work_unit(node)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> OneStackAtATime:
    return OneStackAtATime(config, log)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The data sets that are not in the repository; tests that need them skip without them."""
    default = Path(__file__).resolve().parents[2] / "shared" / "data"
    folder = Path(os.environ.get("ATTUNE_SHARED_DATA", default))
    if not folder.is_dir():
        pytest.skip(f"no data at {folder}: set ATTUNE_SHARED_DATA to the folder that holds it")
    return folder


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Settings) -> None:
    """Argon2 is slow by design; no test is about how slow."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _no_scan_of_static_files(settings: Settings) -> None:
    """Every test client starts the middleware, which would list all static files each time."""
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture(autouse=True)
def _no_thread_keeps_a_connection(request: pytest.FixtureRequest) -> Iterator[None]:
    """PostgreSQL drops no database that is in use, and at the end nobody knows who left it so."""
    yield
    # `connection.pool` would make one. (The stubs leave this out.)
    pool = DatabaseWrapper._connection_pools.get(connection.alias)  # type: ignore[attr-defined]
    if pool is None or pool.closed:
        return
    wait_until = time.monotonic() + THREADS_END_WITHIN_S
    while (kept := _in_use(pool)) and time.monotonic() < wait_until:
        time.sleep(0.01)
    assert not kept, f"{request.node.nodeid}: a thread ended without closing its connection"


def _in_use(pool: ConnectionPool) -> int:
    """Connections that are neither in the pool nor this thread's own."""
    stats = pool.get_stats()
    return stats["pool_size"] - stats["pool_available"] - (connection.connection is not None)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def ada(db: None) -> User:
    return create_person("ada", password=PASSWORD, role=Role.TEACHER, name="Ada Lovelace")


@pytest.fixture
def dee(db: None) -> User:
    return create_person("dee", password=PASSWORD, role=Role.TEACHER, name="Dee Okafor")


@pytest.fixture
def class_8a(ada: User) -> Classroom:
    return create_classroom("Maths 8A", teacher=ada, now=NOW)


@pytest.fixture
def class_8b(dee: User) -> Classroom:
    return create_classroom("Maths 8B", teacher=dee, now=NOW)


@pytest.fixture
def bo(class_8a: Classroom) -> User:
    """Ada's learner; has agreed to everything but gaze."""
    learner = create_person(
        "bo", password=PASSWORD, name="Bo Nguyen", email="bo.nguyen@school.example"
    )
    enrol(learner, classroom=class_8a, now=NOW)
    for purpose in (Purpose.ACTIVITY, Purpose.TEACHER_VIEW, Purpose.RESEARCH):
        decide_consent(learner, purpose=purpose, is_granted=True, now=NOW)
    return learner


@pytest.fixture
def cy(class_8b: Classroom) -> User:
    """Dee's learner; has decided about nothing yet."""
    learner = create_person("cy", password=PASSWORD, name="Cy Haddad")
    enrol(learner, classroom=class_8b, now=NOW)
    return learner


@pytest.fixture
def rae(db: None) -> User:
    return create_person("rae", password=PASSWORD, role=Role.RESEARCHER, name="Rae Lindqvist")


@pytest.fixture
def max_admin(db: None) -> User:
    return create_person("max", password=PASSWORD, role=Role.ADMINISTRATOR, name="Max Weber")


@pytest.fixture
def course(db: None) -> Course:
    """Two lessons: reading, worked example, practice with items of every type, a check question."""
    return make_course(now=NOW)


@pytest.fixture
def lesson(course: Course, class_8a: Classroom, class_8b: Classroom) -> Lesson:
    """The first lesson of a course that both classes study."""
    for classroom in (class_8a, class_8b):
        Assignment.objects.create(classroom=classroom, course=course, assigned_at=NOW)
    return course.lessons.get(position=1)

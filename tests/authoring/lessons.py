"""A lesson that Ada writes, for tests of drafts, checks and publishing."""

from __future__ import annotations

from datetime import datetime

from tutor.accounts.models import User
from tutor.authoring import services
from tutor.authoring.selectors import Desk, desk_of
from tutor.content.models import Course
from tutor.content.services_lessons import add_skill, create_course

LESSON = "---\ntitle: The scale\nsummary: Level scales.\nminutes: 10\n---\n"
READING = (
    "---\nkind: reading\ntitle: Two sides\nskills: [undo-one-step]\n---\n\n"
    "A scale is level when both sides weigh the same.\n"
)
ITEM = """
```item
slug: find-x
type: numeric
stem: 'Solve $x + 3 = 7$.'
spec:
  answer: '4'
  feedback:
    - {when: '10', say: 'You added 3 where $-3$ undoes it.'}
  feedback_default: 'Undo the $+3$ first.'
hints:
  - text: 'What was added to $x$?'
  - text: 'Undo it.'
    scaffold:
      type: numeric
      stem: 'What is $7 - 3$?'
      spec: {answer: '4'}
  - text: 'Worked answer: $7 - 3 = 4$.'
```
"""
PRACTICE = (
    "---\nkind: practice\ntitle: Your turn\nskills: [undo-one-step]\n---\n\nTake your time.\n"
    + ITEM
)
FILES = {"lesson.md": LESSON, "01-two-sides.md": READING, "02-your-turn.md": PRACTICE}
SLUG = "the-scale"


def begun_course(ada: User, now: datetime) -> Course:
    """A course of Ada's with one skill and no lesson."""
    course = create_course(title="Balance", language="en", licence="CC BY 4.0", by=ada, now=now)
    add_skill(course, title="Undo one step")
    return course


def written(course: Course, by: User, now: datetime, **changes: str | None) -> Desk:
    """The lesson above as the draft, with some files (named without number and .md) changed."""
    if not course.manuscripts.filter(lesson_slug=SLUG).exists() and not course.lessons.exists():
        services.begin_lesson(course, title="The scale", by=by, now=now)
    names = {name[3:-3].replace("-", "_"): name for name in FILES if name != "lesson.md"}
    names["lesson"] = "lesson.md"
    files = {**FILES, **{names[key]: text for key, text in changes.items() if text is not None}}
    for key, text in changes.items():
        if text is None:
            del files[names[key]]
    revision = desk_of(course, SLUG).revision
    return services.save_manuscript(course, SLUG, files=files, revision=revision, by=by, now=now)


def published(course: Course, by: User, now: datetime, **changes: str | None) -> None:
    desk = written(course, by, now, **changes)
    services.publish_manuscript(course, SLUG, revision=desk.revision, by=by, now=now)

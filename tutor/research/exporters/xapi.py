"""xAPI statements as lines of JSON, for any store of version 1.0.3 or 2.0.

Made from a bundle's tables, never from the database. No statement says its `version`: both versions
allow that, and the store notes its own. Ids are derived from what a statement is about, so a second
import changes nothing. What nobody has a verb for (an estimate of focus, a change of the lesson) is
said by the tutor about the learner, in a profile of our own: `docs/reference/xapi.md`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import NAMESPACE_URL, UUID, uuid5

import pyarrow.compute as pc
from django.conf import settings

from tutor.research.exporters.parquet_tables import BySession, read_batches, read_rows

Row = dict[str, Any]
Statement = dict[str, Any]
OURS = "urn:x-attune:xapi"
NAMESPACE = uuid5(NAMESPACE_URL, OURS)
ADL = "http://adlnet.gov/expapi"
TINCAN = "http://id.tincanapi.com/verb"
VERBS: dict[str, tuple[str, str]] = {
    "initialized": (f"{ADL}/verbs/initialized", "The learner opened a lesson."),
    "terminated": (f"{ADL}/verbs/terminated", "The session ended."),
    "answered": (f"{ADL}/verbs/answered", "The learner answered an exercise or a thought probe."),
    "asked": (f"{ADL}/verbs/asked", "The learner asked for a hint and was shown it."),
    "focused": (f"{TINCAN}/focused", "The page came to the front. Says nothing of attention."),
    "unfocused": (f"{TINCAN}/unfocused", "The page was hidden. Says nothing of attention."),
    "estimated-focus": (
        f"{OURS}:verb:estimated-focus",
        "The tutor, as actor, estimated how likely the learner, as object, was off task.",
    ),
    "decided": (
        f"{OURS}:verb:decided",
        "The tutor, as actor, chose what the learner, as object, met next; mostly no change.",
    ),
}
EXTENSIONS: dict[str, str] = {
    "session": "The session's pseudonym.",
    "outcome": "right, almost or not_yet; success is true for right alone.",
    "hints-used": "Hints seen before this answer.",
    "expected-p": "Estimated chance of success just before the answer.",
    "off-task-p": "Chance of being off task; absent where evidence was not enough.",
    "off-task-low": "Lower end of its interval.",
    "off-task-high": "Upper end of its interval.",
    "evidence": "enough or not_enough.",
    "model": "Fingerprint of the features and weights.",
    "action": "What the policy chose.",
    "policy": "The policy and its version.",
    "propensity-p": "The chance with which it was chosen.",
    "resolution": "What the learner made of it.",
    "hidden-ms": "For how long the page had been hidden.",
}
ACTIVITIES: dict[str, str] = {
    "lesson": f"{ADL}/activities/lesson",
    "course": f"{ADL}/activities/course",
    "item": f"{ADL}/activities/cmi.interaction",
    "hint": f"{OURS}:activity-type:hint",
    "probe": f"{ADL}/activities/cmi.interaction",
    "profile": f"{ADL}/activities/profile",
}
INTERACTIONS = {
    "multiple_choice": "choice",
    "multiple_response": "choice",
    "numeric": "numeric",
    "short_text": "fill-in",
    "cloze": "fill-in",
    "matching": "matching",
    "ordering": "sequencing",
}


def write_statements(out: Any, folder: Path) -> int:
    """The statements of `folder`'s tables to `out`, one a line; how many."""
    count = 0
    for statement in statements(folder):
        out.write(json.dumps(statement, ensure_ascii=False, sort_keys=True).encode() + b"\n")
        count += 1
    return count


def statements(folder: Path) -> Iterator[Statement]:
    """Session by session, then what the pages' visibility says; memory is one session's."""
    names = ("attempts", "hints", "probes", "estimates", "decisions")
    tables = {name: BySession(folder / f"{name}.parquet") for name in names}
    about: dict[str, Row] = {}
    for session in read_rows(folder / "sessions.parquet"):
        about[session["session"]] = {
            name: session[name] for name in ("session", "learner", "course", "lesson")
        }
        taken = {name: table.take(session["session"]) for name, table in tables.items()}
        yield from _session(session)
        yield from (_answered(session, row) for row in taken["attempts"])
        yield from (_asked(session, row) for row in taken["hints"])
        yield from (_probed(session, row) for row in taken["probes"] if row["answer"])
        yield from (_estimated(session, row) for row in taken["estimates"])
        yield from (_decided(session, row) for row in taken["decisions"])
    yield from _visibility(folder, about)


def _session(session: Row) -> Iterator[Statement]:
    lesson = _lesson(session)
    yield _said(session, "initialized", lesson, session["started_at_ms"], key="")
    if session["ended_at_ms"] is not None:
        yield _said(session, "terminated", lesson, session["ended_at_ms"], key="")


def _answered(session: Row, attempt: Row) -> Statement:
    result: Statement = {
        "success": attempt["outcome"] == "right",
        "duration": f"PT{attempt['latency_ms'] / 1000:.3f}S",
        "extensions": _extensions(
            {
                "outcome": attempt["outcome"],
                "hints-used": attempt["hints_used"],
                "expected-p": attempt["expected_p"],
            }
        ),
    }
    if attempt["response"] is not None:
        result["response"] = attempt["response"]
    kind = INTERACTIONS.get(attempt["exercise_type"], "other")
    item = _activity("item", session, attempt["segment_slug"], attempt["item_slug"])
    item["definition"]["interactionType"] = kind
    at_ms = attempt["answered_at_ms"]
    return _said(session, "answered", item, at_ms, key=f"a{attempt['ordinal']}", result=result)


def _asked(session: Row, hint: Row) -> Statement:
    slugs = (hint["segment_slug"], hint["item_slug"], str(hint["position"]))
    at_ms, key = hint["shown_at_ms"], f"h{hint['ordinal']}"
    return _said(session, "asked", _activity("hint", session, *slugs), at_ms, key=key)


def _probed(session: Row, probe: Row) -> Statement:
    asked = _activity("probe", session)
    asked["definition"]["interactionType"] = "choice"
    result: Statement = {"response": probe["answer"]}
    if probe["latency_ms"] is not None:
        result["duration"] = f"PT{probe['latency_ms'] / 1000:.3f}S"
    at_ms = probe["answered_at_ms"] or probe["asked_at_ms"]
    return _said(session, "answered", asked, at_ms, key=f"p{probe['ordinal']}", result=result)


def _estimated(session: Row, estimate: Row) -> Statement:
    said = {
        "off-task-p": estimate["p_off_task"],
        "off-task-low": estimate["low"],
        "off-task-high": estimate["high"],
        "evidence": estimate["evidence"],
        "model": estimate["fingerprint"],
    }
    return _tutor(session, "estimated-focus", estimate["at_ms"], said)


def _decided(session: Row, decision: Row) -> Statement:
    said = {
        "action": decision["action"],
        "policy": f"{decision['policy']} {decision['policy_version']}",
        "propensity-p": decision["propensity_p"],
        "resolution": decision["resolution"],
    }
    return _tutor(
        session, "decided", decision["decided_at_ms"], said, key=f"d{decision['ordinal']}"
    )


def _visibility(folder: Path, about: dict[str, Row]) -> Iterator[Statement]:
    columns = ["session", "stream", "seq", "index", "kind", "at_ms", "is_visible", "hidden_ms"]
    for batch in read_batches(folder / "events.parquet", columns=columns):
        for row in batch.filter(pc.equal(batch["kind"], "visibility")).to_pylist():
            session = about[row["session"]]
            verb = "focused" if row["is_visible"] else "unfocused"
            result = {"extensions": _extensions({"hidden-ms": row["hidden_ms"]})}
            key = f"{row['stream']} {row['seq']} {row['index']}"
            yield _said(session, verb, _lesson(session), row["at_ms"], key=key, result=result)


def _said(
    session: Row,
    verb: str,
    what: Statement,
    at_ms: int,
    *,
    key: str,
    result: Statement | None = None,
) -> Statement:
    """A statement whose actor is the learner."""
    statement = _statement(session, verb, at_ms, key=key)
    statement |= {"actor": _agent(session["learner"]), "object": what}
    statement["context"]["platform"] = "Attune"
    return statement | ({"result": result} if result else {})


def _tutor(session: Row, verb: str, at_ms: int, said: Row, *, key: str | None = None) -> Statement:
    """A statement of the tutor about the learner: nobody says it for them."""
    statement = _statement(session, verb, at_ms, key=str(at_ms) if key is None else key)
    return statement | {
        "actor": _agent("attune-tutor"),
        "object": {"objectType": "Agent", **_agent(session["learner"])},
        "result": {"extensions": _extensions(said)},
    }


def _statement(session: Row, verb: str, at_ms: int, *, key: str) -> Statement:
    iri, _words = VERBS[verb]
    at = datetime.fromtimestamp(at_ms / 1000, UTC)
    return {
        "id": str(uuid5(NAMESPACE, f"{session['session']} {verb} {key}")),
        "verb": {"id": iri, "display": {"en": verb}},
        "timestamp": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "context": {
            "registration": str(registration(session["session"])),
            "contextActivities": {
                "parent": [_lesson(session)],
                "grouping": [_course(session)],
                "category": [_thing("profile", OURS)],
            },
            "extensions": _extensions({"session": session["session"]}),
        },
    }


def registration(session: str) -> UUID:
    return uuid5(NAMESPACE, session)


def _agent(name: str) -> Statement:
    return {"account": {"homePage": settings.SITE_URL, "name": name}}


def _extensions(values: Row) -> Row:
    return {
        f"{OURS}:extension:{name}": value for name, value in values.items() if value is not None
    }


def _lesson(session: Row) -> Statement:
    return _activity("lesson", session)


def _course(session: Row) -> Statement:
    return _thing("course", f"{OURS}:course:{_part(session['course'])}")


def _activity(kind: str, session: Row, *slugs: str) -> Statement:
    parts = (session["course"], session["lesson"], *slugs)
    return _thing(kind, f"{OURS}:{kind}:{'/'.join(map(_part, parts))}")


def _thing(kind: str, iri: str) -> Statement:
    return {"objectType": "Activity", "id": iri, "definition": {"type": ACTIVITIES[kind]}}


def _part(slug: str) -> str:
    return quote(slug, safe="")


def profile_markdown() -> str:
    """The profile in words, for the docs and for every bundle."""
    verbs = [f"| `{iri}` | {words} |" for iri, words in VERBS.values()]
    extensions = [f"| `{OURS}:extension:{name}` | {words} |" for name, words in EXTENSIONS.items()]
    types = [f"| {kind} | `{iri}` |" for kind, iri in ACTIVITIES.items()]
    return "\n".join([_HEAD, *verbs, "", _EXTENSION_HEAD, *extensions, "", _TYPE_HEAD, *types, ""])


_HEAD = f"""# The xAPI statements of a study's bundle

Generated from the code by `manage.py codebook`. `xapi/statements.jsonl` holds one statement a line,
for stores of version 1.0.3 and 2.0 alike: no statement names a version, so send the header
`X-Experience-API-Version` of your store.

* Actors are accounts of this site (`SITE_URL`) named by the study's pseudonym; never an address.
* Ids are UUIDs of version 5 of what the statement is about: importing twice changes nothing.
* `context.registration` is one a session; every statement has the category `{OURS}`, this profile.
* Estimates and decisions are statements of the tutor (`attune-tutor`) with the learner as object.

| Verb | When |
|---|---|"""
_EXTENSION_HEAD = "| Extension | What |\n|---|---|"
_TYPE_HEAD = "| Object | Activity type |\n|---|---|"

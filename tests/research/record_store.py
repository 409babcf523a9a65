"""A small record store on a real port that takes and refuses statements as xAPI 2.0 says."""

from __future__ import annotations

import base64
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from attention_model.compat import override

STATEMENT = {"id", "actor", "verb", "object", "result", "context", "timestamp", "stored",
             "authority", "version", "attachments"}  # fmt: skip
RESULT = {"score", "success", "completion", "response", "duration", "extensions"}
CONTEXT = {"registration", "instructor", "team", "contextActivities", "contextAgents",
           "contextGroups", "revision", "platform", "language", "statement",
           "extensions"}  # fmt: skip
IDENTIFIERS = {"mbox", "mbox_sha1sum", "openid", "account"}
IRI = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:[^\s<>\"{}|\\^`]+")
DURATION = re.compile(r"P(?=.)(\d+Y)?(\d+M)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?")
INTERACTIONS = {"true-false", "choice", "fill-in", "long-fill-in", "matching", "performance",
                "sequencing", "likert", "numeric", "other"}  # fmt: skip


def problems_in(one: Any) -> Iterator[str]:
    """Everything for which xAPI 2.0 (IEEE 9274.1.1) has a store refuse a statement of ours."""
    if not isinstance(one, dict) or not {"actor", "verb", "object"} <= set(one):
        yield "no statement"
        return
    yield from (f"a field {name}" for name in set(one) - STATEMENT)
    UUID(one["id"])
    if datetime.fromisoformat(one["timestamp"]).tzinfo is None:
        yield "a timestamp without its zone"
    yield from _agent(one["actor"])
    if not IRI.fullmatch(one["verb"]["id"]):
        yield "a verb that is no IRI"
    yield from _object(one["object"])
    yield from _result(one.get("result", {}))
    yield from _context(one.get("context", {}), is_activity="definition" in one["object"])
    yield from (f"null in {name}" for name in _nulls(one))


def _agent(agent: dict[str, Any]) -> Iterator[str]:
    if len(IDENTIFIERS & set(agent)) != 1:
        yield "an agent with no identifier, or two"
    account = agent.get("account", {"homePage": "a:b", "name": "x"})
    if not IRI.fullmatch(account["homePage"]) or not isinstance(account["name"], str):
        yield "a bad account"


def _object(what: dict[str, Any]) -> Iterator[str]:
    if what.get("objectType", "Activity") == "Agent":
        yield from _agent(what)
        return
    definition = what.get("definition", {})
    if not IRI.fullmatch(what["id"]) or not IRI.fullmatch(definition.get("type", "a:b")):
        yield "an activity that is no IRI"
    if definition.get("interactionType", "other") not in INTERACTIONS:
        yield "no such interaction"


def _result(result: dict[str, Any]) -> Iterator[str]:
    yield from (f"a field {name} of the result" for name in set(result) - RESULT)
    if not isinstance(result.get("success", True), bool):
        yield "success that is no truth"
    if not isinstance(result.get("response", ""), str):
        yield "a response that is no text"
    if not DURATION.fullmatch(result.get("duration", "PT1S")):
        yield "a duration that is none"
    yield from _extensions(result)


def _context(context: dict[str, Any], *, is_activity: bool) -> Iterator[str]:
    yield from (f"a field {name} of the context" for name in set(context) - CONTEXT)
    if {"platform", "revision"} & set(context) and not is_activity:
        yield "a platform where the object is no activity"
    UUID(context.get("registration", str(UUID(int=0))))
    for kind, activities in context.get("contextActivities", {}).items():
        if kind not in {"parent", "grouping", "category", "other"}:
            yield f"context activities {kind}"
        for activity in activities:
            yield from _object(activity)
    yield from _extensions(context)


def _extensions(of: dict[str, Any]) -> Iterator[str]:
    yield from (f"{name} is no IRI" for name in of.get("extensions", {}) if not IRI.fullmatch(name))


def _nulls(value: Any, name: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for key, one in value.items():
            if key != "extensions":
                yield from _nulls(one, key)
    elif value is None:
        yield name


@dataclass
class RecordStore:
    """What it holds, and what it shall do wrong: `faults` are taken one a request, "" is none.

    "503", "429" and "413" answer that; "lost" stores and hangs up before it answers.
    """

    url: str = ""
    statements: dict[str, Any] = field(default_factory=dict)
    posts: list[int] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    secret: str = "s3cret"
    is_strict: bool = True

    def take(self, found: Any) -> tuple[int, Any]:
        """All of them or none; (status, answer)."""
        statements = found if isinstance(found, list) else [found]
        for one in statements:
            try:
                problems = list(problems_in(one))
            except (KeyError, ValueError, TypeError, AttributeError) as error:
                problems = [repr(error)]
            if problems:
                return 400, {"error": "; ".join(problems)}
        for one in statements:
            known = self.statements.get(one["id"])
            if known is not None and (self.is_strict or known != one):
                return 409, {"error": one["id"]}
        self.statements |= {one["id"]: one for one in statements}
        return 200, [one["id"] for one in statements]


@contextmanager
def running_store() -> Iterator[RecordStore]:
    store = RecordStore()

    class Handler(BaseHTTPRequestHandler):
        @override
        def log_message(self, format: str, *args: Any) -> None:
            """Nothing is printed."""

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            fault = store.faults.pop(0) if store.faults else ""
            if fault.isdigit():
                self.answer(int(fault), {"error": "later"}, {"Retry-After": "7"})
                return
            if not self.may():
                return
            store.posts.append(len(json.loads(body)))
            status, answer = store.take(json.loads(body))
            if fault == "lost":
                self.close_connection = True
                return
            self.answer(status, answer)

        def do_GET(self) -> None:
            if self.may():
                found = parse_qs(urlsplit(self.path).query)["statementId"][0]
                known = store.statements.get(found)
                # A store adds what it knows itself.
                added = known and {**known, "stored": "2026-12-01T00:00:00Z", "version": "2.0.0"}
                self.answer(200 if known else 404, added)

        def may(self) -> bool:
            wanted = base64.b64encode(f"rae:{store.secret}".encode()).decode()
            if self.headers["Authorization"] != f"Basic {wanted}":
                self.answer(401, {"error": "who?"})
            elif not str(self.headers["X-Experience-API-Version"]).startswith("2.0."):
                self.answer(400, {"error": "no version"})
            elif urlsplit(self.path).path != "/xapi/statements":
                self.answer(404, {"error": self.path})
            elif self.headers["Content-Type"] != "application/json":
                self.answer(400, {"error": "no JSON"})
            else:
                return True
            return False

        def answer(self, status: int, said: Any, headers: dict[str, str] | None = None) -> None:
            text = json.dumps(said).encode()
            self.send_response(status)
            for name, value in {**(headers or {}), "Content-Length": str(len(text))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(text)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    store.url = f"http://127.0.0.1:{server.server_address[1]}/xapi"
    try:
        yield store
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

"""Sends xAPI statements to a learning record store over HTTP, in batches, again where that helps.

What a store may answer, and what each answer means, is said by xAPI 2.0 (IEEE 9274.1.1), "Statement
Resource": 200 or 204 took it, 400 never will, 401 and 403 want other credentials, 409 has another
statement of that id, 413 wants less at once, 429 and 5xx want it later. Statements have ids of
their own making, so that a batch whose answer was lost can be sent again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from random import Random
from typing import Any
from urllib.parse import urlsplit

import httpx

VERSION = "2.0.0"
BATCH = 100
# 0.5, 1, 2, ... seconds, 30 at the most, each longer or shorter by up to a half: a store that
# restarts is back by the eighth try, and many senders do not come back in step.
FIRST_WAIT_S, LONGEST_WAIT_S, TRIES = 0.5, 30.0, 8
TIMEOUT_S = 30.0
TOO_MUCH, CONFLICT, TOO_MANY = 413, 409, 429


class LrsError(Exception):
    """The store will not take this, however often it is sent; the text says what to do."""


@dataclass(frozen=True, kw_only=True)
class Store:
    """Where statements go. `url` is the endpoint, to which `statements` is added."""

    url: str
    key: str
    secret: str

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        is_here = parts.hostname in {"localhost", "127.0.0.1", "::1"}
        if parts.username or parts.password:
            raise LrsError("The address holds a password: give it in LRS_KEY and LRS_SECRET.")
        if parts.scheme != "https" and not (parts.scheme == "http" and is_here):
            raise LrsError(f"{self.url!r} is no address of a store: it starts with https://.")
        if not self.key or not self.secret:
            raise LrsError("The store's credentials are missing: set LRS_KEY and LRS_SECRET.")

    @property
    def statements_url(self) -> str:
        return f"{self.url.rstrip('/').removesuffix('/statements')}/statements"


@dataclass
class Sender:
    """One connection to `store`. `wait` sleeps for so many seconds, `rng` spreads the waits."""

    store: Store
    wait: Callable[[float], None]
    rng: Random
    timeout_s: float = TIMEOUT_S

    def send(
        self, lines: Iterable[bytes], *, batch: int = BATCH, done: Callable[[int], None]
    ) -> int:
        """Sends statements (a line of JSON each); how many. `done` hears of each batch's size.

        Raises LrsError where the store refuses, naming the statement, or does not come back.
        """
        total = 0
        with httpx.Client(
            auth=(self.store.key, self.store.secret),
            headers={"X-Experience-API-Version": VERSION, "Content-Type": "application/json"},
            timeout=self.timeout_s,
        ) as client:
            for part in _batches(lines, batch):
                self._send_part(client, part)
                total += len(part)
                done(len(part))
        return total

    def _send_part(self, client: httpx.Client, part: list[bytes]) -> None:
        answer = self._post(client, part)
        if answer.is_success:
            return
        is_alone = len(part) == 1
        if answer.status_code == CONFLICT and is_alone and self._has_the_same(client, part[0]):
            return
        if answer.status_code in (CONFLICT, TOO_MUCH, httpx.codes.BAD_REQUEST) and not is_alone:
            # A batch is taken whole or not at all: its halves show which statement it is.
            middle = len(part) // 2
            self._send_part(client, part[:middle])
            self._send_part(client, part[middle:])
            return
        raise LrsError(_refusal(answer, part))

    def _post(self, client: httpx.Client, part: list[bytes]) -> httpx.Response:
        body = b"[" + b",".join(part) + b"]"
        return self._until_answered(lambda: client.post(self.store.statements_url, content=body))

    def _has_the_same(self, client: httpx.Client, line: bytes) -> bool:
        """Some stores answer 409 to the very statement that they have."""
        sent = json.loads(line)
        query = {"statementId": sent["id"]}
        answer = self._until_answered(lambda: client.get(self.store.statements_url, params=query))
        return answer.is_success and _holds(answer.json(), sent)

    def _until_answered(self, ask: Callable[[], httpx.Response]) -> httpx.Response:
        problem = ""
        for number in range(TRIES):
            asked_for_s = 0.0
            try:
                answer = ask()
            except httpx.TransportError as error:
                problem = f"{type(error).__name__}: {error}"
            else:
                if answer.status_code != TOO_MANY and answer.status_code < 500:
                    return answer
                problem = f"it answered {answer.status_code}"
                asked_for_s = _retry_after_s(answer)
            if number < TRIES - 1:
                self.wait(max(asked_for_s, self._backoff_s(number)))
        raise LrsError(
            f"{self.store.url} did not take it in {TRIES} tries ({problem}). "
            "Nothing is lost: run the command again, and it goes on from here."
        )

    def _backoff_s(self, number: int) -> float:
        usual: float = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2**number)
        return usual * self.rng.uniform(0.5, 1.5)


def _batches(lines: Iterable[bytes], size: int) -> Iterator[list[bytes]]:
    rest = iter(lines)
    while part := [line.strip() for line in islice(rest, size)]:
        yield part


def _holds(stored: Any, sent: Any) -> bool:
    """Whether `stored` says all of `sent`; a store adds to a statement what it knows itself.

    >>> _holds({"a": 1, "stored": "now"}, {"a": 1}), _holds({"a": 2}, {"a": 1})
    (True, False)
    """
    if isinstance(sent, dict):
        return isinstance(stored, dict) and all(
            name in stored and _holds(stored[name], value) for name, value in sent.items()
        )
    if isinstance(sent, list):
        return isinstance(stored, list) and all(
            any(_holds(one, value) for one in stored) for value in sent
        )
    return bool(stored == sent)


def _retry_after_s(answer: httpx.Response) -> float:
    """Seconds of a Retry-After header, within reason; a date in it is left to the backoff."""
    said = str(answer.headers.get("retry-after", ""))
    return min(float(said), 10 * LONGEST_WAIT_S) if said.isdigit() else 0.0


def _refusal(answer: httpx.Response, part: list[bytes]) -> str:
    if answer.status_code in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
        return (
            f"The store answered {answer.status_code}: LRS_KEY and LRS_SECRET may not write "
            "statements there."
        )
    which = json.loads(part[0])["id"]
    said = " ".join(answer.text.split())[:300]
    if answer.status_code == CONFLICT:
        return (
            f"The store has another statement of the id {which}: the record changed since it was "
            "sent. Void it there, or send to an empty store."
        )
    return f"The store answered {answer.status_code} to the statement {which}: {said or 'no words'}"

"""A learner's browser for HTTP: signs in by the form, keeps cookies, sends the CSRF token."""

from __future__ import annotations

import http.cookiejar
import json
import re
import urllib.parse
import urllib.request
from typing import Any

_BOOT = re.compile(r'<script id="attune-session" type="application/json">(.*?)</script>', re.DOTALL)
_TIMEOUT_S = 20.0


class Browser:
    """Blocking; call it from a thread. Raises OSError (of urllib) when the server says no."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._cookies = http.cookiejar.CookieJar()
        handler = urllib.request.HTTPCookieProcessor(self._cookies)
        self._opener = urllib.request.build_opener(handler)

    def sign_in(self, username: str, *, password: str) -> None:
        self._get("/accounts/login/")
        fields = {
            "login": username,
            "password": password,
            "csrfmiddlewaretoken": self._cookie("csrftoken"),
        }
        self._send("/accounts/login/", urllib.parse.urlencode(fields).encode())
        if not self._cookie("sessionid"):
            raise PermissionError(f"{username} could not sign in at {self.url}")

    def open_lesson(self, course: str, lesson: str) -> dict[str, Any]:
        """The boot data of the lesson's page; opening it starts or resumes the session."""
        page = self._get(f"/learn/{course}/{lesson}/")
        found = _BOOT.search(page)
        if found is None:
            raise LookupError(f"The page of {course}/{lesson} holds no session.")
        boot: dict[str, Any] = json.loads(found.group(1))
        return boot

    def post(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        text = self._send(path, json.dumps(body or {}).encode(), kind="application/json")
        answer: dict[str, Any] = json.loads(text)
        return answer

    def cookie_header(self) -> str:
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self._cookies)

    def _get(self, path: str) -> str:
        with self._opener.open(self.url + path, timeout=_TIMEOUT_S) as answer:
            return str(answer.read().decode())

    def _send(
        self, path: str, data: bytes, *, kind: str = "application/x-www-form-urlencoded"
    ) -> str:
        headers = {
            "Content-Type": kind,
            "X-CSRFToken": self._cookie("csrftoken"),
            "Referer": self.url + path,
            "Origin": self.url,
        }
        request = urllib.request.Request(self.url + path, data, headers)  # noqa: S310 - our own address
        with self._opener.open(request, timeout=_TIMEOUT_S) as answer:
            return str(answer.read().decode())

    def _cookie(self, name: str) -> str:
        return next((str(cookie.value) for cookie in self._cookies if cookie.name == name), "")

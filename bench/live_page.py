"""What the live class's page costs in Chromium by itself, fed with a class that never rests.

    python bench/live_page.py [--learners 100] [--changed 60] [--minutes 5]

The page is the real one; its socket is replaced, and tells every two seconds that many of the rows
changed (the worker tells a class no more often). No learner is simulated and nothing else is
measured, so that a busy machine disturbs it little: tasks are timed by the thread's own processor
time. Heap and DOM nodes are counted after a garbage collection, before and after the trace. The
last line is JSON. `bench/live_class.py` measures the whole, with learners and the web process.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from playwright.sync_api import Page, sync_playwright

from bench.live_class import (
    CATEGORIES,
    GOAL_FRAME_MS,
    PASSWORD,
    held,
    keep_longest,
    main_thread_tasks,
    quantile,
    read_trace,
)
from bench.stack import stack
from scripts.browser import HOW, find

TELL_EVERY_MS = 2_000
SETTLED_MS = 20_000
SOCKET = """
window.__sockets = [];
window.WebSocket = class extends EventTarget {
  constructor() {
    super();
    window.__sockets.push(this);
    setTimeout(() => this.dispatchEvent(new Event("open")), 10);
  }
  close() {}
  send() {}
};
window.__tell = (data) =>
  window.__sockets.at(-1).dispatchEvent(new MessageEvent("message", {data}));
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--learners", type=int, default=100)
    parser.add_argument("--changed", type=int, default=60, help="rows that change each time")
    parser.add_argument("--minutes", type=float, default=5.0, help="that are traced")
    parser.add_argument("--long", type=Path, help="where to keep the longest tasks, as JSON")
    options = parser.parse_args()
    with stack() as running, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find() or sys.exit(HOW), args=["--no-sandbox"]
        )
        page = browser.new_page(base_url=running.url, viewport={"width": 1280, "height": 800})
        page.add_init_script(SOCKET)
        _open(page)
        school = _School(options.learners, changed=options.changed)
        _tell(page, school.everybody())
        tools = page.context.new_cdp_session(page)
        _feed(page, school, seconds=SETTLED_MS / 1000)
        early = held(tools)
        tools.send(
            "Tracing.start", {"transferMode": "ReturnAsStream", "categories": ",".join(CATEGORIES)}
        )
        told = _feed(page, school, seconds=options.minutes * 60)
        tasks = main_thread_tasks(read_trace(tools))
        late = held(tools)
        browser.close()
    if options.long:
        keep_longest(tasks, options.long)
    works = sorted(task.cpu_ms for task in tasks)
    result = {
        "learners": options.learners,
        "changed": options.changed,
        "messages": told,
        "seconds": round(options.minutes * 60),
        "tasks": len(works),
        "main_thread_cpu_p": round(sum(works) / 1000 / (options.minutes * 60), 4),
        "task_cpu_p99_ms": quantile(works, 0.99),
        "task_cpu_max_ms": quantile(works, 1.0),
        "tasks_over_16_ms_of_cpu": sum(one > GOAL_FRAME_MS for one in works),
        "heap_early_mb": early.heap_mb,
        "heap_late_mb": late.heap_mb,
        "nodes_early": early.nodes,
        "nodes_late": late.nodes,
        "listeners_early": early.listeners,
        "listeners_late": late.listeners,
        "is_frame_goal_met": bool(works) and works[-1] < GOAL_FRAME_MS,
    }
    print(json.dumps(result))


class _School:
    """Learners whose rows change at random, a fifth of them in need of help."""

    def __init__(self, count: int, *, changed: int) -> None:
        self._rng = random.Random(1)
        self._changed = min(changed, count)
        self._rows = [self._row(number) for number in range(count)]

    def everybody(self) -> dict[str, Any]:
        return _message(self._rows, is_whole=True)

    def some(self) -> dict[str, Any]:
        """Each changes what was observed; one in three is another row altogether."""
        numbers = self._rng.sample(range(len(self._rows)), self._changed)
        for number in numbers:
            fresh = self._row(number)
            if self._rng.random() > 1 / 3:
                fresh = {**self._rows[number], "observed": fresh["observed"]}
            self._rows[number] = {**fresh, "last_seen_ms": _now_ms()}
        return _message([self._rows[number] for number in numbers], is_whole=False)

    def _row(self, number: int) -> dict[str, Any]:
        is_stuck, now_ms = self._rng.random() < 0.2, _now_ms()
        alert = {
            "alert": f"alert-{number}", "rule": "wrong_streak", "words": "Three in a row",
            "sentence": "Three wrong answers to one question", "raised_at_ms": now_ms - 100_000,
        }  # fmt: skip
        return {
            "learner": f"learner-{number:03}", "name": f"Learner {number:03}",
            "lesson": "Undoing one step", "segment": "Undo adding and subtracting",
            "progress_p": self._rng.random(), "state": "stuck" if is_stuck else "working",
            "state_words": "May be stuck" if is_stuck else "Working",
            "observed": ["3 wrong answers to one question", f"{self._rng.randint(1, 9)} hints"],
            "tutor_did": self._rng.choice(["", "Shortened the next part 2 min ago"]),
            "teacher_did": "", "alerts": [alert] if is_stuck else [],
            "need": 80 if is_stuck else 0, "need_rule": "wrong_streak" if is_stuck else "",
            "need_since_ms": now_ms - 90_000 if is_stuck else None, "focus_low": 0.3,
            "focus_high": 0.7, "focus_words": "Mostly on the task", "last_seen_ms": now_ms,
        }  # fmt: skip


def _open(page: Page) -> None:
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill("ada")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.get_by_role("link", name="Maths 8A", exact=True).first.click()
    page.locator("[data-connection]").wait_for()


def _feed(page: Page, school: _School, *, seconds: float) -> int:
    """Tell what changed until the time is over; how often that was."""
    over, told = time.monotonic() + seconds, 0
    while time.monotonic() < over:
        _tell(page, school.some())
        told += 1
        page.wait_for_timeout(TELL_EVERY_MS)
    return told


def _tell(page: Page, message: dict[str, Any]) -> None:
    page.evaluate("text => window.__tell(text)", json.dumps(message))


def _message(rows: list[dict[str, Any]], *, is_whole: bool) -> dict[str, Any]:
    return {"type": "live", "is_whole": is_whole, "rows": list(rows), "sent_at_ms": _now_ms()}


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


if __name__ == "__main__":
    main()

"""What the live class costs: in the web process, and in a teacher's Chromium.

    python bench/live_class.py [--learners 100] [--minutes 5]

Simulated learners study through the real websocket, with the live class open in a real Chromium,
traced. Every task of the page's main thread is timed, by the clock and by the thread's own
processor time: a frame is missed only by a task that is longer than it. Heap and DOM nodes are
counted after a garbage collection, a minute after the page was opened and at the end: what grows
between the two leaks. The trace lies between the two counts.

What a page costs the web process is far less than what learners make it do from one minute to the
next. So then, in turns, twenty pages' sockets are open and none is, and the difference of each pair
of turns, a twentieth of it, is what one page costs. The last line is JSON; `--long PATH` keeps what
the longest tasks consisted of.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from playwright.sync_api import CDPSession, Page, sync_playwright
from websockets.asyncio.client import ClientConnection, connect

from bench.stack import ROOT, Stack, cpu_s_of, stack
from scripts.browser import HOW, find

PASSWORD = "attune-demo-2026"
CLASS_NAME = "Maths 9 (simulated)"
SETTLED_S = 60.0
# Every task of a thread: little enough to record for minutes.
CATEGORIES = ["toplevel", "disabled-by-default-devtools.timeline", "__metadata"]
PAGES = 20  # fewer than one person may have open
TURN_S = 12.0
BETWEEN_S = 3.0
GOAL_WEB_P = 0.05
GOAL_FRAME_MS = 16.0


@dataclass(frozen=True, kw_only=True)
class Held:
    """What the page holds after a garbage collection."""

    heap_mb: float
    nodes: int
    listeners: int


@dataclass(frozen=True, kw_only=True)
class Task:
    """One task of the page's main thread, by the clock and by the thread's processor time."""

    wall_ms: float
    cpu_ms: float
    #: Milliseconds by the name of what ran within it (nested names count in both).
    parts: dict[str, float]


@dataclass(frozen=True, kw_only=True)
class Watched:
    seconds: float
    web_cpu_s: float
    cookie: str
    socket_path: str
    tasks: list[Task]
    early: Held
    late: Held
    rows: int


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--learners", type=int, default=100)
    parser.add_argument("--minutes", type=float, default=5.0, help="with the page open")
    parser.add_argument("--warm", type=float, default=45.0, help="seconds that are not measured")
    parser.add_argument("--pairs", type=int, default=8, help="of turns with pages and without")
    parser.add_argument("--long", type=Path, help="where to keep the longest tasks, as JSON")
    options = parser.parse_args()
    turns_s = options.pairs * 2 * (TURN_S + BETWEEN_S + 10)
    total_min = options.minutes + (options.warm + SETTLED_S + turns_s + 90) / 60
    with stack() as running:
        learners = _learners(options.learners, minutes=total_min)
        try:
            time.sleep(options.warm)
            watched = _watch(running, seconds=options.minutes * 60)
            costs, opening_s = asyncio.run(_page_costs(running, watched, pairs=options.pairs))
        finally:
            learners.terminate()
            learners.wait(60)
    cost_p, error_p = statistics.fmean(costs), _standard_error(costs)
    if options.long:
        keep_longest(watched.tasks, options.long)
    walls = sorted(task.wall_ms for task in watched.tasks)
    works = sorted(task.cpu_ms for task in watched.tasks)
    long_works = [one for one in works if one > GOAL_FRAME_MS]
    result = {
        "learners": options.learners,
        "rows": watched.rows,
        "seconds": round(watched.seconds),
        "web_cpu_p_watched": round(watched.web_cpu_s / watched.seconds, 4),
        "live_page_cpu_p": round(cost_p, 4),
        "live_page_cpu_p_95": [
            round(cost_p - 1.96 * error_p, 4),
            round(cost_p + 1.96 * error_p, 4),
        ],
        "opening_cpu_ms": round(opening_s * 1000),
        "tasks": len(works),
        "main_thread_busy_p": round(sum(walls) / 1000 / watched.seconds, 4),
        "task_p50_ms": quantile(walls, 0.5),
        "task_p99_ms": quantile(walls, 0.99),
        "task_max_ms": quantile(walls, 1.0),
        "task_cpu_max_ms": quantile(works, 1.0),
        "tasks_over_16_ms": sum(one > GOAL_FRAME_MS for one in walls),
        "tasks_over_16_ms_of_cpu": len(long_works),
        "heap_early_mb": watched.early.heap_mb,
        "heap_late_mb": watched.late.heap_mb,
        "nodes_early": watched.early.nodes,
        "nodes_late": watched.late.nodes,
        "listeners_early": watched.early.listeners,
        "listeners_late": watched.late.listeners,
        "is_web_goal_met": cost_p + 1.96 * error_p < GOAL_WEB_P,
        "is_frame_goal_met": bool(works) and works[-1] < GOAL_FRAME_MS,
    }
    print(json.dumps(result))


def _learners(count: int, *, minutes: float) -> subprocess.Popen[bytes]:
    command = ["manage.py", "demo", "--learners", str(count), "--minutes", f"{minutes:.2f}"]
    return subprocess.Popen([sys.executable, *command], cwd=ROOT, stdout=subprocess.DEVNULL)


async def _page_costs(running: Stack, watched: Watched, *, pairs: int) -> tuple[list[float], float]:
    """Shares of a core that one page more takes, one a pair; CPU seconds of opening a page."""
    pid = running.pids()["web server"]
    costs, opening = [], []
    for _ in range(pairs):
        before = cpu_s_of(pid)
        async with contextlib.AsyncExitStack() as pages:
            for _page in range(PAGES):
                await pages.enter_async_context(_open_page(running, watched))
            opening.append((cpu_s_of(pid) - before) / PAGES)
            with_s = await _turn(pid)
        costs.append((with_s - await _turn(pid)) / TURN_S / PAGES)
    return costs, statistics.fmean(opening)


@contextlib.asynccontextmanager
async def _open_page(running: Stack, watched: Watched) -> AsyncIterator[None]:
    """What a page of the live class is to the server, once it has been told the whole class."""
    address = running.url.replace("http", "ws") + watched.socket_path
    headers = {"Cookie": watched.cookie, "Origin": running.url}
    async with connect(address, additional_headers=headers, max_size=None) as page:
        await page.recv()
        hearing = asyncio.create_task(_hear(page))
        yield
    await hearing


async def _hear(page: ClientConnection) -> None:
    async for _told in page:
        pass


async def _turn(pid: int) -> float:
    """CPU seconds of a turn, after what the change of turns itself costs."""
    await asyncio.sleep(BETWEEN_S)
    before = cpu_s_of(pid)
    await asyncio.sleep(TURN_S)
    return cpu_s_of(pid) - before


def _standard_error(values: Sequence[float]) -> float:
    return statistics.stdev(values) / len(values) ** 0.5 if len(values) > 1 else float("inf")


def _watch(running: Stack, *, seconds: float) -> Watched:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find() or sys.exit(HOW), args=["--no-sandbox"]
        )
        page = browser.new_page(base_url=running.url, viewport={"width": 1280, "height": 800})
        _open_class(page)
        page.locator("[data-connection=live]").wait_for()
        tools = page.context.new_cdp_session(page)
        page.wait_for_timeout(SETTLED_S * 1000)
        # Counting collects garbage at once, which is a long task of its own: not while traced.
        early = held(tools)
        tools.send(
            "Tracing.start", {"transferMode": "ReturnAsStream", "categories": ",".join(CATEGORIES)}
        )
        pid = running.pids()["web server"]
        before, started = cpu_s_of(pid), time.monotonic()
        page.wait_for_timeout(seconds * 1000)
        used, took = cpu_s_of(pid) - before, time.monotonic() - started
        trace = read_trace(tools)
        late = held(tools)
        rows = page.locator(".live-table tbody tr").count()
        boot = json.loads(page.locator("#attune-class").text_content() or "")
        cookies = page.context.cookies()
        browser.close()
    return Watched(
        seconds=took,
        web_cpu_s=used,
        cookie="; ".join(f"{one.get('name')}={one.get('value')}" for one in cookies),
        socket_path=boot["socket_path"],
        tasks=main_thread_tasks(trace),
        early=early,
        late=late,
        rows=rows,
    )


def _open_class(page: Page) -> None:
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill("ada")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.get_by_role("link", name=CLASS_NAME, exact=True).click()


def held(tools: CDPSession) -> Held:
    tools.send("HeapProfiler.collectGarbage")
    heap = tools.send("Runtime.getHeapUsage")
    counted = tools.send("Memory.getDOMCounters")
    return Held(
        heap_mb=round(heap["usedSize"] / 1e6, 2),
        nodes=counted["nodes"],
        listeners=counted["jsEventListeners"],
    )


def read_trace(tools: CDPSession) -> list[dict[str, Any]]:
    done: list[dict[str, Any]] = []
    tools.on("Tracing.tracingComplete", lambda told: done.append(told))
    tools.send("Tracing.end")
    while not done:
        tools.send("Runtime.evaluate", {"expression": "0"})
        time.sleep(0.05)
    handle, parts, is_over = done[0]["stream"], [], False
    while not is_over:
        part = tools.send("IO.read", {"handle": handle, "size": 4_000_000})
        parts.append(part["data"])
        is_over = part["eof"]
    events: list[dict[str, Any]] = json.loads("".join(parts))["traceEvents"]
    return events


def main_thread_tasks(events: Sequence[dict[str, Any]]) -> list[Task]:
    """The outermost tasks of the busiest renderer main thread: what is nested is part of them."""
    mains = {
        (one["pid"], one["tid"])
        for one in events
        if one["name"] == "thread_name" and one["args"]["name"] == "CrRendererMain"
    }
    timed: dict[tuple[int, int], list[_Timed]] = {main: [] for main in mains}
    for one in events:
        main = (one["pid"], one["tid"])
        if main in mains and one["ph"] == "X":
            spent = one.get("dur", 0)
            timed[main].append((one["ts"], spent, one.get("tdur", spent), one["name"]))
    outermost = [_outermost(found) for found in timed.values()]
    return max(outermost, key=lambda tasks: sum(task.wall_ms for task in tasks))


_Timed = tuple[float, float, float, str]


def _outermost(found: list[_Timed]) -> list[Task]:
    tasks: list[Task] = []
    over = 0.0
    for ts, wall_us, cpu_us, name in sorted(found, key=lambda one: (one[0], -one[1])):
        if ts >= over:
            tasks.append(Task(wall_ms=wall_us / 1000, cpu_ms=cpu_us / 1000, parts={}))
            over = ts + wall_us
        parts = tasks[-1].parts
        parts[name] = round(parts.get(name, 0.0) + cpu_us / 1000, 2)
    return tasks


def keep_longest(tasks: Sequence[Task], path: Path) -> None:
    """The thirty tasks that took the most processor time, for whoever wants to shorten them."""
    longest = sorted(tasks, key=lambda task: -task.cpu_ms)[:30]
    path.write_text(json.dumps([asdict(task) for task in longest], indent=1), encoding="utf-8")


def quantile(ordered: Sequence[float], q: float) -> float:
    if not ordered:
        return float("nan")
    return round(ordered[min(len(ordered) - 1, int(q * len(ordered)))], 2)


if __name__ == "__main__":
    main()

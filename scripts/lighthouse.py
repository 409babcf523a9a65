"""Measures a learner's pages with Lighthouse's mobile profile, on a fresh Attune of its own.

    python scripts/lighthouse.py --runs 3 --write

Each page is loaded so many times, with the Chromium that the journeys use; the median counts. With
--write the figures go to docs/reference/lighthouse.md. Fails where a page stays below its bar.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from playwright.sync_api import sync_playwright  # noqa: E402 - the path comes first

from scripts.browser import HOW, find  # noqa: E402 - as above
from scripts.frontend import node  # noqa: E402 - as above
from tests.stack import Stack, free_port, running_stack  # noqa: E402 - as above

PAGE = ROOT / "docs" / "reference" / "lighthouse.md"
PAGES = {
    "home": "/",
    "lesson": "/learn/linear-equations/undo-one-step/",
    "activity": "/activities/sart/",
    "review": "/review/",
}
BARS = {"performance": 95, "accessibility": 100, "best-practices": 100}
TIMES = {
    "first-contentful-paint": "FCP, ms",
    "largest-contentful-paint": "LCP, ms",
    "total-blocking-time": "TBT, ms",
    "cumulative-layout-shift": "CLS",
}
WHO, PASSWORD = "bo", "attune-demo-2026"
Figures = dict[str, float]


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=1, help="loads of each page; default 1")
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.relative_to(ROOT)}")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as data, running_stack(Path(data)) as stack:
        lessons = "lesson='what-equations-say', next_lesson='undo-one-step'"
        call = f"from tests.journeys.shortened import earlier; earlier({WHO!r}, {lessons})"
        stack.manage("shell", "-c", call)
        with signed_in(stack, folder=Path(data)) as port:
            found = {
                name: measured(stack.url + path, port=port, runs=options.runs, folder=Path(data))
                for name, path in PAGES.items()
            }
    below = [
        f"{name}: {category} {figures[category]:.0f}, the bar is {bar}"
        for name, figures in found.items()
        for category, bar in BARS.items()
        if figures[category] < bar
    ]
    if options.write:
        PAGE.write_text(page(found, runs=options.runs, below=below), encoding="utf-8")
    print(*below, sep="\n")
    print(json.dumps({"run_count": options.runs, "below_bar_count": len(below), "pages": found}))
    return 1 if below else 0


@contextmanager
def signed_in(stack: Stack, *, folder: Path) -> Iterator[int]:
    """A browser in which a learner has signed in; the port at which Lighthouse finds it."""
    port = free_port()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch_persistent_context(
            folder / "profile",
            executable_path=find() or sys.exit(HOW),
            args=["--no-sandbox", f"--remote-debugging-port={port}"],
        )
        page = browser.new_page()
        page.goto(f"{stack.url}/accounts/login/")
        page.locator("input[name=login]").fill(WHO)
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("input[name=password]").press("Enter")
        page.wait_for_url(lambda url: "/accounts/login" not in url)
        page.goto("about:blank")
        yield port
        browser.close()


def measured(url: str, *, port: int, runs: int, folder: Path) -> Figures:
    """Medians over the runs: scores from 0 to 100, times in milliseconds."""
    reports = [_run(url, port=port, folder=folder) for _ in range(runs)]
    return {name: round(median(one[name] for one in reports), 3) for name in reports[0]}


def _run(url: str, *, port: int, folder: Path) -> Figures:
    report = folder / "report.json"
    code = node(
        "lighthouse/cli/index.js",
        url,
        f"--port={port}",
        "--form-factor=mobile",
        f"--only-categories={','.join(BARS)}",
        "--output=json",
        f"--output-path={report}",
        "--quiet",
    )
    if code:
        sys.exit(f"Lighthouse ended with code {code} at {url}.")
    return figures(json.loads(report.read_text(encoding="utf-8")))


def figures(report: Mapping[str, Any]) -> Figures:
    _complain(report)
    scores = {name: 100 * report["categories"][name]["score"] for name in BARS}
    return {**scores, **{name: report["audits"][name]["numericValue"] for name in TIMES}}


def _complain(report: Mapping[str, Any]) -> None:
    """What costs points, on the error stream, so that it can be mended."""
    for category in ("accessibility", "best-practices"):
        for audit in report["categories"][category]["auditRefs"]:
            one = report["audits"][audit["id"]]
            if audit["weight"] and one["score"] is not None and one["score"] < 1:
                print(f"{report['finalDisplayedUrl']}: {one['title']}", file=sys.stderr)


def page(found: Mapping[str, Figures], *, runs: int, below: Sequence[str]) -> str:
    names = [*BARS, *TIMES]
    head = ["page", *BARS, *TIMES.values()]
    rows = [
        f"| {name} (`{PAGES[name]}`) | "
        + " | ".join(f"{figures[one]:.{2 if one.endswith('shift') else 0}f}" for one in names)
        + " |"
        for name, figures in found.items()
    ]
    return "\n".join(
        [
            "# Lighthouse",
            "",
            f"Written by `python scripts/lighthouse.py --runs {runs} --write` on "
            f"{datetime.now(UTC):%Y-%m-%d}: Lighthouse's mobile",
            f"profile (simulated slow 4G, CPU four times slower), median of {runs}, as a learner",
            "with something to review, on the supervised stack that `make run` starts.",
            "",
            f"The bars: {', '.join(f'{name} {bar}' for name, bar in BARS.items())}.",
            "",
            f"| {' | '.join(head)} |",
            f"|{'---|' * len(head)}",
            *rows,
            "",
            f"Below its bar: {'; '.join(below) or 'none'}.",
            "",
        ]
    )


if __name__ == "__main__":
    sys.exit(main())

"""How true the clock of the attention activities is, in a real Chromium.

    python bench/timing.py [--trials 60]

Builds a page around the activities' own clock and pacing (`frontend/src/activities/clock.ts` and
`paced.ts`), runs trials of 250 ms of picture and 350 ms of nothing while keys are pressed, and sets
beside what they report:

* `length_error_ms`: how long each trial lasted on the screen, minus what was asked for;
* `paint_error_ms`: in trials that are not marked, the reported onset minus the moment at which
  Chromium itself says that it painted the picture (Element Timing): between 0 and one frame, since
  what is painted within a frame is on the screen with the next;
* `handler_delay_ms`: how much later than the event's own time stamp a key reached the page: what a
  response time would be too long by if it were taken in the handler, as many libraries do;
* `dropped_p`: the share of frames that came more than half an interval late, and `marked_p`: the
  share of trials that one of them spoiled.

What the panel and the keyboard add cannot be seen from inside a browser. The last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from playwright.sync_api import Page, sync_playwright

from attention_model.compat import override
from scripts.browser import HOW, find
from scripts.frontend import FOLDER, environment

PAGE = """<!doctype html><meta charset="utf-8">
<title>Timing</title><div id="stage" style="font-size: 6rem; min-height: 8rem"></div>
<script type="module" src="bench.js"></script>"""
SCRIPT = """
import { FrameClock } from "%(source)s/activities/clock";
import { playPaced } from "%(source)s/activities/paced";
import { KeyMap, Presses } from "%(source)s/activities/presses";

const paints = new Map();
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) paints.set(Number(entry.identifier), entry.startTime);
}).observe({ type: "element", buffered: true });

const delays = [];
addEventListener("keydown", (event) => delays.push(performance.now() - event.timeStamp));

const stopped = new AbortController().signal;
const keys = new KeyMap("bench", { press: "Space" });
const stage = {
  picture: document.getElementById("stage"), clock: new FrameClock(),
  presses: new Presses(keys, ["press"]), form: "", isPractice: false, isStill: false,
  isPaused: false, stopped, resumed: () => Promise.resolve(), wasLeft: () => false,
  say() {}, progress() {},
};
async function run(count) {
  stage.presses.listen(stopped);
  stage.clock.start();
  await stage.clock.measure();
  const plan = Array.from({ length: count }, (_value, at) => (
    { position: at + 1, kind: "go", stimulus: {}, duration_ms: 600 }));
  let origin = 0;
  const trials = await playPaced(stage, plan, {
    show({ position }) {
      const picture = document.createElement("p");
      picture.setAttribute("elementtiming", String(position));
      picture.textContent = String(position);
      stage.picture.replaceChildren(picture);
      if (position === 1) stage.clock.next().then((onset) => { origin = onset; });
    },
    then: () => ({ afterMs: 250, change: () => stage.picture.replaceChildren() }),
  });
  await new Promise((resolve) => setTimeout(resolve, 500));
  const { refreshHz, frames, droppedFrames } = stage.clock;
  return { trials, origin, delays, paints: [...paints], refreshHz, frames, droppedFrames };
}
window.begin = (count) => { window.done = run(count).then((found) => { window.found = found; }); };
document.body.dataset.ready = "";
"""


@contextmanager
def served() -> Iterator[str]:
    """A page with the clock as Vite builds it; its address."""
    with tempfile.TemporaryDirectory(prefix="attune-timing-") as name:
        folder = Path(name)
        (folder / "bench.ts").write_text(SCRIPT % {"source": FOLDER / "src"}, encoding="utf-8")
        _bundle(folder)
        (folder / "index.html").write_text(PAGE, encoding="utf-8")
        handler = partial(_Quiet, directory=name)
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()


class _Quiet(SimpleHTTPRequestHandler):
    @override
    def log_message(self, format: str, *args: object) -> None:
        """The terminal is for the figures."""


def _bundle(folder: Path) -> None:
    config = {
        "logLevel": "error",
        "build": {
            "outDir": str(folder),
            "emptyOutDir": False,
            "lib": {"entry": str(folder / "bench.ts"), "formats": ["es"], "fileName": "bench"},
        },
    }
    vite = json.dumps(str(FOLDER / "node_modules/vite/dist/node/index.js"))
    build = (
        f"import {{ build }} from {vite};"
        f"await build({{ configFile: false, ...{json.dumps(config)} }});"
    )
    subprocess.run(
        ["node", "--input-type=module", "--eval", build],
        cwd=FOLDER,
        env=environment(),
        check=True,
    )


def measured(page: Page, *, trials: int) -> dict[str, Any]:
    """Runs the trials with about five key presses a second meanwhile."""
    page.evaluate("count => window.begin(count)", trials)
    while page.evaluate("window.found === undefined"):
        page.keyboard.press("Space")
        page.wait_for_timeout(170)
    found: dict[str, Any] = page.evaluate("window.found")
    return found


def report(found: dict[str, Any]) -> dict[str, Any]:
    trials = found["trials"]
    paints = {int(position): at for position, at in found["paints"]}
    errors = [
        found["origin"] + trial["onset_ms"] - paints[trial["position"]]
        for trial in trials
        if trial["position"] in paints and not trial["dropped_frames"]
    ]
    return {
        "refresh_hz": round(found["refreshHz"], 2),
        "frames": found["frames"],
        "dropped_p": round(found["droppedFrames"] / found["frames"], 4),
        "trials": len(trials),
        "marked_p": round(sum(t["dropped_frames"] > 0 for t in trials) / len(trials), 4),
        "length_error_ms": spread([trial["shown_ms"] - 600 for trial in trials[:-1]]),
        "paint_error_ms": spread(errors) if errors else None,
        "handler_delay_ms": spread(found["delays"]),
    }


def spread(values: Sequence[float]) -> dict[str, float]:
    ordered = sorted(values)
    return {
        "n": len(ordered),
        "median": round(statistics.median(ordered), 2),
        "sd": round(statistics.pstdev(ordered), 2),
        "low": round(ordered[0], 2),
        "p95": round(ordered[int(0.95 * (len(ordered) - 1))], 2),
        "high": round(ordered[-1], 2),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--trials", type=int, default=60, help="of 600 ms each (default 60)")
    arguments = parser.parse_args()
    path = find()
    if path is None:
        sys.exit(HOW)
    with served() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(url)
        page.locator("body[data-ready]").wait_for()
        figures = report(measured(page, trials=arguments.trials))
        figures["browser"] = f"Chromium {browser.version}"
        browser.close()
    figures["machine"] = (
        f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    )
    for name, value in figures.items():
        sys.stdout.write(f"{name:18} {value}\n")
    sys.stdout.write(f"{json.dumps(figures)}\n")


if __name__ == "__main__":
    main()

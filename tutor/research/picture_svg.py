"""A `Picture` as SVG: the same text in the page, where the style sheet colours it, and as a file.

Colours stand as presentation attributes, which any style sheet overrides: a file opens in print
colours, the page follows its theme. Text that people wrote is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from tutor.research.picture import Bar, Clocks, Mark, Picture, Point, Span
from tutor.research.templatetags.clock import clock

WIDTH = 1120
LEFT = 132
RIGHT = 16
HEIGHT = 470
# Lanes: name -> (top, height).
LANES: dict[str, tuple[str, int, int]] = {
    "segments": ("Part", 24, 34),
    "clocks": ("Visible, in use", 78, 52),
    "activity": ("Activity", 150, 52),
    "estimate": ("Off task, estimated", 222, 110),
    "answer": ("Answers", 350, 24),
    "hint": ("Hints", 376, 20),
    "probe": ("Questions asked", 398, 20),
    "decision": ("Changes", 420, 20),
}
COLOURS = {
    "reading": "#cfe3e6",
    "worked_example": "#d9d3ee",
    "media": "#f3e2c4",
    "practice": "#d5e7d6",
}
TICKS = (60_000, 120_000, 300_000, 600_000, 1_200_000, 3_600_000)
MOST_TICKS = 12
LONGEST_LABEL = 38


def svg_of(picture: Picture, *, title: str) -> str:
    """The whole drawing; `title` is what it is called for who cannot see it."""
    scale = _Scale(picture.duration_ms)
    parts = [
        *_frame(scale),
        *(_away(span, scale) for span in picture.away),
        *(part for span in picture.segments for part in _segment(span, scale)),
        *(part for one in picture.clocks for part in _clocks(one, scale)),
        *_bars(picture.bars, scale),
        *(part for run in picture.estimates for part in _run(run, scale)),
        *(_mark(mark, scale) for mark in picture.marks),
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="session-picture" role="img" '
        f'aria-labelledby="picture-title" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'font-family="Atkinson Hyperlegible, system-ui, sans-serif" font-size="13">'
        f'<title id="picture-title">{escape(title)}</title>{"".join(parts)}</svg>\n'
    )


class _Scale:
    """Milliseconds to places."""

    def __init__(self, duration_ms: int) -> None:
        self.duration_ms = duration_ms
        self._per_ms = (WIDTH - LEFT - RIGHT) / duration_ms

    def x(self, at_ms: int) -> float:
        return round(LEFT + min(max(at_ms, 0), self.duration_ms) * self._per_ms, 1)

    def ticks(self) -> Iterator[int]:
        every = next((one for one in TICKS if self.duration_ms / one <= MOST_TICKS), 12 * TICKS[-1])
        yield from range(0, self.duration_ms + 1, every)


def _y(lane: str, share: float) -> float:
    """A share of 1 is the top of the lane."""
    _words, top, height = LANES[lane]
    return round(top + (1 - share) * height, 1)


def _frame(scale: _Scale) -> Iterator[str]:
    bottom = max(top + height for _words, top, height in LANES.values())
    yield f'<rect class="paper" width="{WIDTH}" height="{HEIGHT}" fill="#fffdf8"/>'
    for at_ms in scale.ticks():
        x = scale.x(at_ms)
        yield f'<path class="tick" d="M{x} 18V{bottom}" stroke="#ddd6c8" fill="none"/>'
        words = f"{at_ms // 60_000} min"
        yield _text(x, bottom + 20, words, anchor="middle" if at_ms else "start", kind="soft")
    for words, top, height in LANES.values():
        yield _text(LEFT - 10, top + height / 2 + 4, words, anchor="end", kind="soft")
    for share, words in ((0.0, "0"), (0.5, "½"), (1.0, "1")):
        y = _y("estimate", share)
        yield f'<path class="tick" d="M{LEFT} {y}H{WIDTH - RIGHT}" stroke="#ddd6c8" fill="none"/>'
        yield _text(WIDTH - RIGHT + 3, y + 4, words, anchor="start", kind="soft")


def _text(x: float, y: float, words: str, *, anchor: str, kind: str) -> str:
    fill = "#525c61" if kind == "soft" else "#1f272b"
    return (
        f'<text class="{kind}" x="{x}" y="{y}" text-anchor="{anchor}" fill="{fill}">'
        f"{escape(words)}</text>"
    )


def _rect(kind: str, x: float, y: float, width: float, height: float, fill: str) -> str:
    return (
        f'<rect class="{kind}" x="{x}" y="{y}" width="{max(width, 0.5):.1f}" '
        f'height="{max(height, 0):.1f}" fill="{fill}"'
    )


def _away(span: Span, scale: _Scale) -> str:
    top, bottom = LANES["segments"][1], LANES["answer"][1]
    x, end = scale.x(span.start_ms), scale.x(span.end_ms)
    fill = "#c9c2b2" if span.kind == "hidden" else "#ece6d9"
    words = f"{span.label}, {(span.end_ms - span.start_ms) / 1000:.0f} s"
    rect = _rect(f"away is-{span.kind}", x, top, end - x, bottom - top - 10, fill)
    return f"{rect}><title>{escape(words)}</title></rect>"


def _segment(span: Span, scale: _Scale) -> Iterator[str]:
    _words, top, height = LANES["segments"]
    x, end = scale.x(span.start_ms), scale.x(span.end_ms)
    fill = COLOURS.get(span.kind, "#e0eeee")
    rect = _rect(f"part is-{span.kind}", x, top, end - x - 1, height, fill)
    yield f'{rect} rx="4"><title>{escape(span.label)}</title></rect>'
    room = int((end - x) / 7.5)
    if room >= 6:
        label = span.label if len(span.label) <= room else f"{span.label[: room - 1]}…"
        yield _text(x + 6, top + height / 2 + 4, label[:LONGEST_LABEL], anchor="start", kind="ink")


def _clocks(one: Clocks, scale: _Scale) -> Iterator[str]:
    bottom = _y("clocks", 0)
    x, end = scale.x(one.start_ms), scale.x(one.end_ms)
    for kind, share, fill in (
        ("visible", one.visible_p, "#b9d6da"),
        ("in-use", one.active_p, "#165f6e"),
    ):
        y = _y("clocks", share)
        yield f"{_rect(kind, x, y, end - x, bottom - y, fill)}/>"


def _bars(bars: Iterable[Bar], scale: _Scale) -> Iterator[str]:
    bars = list(bars)
    most = max((bar.count for bar in bars), default=1)
    bottom = _y("activity", 0)
    for bar in bars:
        x = scale.x(bar.start_ms)
        y = _y("activity", bar.count / most)
        width = max(1.0, scale.x(bar.start_ms + 9_000) - x)
        words = f"{bar.count} movements of page, pointer and clicks in 10 s"
        rect = _rect("activity", x, y, width, bottom - y, "#7f7b70")
        yield f"{rect}><title>{words}</title></rect>"


def _run(run: tuple[Point, ...], scale: _Scale) -> Iterator[str]:
    if len(run) == 1:
        point = run[0]
        x = scale.x(point.at_ms)
        low, high = _y("estimate", point.low), _y("estimate", point.high)
        y = _y("estimate", point.off_task_p)
        yield f'<path class="band-line" d="M{x} {low}V{high}" stroke="#d9922b" fill="none"/>'
        yield f'<circle class="estimate-dot" cx="{x}" cy="{y}" r="3" fill="#7d4f00"/>'
        return
    upper = [f"{scale.x(one.at_ms)},{_y('estimate', one.high)}" for one in run]
    lower = [f"{scale.x(one.at_ms)},{_y('estimate', one.low)}" for one in reversed(run)]
    middle = [f"{scale.x(one.at_ms)},{_y('estimate', one.off_task_p)}" for one in run]
    band = " ".join(upper + lower)
    yield f'<polygon class="band" points="{band}" fill="#d9922b" fill-opacity="0.28"/>'
    yield (
        f'<polyline class="estimate" points="{" ".join(middle)}" fill="none" '
        'stroke="#7d4f00" stroke-width="2"/>'
    )


def _mark(mark: Mark, scale: _Scale) -> str:
    _words, top, height = LANES[mark.kind]
    x, y = scale.x(mark.at_ms), top + height / 2
    return (
        f'<g class="mark is-{mark.kind}" data-state="{escape(mark.state)}" '
        f'id="mark-{mark.number}"><title>{clock(mark.at_ms)} {escape(mark.words)}'
        f"</title>{_shape(mark, x, y)}</g>"
    )


def _shape(mark: Mark, x: float, y: float) -> str:
    """Kind and state are told by shape, not by colour alone."""
    if mark.kind == "answer":
        is_right = mark.state == "right"
        fill = "#28653b" if is_right else "#fffdf8"
        stroke = "#28653b" if is_right else "#7d4f00"
        return f'<circle cx="{x}" cy="{y}" r="6" fill="{fill}" stroke="{stroke}" stroke-width="2"/>'
    if mark.kind == "hint":
        return f'<path d="M{x - 6} {y + 5}L{x} {y - 6}L{x + 6} {y + 5}Z" fill="#57479a"/>'
    if mark.kind == "probe":
        is_off = mark.state in {"elsewhere", "surroundings"}
        fill = "#7d4f00" if is_off else "#fffdf8"
        shape = f"M{x} {y - 7}L{x + 7} {y}L{x} {y + 7}L{x - 7} {y}Z"
        return f'<path d="{shape}" fill="{fill}" stroke="#7d4f00" stroke-width="2"/>'
    shape = f"M{x - 5} {y - 5}H{x + 5}V{y + 5}H{x - 5}Z"
    return f'<path d="{shape}" fill="#165f6e" stroke="#165f6e" stroke-width="2"/>'

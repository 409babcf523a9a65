"""An `AttentionPicture` as SVG: a lane a behaviour, bars up towards off task, down towards on task.

Direction is told by place and not by colour alone; colours are presentation attributes, which the
page's style sheet overrides.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from html import escape

from tutor.research.attention import AttentionPicture, Bar, Lane
from tutor.research.templatetags.clock import clock

WIDTH = 1120
LEFT = 132
RIGHT = 24
TOP = 26
LANE = 58
HALF = 21
TICKS = (10_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_200_000, 3_600_000)
MOST_TICKS = 12


def attention_svg(picture: AttentionPicture, *, title: str) -> str:
    """The whole drawing; `title` is what it is called for who cannot see it."""
    scale = _Scale(picture)
    height = TOP + LANE * len(picture.lanes) + 34
    parts = [*_frame(picture, scale, height)]
    for place, lane in enumerate(picture.lanes):
        parts += _lane(lane, TOP + LANE * place + LANE / 2 - 4, picture.strongest, scale)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="session-picture" role="img" '
        f'aria-labelledby="attention-title" viewBox="0 0 {WIDTH} {height}" '
        f'font-family="Atkinson Hyperlegible, system-ui, sans-serif" font-size="13">'
        f'<title id="attention-title">{escape(title)}</title>{"".join(parts)}</svg>\n'
    )


class _Scale:
    """Milliseconds to places."""

    def __init__(self, picture: AttentionPicture) -> None:
        self.from_ms, self.at_ms = picture.from_ms, picture.at_ms
        self._per_ms = (WIDTH - LEFT - RIGHT) / max(self.at_ms - self.from_ms, 1_000)

    def x(self, at_ms: float) -> float:
        inside = min(max(at_ms, self.from_ms), self.at_ms)
        return round(LEFT + (inside - self.from_ms) * self._per_ms, 1)

    def ticks(self) -> Iterator[int]:
        length = self.at_ms - self.from_ms
        every = next((one for one in TICKS if length / one <= MOST_TICKS), TICKS[-1])
        yield from range(-(-self.from_ms // every) * every, self.at_ms + 1, every)


def _frame(picture: AttentionPicture, scale: _Scale, height: float) -> Iterator[str]:
    bottom = height - 30
    yield f'<rect class="paper" width="{WIDTH}" height="{height}" fill="#fffdf8"/>'
    for at_ms in scale.ticks():
        x = scale.x(at_ms)
        yield f'<path class="tick" d="M{x} {TOP - 6}V{bottom}" stroke="#ddd6c8" fill="none"/>'
        yield _words(x, bottom + 18, clock(at_ms), anchor="middle")
    x = scale.x(picture.at_ms)
    yield f'<path class="moment" d="M{x} {TOP - 6}V{bottom}" stroke="#1f272b" fill="none"/>'
    yield _words(x, TOP - 11, f"estimated here, {clock(picture.at_ms)}", anchor="end")


def _words(x: float, y: float, words: str, *, anchor: str) -> str:
    return (
        f'<text class="soft" x="{x}" y="{y}" text-anchor="{anchor}" fill="#525c61">'
        f"{escape(words)}</text>"
    )


def _lane(lane: Lane, middle: float, strongest: float, scale: _Scale) -> Iterator[str]:
    yield _words(LEFT - 10, middle + 4, lane.words, anchor="end")
    yield (
        f'<path class="tick" d="M{LEFT} {middle}H{WIDTH - RIGHT}" stroke="#ddd6c8" fill="none"/>'
    )
    for bar in lane.bars:
        yield _bar(bar, middle, strongest, scale)
    if lane.event_ms:
        places = sorted({scale.x(at_ms) for at_ms in lane.event_ms})
        low = round(middle + HALF + 3, 1)
        path = "".join(f"M{x} {low}v4" for x in places)
        yield f'<path class="event-ticks" d="{path}" stroke="#7f7b70" fill="none"/>'


def _bar(bar: Bar, middle: float, strongest: float, scale: _Scale) -> str:
    x, end = scale.x(bar.start_ms), scale.x(bar.end_ms)
    # Square roots, so that what weighs a tenth of the last second is still seen.
    tall = max(round(HALF * math.sqrt(abs(bar.weight) / strongest), 1), 0.4)
    is_towards = bar.weight > 0
    y = round(middle - tall if is_towards else middle, 1)
    kind, fill = ("is-towards", "#a35f00") if is_towards else ("is-away", "#165f6e")
    words = f"{clock(bar.start_ms)}: {bar.weight:+.3f} log odds"
    return (
        f'<rect class="weight {kind}" x="{x}" y="{y}" width="{max(end - x - 0.4, 0.8):.1f}" '
        f'height="{tall}" fill="{fill}"><title>{words}</title></rect>'
    )

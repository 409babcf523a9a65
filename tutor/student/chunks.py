"""Splits a segment's HTML into parts of readable length, so that it can be shown one by one.

The parts joined are the whole: what shows them one by one can always show all of it again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

from attention_model.compat import override

# About 25 seconds of reading: one thought, and not so short that it is only clicked through.
WORDS_A_CHUNK = 70
_VOID = {"br", "hr", "img", "input", "wbr", "source", "track", "col"}
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}


@dataclass(frozen=True, kw_only=True)
class Block:
    """One top-level element, with the text between it and the one before."""

    tag: str
    html: str
    words: int


@dataclass
class _Splitter(HTMLParser):
    """Cuts the source where an element at the top level ends; it never writes HTML of its own."""

    source: str
    blocks: list[Block] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=False)
        starts = [0]
        for line in self.source.split("\n")[:-1]:
            starts.append(starts[-1] + len(line) + 1)
        self._line_starts = starts
        self._cut_at = 0
        self._depth = 0
        self._tag = ""
        self._words = 0

    def _offset(self) -> int:
        line, column = self.getpos()
        return self._line_starts[line - 1] + column

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._depth == 0:
            self._tag = tag
        if tag in _VOID:
            self._end_if_top(self._offset() + len(self.get_starttag_text() or ""))
        else:
            self._depth += 1

    @override
    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._depth == 0:
            self._tag = tag
        self._end_if_top(self._offset() + len(self.get_starttag_text() or ""))

    @override
    def handle_endtag(self, tag: str) -> None:
        self._depth = max(0, self._depth - 1)
        self._end_if_top(self.source.index(">", self._offset()) + 1)

    @override
    def handle_data(self, data: str) -> None:
        self._words += len(data.split())

    def _end_if_top(self, end: int) -> None:
        if self._depth > 0:
            return
        html = self.source[self._cut_at : end]
        self.blocks.append(Block(tag=self._tag, html=html, words=self._words))
        self._cut_at, self._words = end, 0


def blocks_of(html: str) -> list[Block]:
    """The top-level elements; text outside of any element belongs to the one after it.

    >>> [block.tag for block in blocks_of("<p>One</p><ul><li>two</li></ul>")]
    ['p', 'ul']
    """
    splitter = _Splitter(source=html)
    splitter.feed(html)
    splitter.close()
    rest = html[splitter._cut_at :]
    if rest.strip():
        return [*splitter.blocks, Block(tag="", html=rest, words=len(rest.split()))]
    return splitter.blocks


def chunks_of(html: str, *, words: int = WORDS_A_CHUNK) -> list[str]:
    """`html` cut between top-level elements into parts of about `words` words.

    A heading stays with what it heads, and a formula or figure with the sentence that leads to it.

    >>> chunks_of("<p>a b</p><h3>c</h3><p>d e</p>", words=2)
    ['<p>a b</p>', '<h3>c</h3><p>d e</p>']
    """
    chunks: list[str] = []
    open_blocks: list[Block] = []
    for block in blocks_of(html):
        length = sum(one.words for one in open_blocks)
        is_full = length >= words and block.tag in {"p", *_HEADINGS}
        is_headed = bool(open_blocks) and open_blocks[-1].tag in _HEADINGS
        if is_full and not is_headed and open_blocks:
            chunks.append("".join(one.html for one in open_blocks))
            open_blocks = []
        open_blocks.append(block)
    if open_blocks:
        chunks.append("".join(one.html for one in open_blocks))
    return chunks

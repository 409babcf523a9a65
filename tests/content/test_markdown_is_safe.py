"""Whatever an author or an imported file writes, the page gets nothing that acts."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from attention_model.compat import override
from tutor.content.render import Rendered, render_block, render_inline

PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext><img src=x onerror=alert(1)></mtext></math>",
    "<math href='javascript:alert(1)'>x</math>",
    "<iframe src='javascript:alert(1)'></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data='javascript:alert(1)'></object>",
    "<embed src='javascript:alert(1)'>",
    "<a href='javascript:alert(1)'>x</a>",
    "<form action='https://evil.example'><input name=a></form>",
    "<style>*{background:url(//evil.example)}</style>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<base href='//evil.example/'>",
    "<body onload=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<p style='background:url(//evil.example)'>x</p>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](\tjavascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](vbscript:msgbox(1))",
    "<javascript:alert(1)>",
    '[x](https://a.example "\\" onmouseover=alert(1) x=\\"")',
    "![x](javascript:alert(1))",
    "![x](https://evil.example/pixel.png)",
    '![x" onerror="alert(1)](figures/a.svg)',
    "[x]: javascript:alert(1)\n\n[x]",
    "```html\n<script>alert(1)</script>\n```",
    "`<script>alert(1)</script>`",
    "$\\text{<script>alert(1)</script>}$",
    "$\\href{javascript:alert(1)}{x}$",
    "$$\\text{</math><script>alert(1)</script>}$$",
    '$\\text{" onmouseover=alert(1) x="}$',
    "\ue0000\ue001<script>alert(1)</script>",
    "\ue0007\ue001",
    "<!-- --><script>alert(1)</script>",
    "<<script>alert(1)//<</script>",
    "| <script>alert(1)</script> | b |\n|---|---|\n| [x](javascript:alert(1)) | d |",
    "# <img src=x onerror=alert(1)>",
    "x\n{.key onclick=alert(1)}",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
]

_TAGS = {
    "p", "br", "hr", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li",
    "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td", "figure", "figcaption",
    "img", "a", "div", "math", "mrow", "mi", "mn", "mo", "mtext", "mspace",
}  # fmt: skip
_ATTRIBUTES = {
    "href", "title", "rel", "src", "alt", "width", "height", "start", "class", "aria-label",
    "display", "fence", "form", "stretchy", "separator", "lspace", "rspace", "depth",
}  # fmt: skip


class _Reader(HTMLParser):
    """Collects what a browser would find in a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: dict[str, list[str]] = {}
        self.feed(html)
        self.close()

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            self.attributes.setdefault(name, []).append(value or "")


def _assert_inert(rendered: Rendered) -> None:
    found = _Reader(rendered.html)
    assert found.tags <= _TAGS
    assert found.attributes.keys() <= _ATTRIBUTES
    for address in found.attributes.get("href", []):
        assert address.startswith(("https://", "http://", "mailto:"))
    for address in found.attributes.get("src", []):
        assert address.startswith("/learn/")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_lesson_text_is_inert(payload: str) -> None:
    _assert_inert(render_block(payload))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_choice_or_feedback_is_inert(payload: str) -> None:
    _assert_inert(render_inline(payload))


def test_links_open_without_telling_where_from() -> None:
    html = render_block("[book](https://books.example/a)").html
    assert html == '<p><a href="https://books.example/a" rel="noopener noreferrer">book</a></p>'

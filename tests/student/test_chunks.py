"""A reading in parts: joined, they are the whole, whatever the HTML."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tutor.student.chunks import blocks_of, chunks_of

WORDS = st.lists(st.sampled_from(["two", "sides", "&lt;", "x", "5"]), min_size=0, max_size=30)
BLOCKS = st.one_of(
    st.builds(lambda w: f"<p>{' '.join(w)}</p>", WORDS),
    st.builds(lambda w: f"<h3>{' '.join(w)}</h3>", WORDS),
    st.builds(lambda w: f"<ul>\n<li>{' '.join(w)}</li><li><p>a</p></li></ul>", WORDS),
    st.just('<figure><img src="/a.svg" alt="a &gt; b > c"><figcaption>A</figcaption></figure>'),
    st.just('<div class="formula"><math display="block"><mi>x</mi></math></div>'),
    st.just("<hr>"),
    st.just("<br/>"),
)
HTML = st.lists(BLOCKS, max_size=12).map("\n".join)


@given(HTML, st.integers(1, 80))
def test_the_parts_joined_are_the_whole(html: str, words: int) -> None:
    assert "".join(chunks_of(html, words=words)).strip() == html.strip()


@given(HTML)
def test_no_part_is_cut_inside_an_element(html: str) -> None:
    for block in blocks_of(html):
        for tag in ("p", "ul", "li", "figure", "div", "h3", "math"):
            assert block.html.count(f"<{tag}>") + block.html.count(f"<{tag} ") == block.html.count(
                f"</{tag}>"
            )


def test_a_heading_stays_with_what_it_heads() -> None:
    html = "<p>one two three</p><h3>Next</h3><p>four</p>"
    assert chunks_of(html, words=3) == ["<p>one two three</p>", "<h3>Next</h3><p>four</p>"]


def test_a_formula_stays_with_the_sentence_that_leads_to_it() -> None:
    formula = '<div class="formula"><math><mi>x</mi></math></div>'
    html = f"<p>one two three</p>{formula}<p>four</p>"
    assert chunks_of(html, words=3) == [f"<p>one two three</p>{formula}", "<p>four</p>"]


def test_text_outside_of_any_element_is_not_lost() -> None:
    assert "".join(chunks_of("loose <p>a</p> more")) == "loose <p>a</p> more"
    assert chunks_of("") == []

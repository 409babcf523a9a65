"""What authors can write: headings, tables, figures, key paragraphs, prices and formulas."""

from __future__ import annotations

from tutor.content.dialect import FigureLink
from tutor.content.render import plain_text, render_block, render_inline

SCALE = {"figures/scale.svg": FigureLink(src="/learn/c/figures/s-scale.svg", width=200, height=100)}


def test_a_picture_alone_is_a_figure_with_size_and_caption() -> None:
    html = render_block(
        '![A level $x$ scale](figures/scale.svg "Two **sides**")', figures=SCALE
    ).html
    assert html == (
        '<figure><img src="/learn/c/figures/s-scale.svg" alt="A level X scale" width="200" '
        'height="100"><figcaption>Two <strong>sides</strong></figcaption></figure>'
    )


def test_a_picture_without_words_is_a_problem() -> None:
    assert (
        "no alternative text" in render_block("![](figures/scale.svg)", figures=SCALE).problems[0]
    )


def test_a_picture_that_the_course_does_not_have_is_a_problem() -> None:
    problems = render_block("![x](figures/other.svg)", figures=SCALE).problems
    assert problems == ("the figure 'figures/other.svg' is not a file of this course",)


def test_the_key_paragraph_is_kept_apart_for_the_re_read_prompt() -> None:
    rendered = render_block("First.\n\nDo the same to $x$.\n{.key}\n\nLast.")
    assert rendered.key_html.startswith('<p class="key">Do the same to <math')
    assert rendered.key_html in rendered.html
    assert "{.key}" not in rendered.html


def test_a_key_mark_with_no_paragraph_is_a_problem() -> None:
    assert "stands alone" in render_block("First.\n\n{.key}").problems[0]


def test_headings_stand_below_those_of_the_page() -> None:
    assert render_block("# One\n\n### Two").html == "<h3>One</h3>\n<h4>Two</h4>"


def test_prices_stay_prices() -> None:
    rendered = render_inline("It costs $3 and $5, or \\$2.")
    assert rendered.html == "It costs $3 and $5, or $2."


def test_a_formula_opens_a_text_that_ends_in_a_number() -> None:
    assert "<math" in render_inline("$x$ has the value 12").html


def test_a_display_formula_stands_on_its_own() -> None:
    html = render_block("Look:\n\n$$b + 3 = 8$$\n").html
    assert '<div class="formula"><math aria-label="B plus 3 equals 8" display="block"' in html


def test_speech_says_formulas_pictures_and_blanks() -> None:
    rendered = render_block(
        "**Fill** in \\_\\_\\_\\_: $2^t$.\n\n![A scale](figures/scale.svg)", figures=SCALE
    )
    assert rendered.speech == "Fill in blank: 2 to the T. A scale"
    assert rendered.word_count == 9


def test_a_formula_that_cannot_be_shown_is_shown_as_written_and_reported() -> None:
    rendered = render_inline(r"Now $\foo$")
    assert rendered.html == r"Now <code>\foo</code>"
    assert r"the formula '\\foo' cannot be shown" in rendered.problems[0]


def test_a_title_is_words_alone() -> None:
    assert plain_text("Solve *with* $x^2$") == "Solve with X squared"

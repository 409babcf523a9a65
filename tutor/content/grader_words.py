"""What the graders say, in the reader's language: they think in `tutor.domain`, in English.

Each pattern is a sentence of theirs with its places; {rest} is a sentence again. A sentence that
is not here is shown as it is: it is an author's, in the language of the course.
"""

from __future__ import annotations

import re
from functools import cache

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as noop

PATTERNS: tuple[str, ...] = (
    # In front of another sentence
    noop("Close. {rest}"),
    noop("Close: most of them follow each other rightly. {rest}"),
    noop("Gap {place}: {rest}"),
    noop("That is equal, but not finished. {rest}"),
    noop("None of them fits yet. {rest}"),
    noop("{n} of {of} fits. {rest}"),
    noop("{n} of {of} fit. {rest}"),
    noop("{n} of {of} stands where it belongs. {rest}"),
    noop("{n} of {of} stand where they belong. {rest}"),
    noop("This could not be read. {rest}"),
    noop("This could not be read as a number. {rest}"),
    # All types
    noop("That is right."),
    noop("Not yet. Look at each step again, or take a hint."),
    noop("Write an answer first."),
    noop("Write a shorter answer."),
    noop("Write a number first."),
    noop("Choose one of the options."),
    noop("Choose everything that fits."),
    noop("Choose a place for each of them."),
    noop("Choose a partner for each of them."),
    noop("Put all of them in order."),
    noop("Highlight at least one part of the text."),
    noop("Fill gap {place} first."),
    noop("Fill the gap first."),
    # Where to look
    noop("Test each one again."),
    noop("Look again at what you put under: {name}."),
    noop("Look at this one again: {name}."),
    noop("What was asked for is in it, and something more. Look at each part again."),
    noop("What you highlighted fits. Something is still missing."),
    noop("Part of it fits. Something is missing, and something does not belong."),
    noop("Not here yet. Read the question again, then each part of the text."),
    noop("All that you chose fits. Something is still missing."),
    noop("One that you chose does not fit."),
    noop("One that you chose does not fit. All the others do."),
    noop("{n} that you chose do not fit."),
    noop("{n} that you chose do not fit. All the others do."),
    noop("At least one of them fits: test each."),
    noop("Close: {n} that you chose fit, but not all of them. Test each one again."),
    noop("Test each one by itself: does it fit, or not?"),
    noop("That is the whole order the other way round."),
    noop("Look at the first place: what has to come before everything else?"),
    noop("The first one fits. Look at place {place}."),
    noop("The first {n} fit. Look at place {place}."),
    noop("That is the right idea. Check the spelling."),
    # Numbers and expressions
    noop("One number is asked for here."),
    noop("A number is asked for here, without letters."),
    noop("This has no value that can be worked out here."),
    noop("This divides by zero, so it has no value."),
    noop("That repeats the question: work it out to one number."),
    noop("That repeats the question. Take it one step further."),
    noop("The number is right. Write its unit too."),
    noop("Look at the unit: the question does not ask for {unit}."),
    noop("That is close: look at how exact the answer should be."),
    noop("Look at the sign again."),
    noop("Look at the signs again."),
    noop("Look at the unit again."),
    noop("That has the right value. Now work it out to one number."),
    noop("That has the right value. Now work it out."),
    noop("That is equal, but the fraction can be reduced."),
    noop("Those are the right values. Write them as a point, in parentheses."),
    noop("Those are the right values. Without brackets: in them they make a point."),
    noop("That is the right side. Write the whole equation."),
    noop("That is part of the answer. Something is still missing."),
    noop("Part of this is right. Check each value in the question."),
    noop("Look at the ends: is each one included?"),
    noop("This could not be compared. Write it in a simpler way."),
    noop("That is true, but not finished: get the letter alone on one side."),
    noop("This is read as {shown}. Put the denominator in brackets if it is longer."),
    noop("Write it with numbers and signs instead of words."),
    noop("The letter {letter} is not in the question."),
    # What is not finished about a form
    noop("There are numbers that can still be added or subtracted."),
    noop("There are like terms that can still be combined."),
    noop("There are numbers that can still be multiplied."),
    noop("A factor of 0 or 1 can be left out or worked out."),
    noop("The same factor appears more than once: write it as one power."),
    noop("The roots can be multiplied into one."),
    noop("The fraction can be reduced."),
    noop("There is a fraction inside a fraction."),
    noop("A denominator of 1 can be left out."),
    noop("A root stands in the denominator."),
    noop("The exponent can be worked out."),
    noop("A power with exponent 0 or 1 can be written more simply."),
    noop("A power of a power can be written as one power."),
    noop("The power can be given to each factor."),
    noop("A power of a root can be written more simply."),
    noop("It is a sum: write it as a product."),
    noop("Two minus signs in a row can be written more simply."),
    noop("There is a power of a number that can be worked out."),
    noop("There is a fraction under a root."),
    noop("The root can be simplified."),
    noop("There are brackets that can still be multiplied out."),
    noop("There is a power of a bracket that can still be multiplied out."),
    noop("One of the brackets can still be factored."),
    # What could not be read
    noop("There is nothing here yet."),
    noop("Something is missing at the end."),
    noop("Here a {mark} is missing."),
    noop("Before {mark} a number or a letter is missing."),
    noop("{mark} does not fit here."),
    noop("This {mark} closes nothing."),
    noop("{mark} is closed by {other}."),
    noop("This bracket is opened but not closed: {mark}"),
    noop("Two numbers stand side by side here."),
    noop("This power of ten is too large."),
    noop("The index of a root is a whole number."),
    noop("The index of a root is from 2 to {n}."),
    noop("An interval has two ends: [0, 1)."),
    noop("This is nested too deeply."),
    noop("This is nested too deeply: at most {n} levels."),
    noop("Exponents above {n} are not read."),
    noop("Factorials are not used here."),
    noop("This is too long to read as mathematics: {n} characters, at most {most}."),
    noop("This is too long to read as one expression."),
    noop("A point needs digits beside it, as in 0.5."),
    noop("This number has more than {n} digits."),
    noop("A raised number needs digits, as in x² or x^2."),
    noop("The character {char} has no meaning here."),
    noop("{name} is not used here; write it another way."),
    noop("{name} is not used here."),
)
_PLACE = re.compile(r"\\{(\w+)\\}")
# Counts and places are numbers, so that a sentence is not taken for another.
_NUMBERS = {"n", "of", "place", "most"}


def in_ones_language(sentence: str) -> str:
    """The sentence in the language that is active; as it is where no pattern knows it."""
    for pattern, shape in _shapes():
        found = shape.fullmatch(sentence)
        if found is not None:
            values = found.groupdict()
            if "rest" in values:
                values["rest"] = in_ones_language(values["rest"] or "")
            return gettext(pattern).format(**values).strip()
    return sentence


@cache
def _shapes() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Patterns with fewer places first: the most exact one speaks."""
    ordered = sorted(PATTERNS, key=lambda pattern: ("{rest}" in pattern, pattern.count("{")))
    return tuple((pattern, _shape(pattern)) for pattern in ordered)


def _shape(pattern: str) -> re.Pattern[str]:
    """The rest may be lacking: an author's sentence that follows is rendered by itself."""

    def place(found: re.Match[str]) -> str:
        name = found[1]
        return f"(?P<{name}>{r'[0-9]+' if name in _NUMBERS else '.+'})"

    begin = pattern.removesuffix(" {rest}")
    tail = "" if begin == pattern else r"(?: (?P<rest>.+))?"
    return re.compile(_PLACE.sub(place, re.escape(begin)) + tail, re.DOTALL)

"""Text, typed or in LaTeX, to tokens. Nothing outside the whitelist gets through."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from tutor.domain.algebra.errors import AlgebraError
from tutor.domain.algebra.limits import MAX_CHARACTERS, MAX_DIGITS, MAX_TOKENS
from tutor.domain.algebra.vocabulary import (
    BRACKETED,
    COMMANDS,
    FUNCTIONS,
    GREEK,
    KNOWN_WORDS,
    LOOKALIKES,
    MARKS,
    NAMES,
    PHRASES,
    STANDALONE,
    STRUCTURE,
    SUPERSCRIPTS,
    TEXT_COMMANDS,
    UNWRITTEN,
    WORDS,
)

TokenKind = Literal["number", "name", "word", "phrase", "mark", "function", "latex", "end"]

_PHRASE = re.compile(
    r"(?<![A-Za-z\\])(?:" + "|".join(f"({body})" for body, _ in PHRASES) + r")(?![A-Za-z])",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"(?:\d{1,3}(?:\u202f\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d*)?|\.\d+)"
    r"(?:[eE][+-]?\d{1,3}(?![\dA-Za-z.]))?"
)
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3}|[ \u202f]\d{3})+(?![\d,])(?:\.\d+)?")
_DECIMAL_COMMA = re.compile(r"\d+,\d+(?![\d,])")
_SUBSCRIPT = re.compile(r"_(?:\{([A-Za-z0-9]{1,8})\}|([A-Za-z0-9]))")


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of the text. `is_spaced`: white space stands before it, as in 1 1/2."""

    kind: TokenKind
    text: str
    position: int
    is_spaced: bool = False


@dataclass(frozen=True, slots=True)
class Commas:
    """What a comma between digits means: 1,234 as one number, 2,5 as a decimal; else a list."""

    is_thousands: bool = False
    is_decimal: bool = False


def tokenize(text: str, *, commas: Commas) -> tuple[Token, ...]:
    """The tokens of a text, closed by one of kind "end".

    Raises:
        AlgebraError: for anything outside the whitelist, with its position.
    """
    if len(text) > MAX_CHARACTERS:
        raise AlgebraError(
            f"This is too long to read as mathematics: {len(text)} characters, "
            f"at most {MAX_CHARACTERS}."
        )
    return _Scanner(_readable(text), commas=commas).scan()


def _readable(text: str) -> str:
    """Look-alike characters made plain, at the same positions."""
    out = [_plain_character(char) for char in text.translate(LOOKALIKES)]
    return "".join(out).replace("$$", "  ")


def _plain_character(char: str) -> str:
    if char.isascii() or char in "²³¹":
        return char
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    narrow = unicodedata.normalize("NFKC", char)
    return narrow if len(narrow) == 1 and narrow.isascii() and not narrow.isdigit() else char


class _Scanner:
    """Walks once over the text; every step either consumes characters or raises."""

    def __init__(self, text: str, *, commas: Commas) -> None:
        self.text = text
        self.commas = commas
        self.at = 0
        self.is_spaced = False
        self.tokens: list[Token] = []

    def scan(self) -> tuple[Token, ...]:
        while self.at < len(self.text):
            char = self.text[self.at]
            if char in " \u202f":
                self.is_spaced = True
                self.at += 1
                continue
            self._step(char)
            if len(self.tokens) > MAX_TOKENS:
                raise AlgebraError("This is too long to read as one expression.", self.at)
        self._emit("end", "", 0)
        return tuple(self.tokens)

    def _emit(self, kind: TokenKind, text: str, width: int) -> None:
        self.tokens.append(Token(kind, text, self.at, self.is_spaced))
        self.is_spaced = False
        self.at += width

    def _step(self, char: str) -> None:
        if phrase := _PHRASE.match(self.text, self.at):
            meaning = PHRASES[(phrase.lastindex or 1) - 1][1]
            self._emit("phrase", meaning, len(phrase.group()))
        elif char.isascii() and (char.isdigit() or char == "."):
            self._number()
        elif char in "½⅓¼⅔¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞":
            self._vulgar_fraction(char)
        elif char.translate(SUPERSCRIPTS) != char:
            self._superscript()
        elif char == "\\":
            self._command()
        elif char.isascii() and char.isalpha():
            self._letters()
        elif unicodedata.category(char)[0] == "L" and "α" <= char <= "ω" and char != "π":
            self._emit("name", char, 1)
        else:
            self._mark(char)

    def _number(self) -> None:
        match = None
        if self.commas.is_decimal:
            match = _DECIMAL_COMMA.match(self.text, self.at)
        if match is None and self.commas.is_thousands:
            match = _THOUSANDS.match(self.text, self.at)
        match = match or _NUMBER.match(self.text, self.at)
        if match is None:
            raise AlgebraError("A point needs digits beside it, as in 0.5.", self.at)
        written = match.group()
        if sum(char.isdigit() for char in written) > MAX_DIGITS:
            raise AlgebraError(f"This number has more than {MAX_DIGITS} digits.", self.at)
        is_decimal = self.commas.is_decimal and "." not in written
        plain = re.sub("[ \u202f]", "", written).replace(",", "." if is_decimal else "")
        self._emit("number", plain, len(written))

    def _vulgar_fraction(self, char: str) -> None:
        top, bottom = unicodedata.normalize("NFKC", char).split("⁄")
        is_after_digit = self.at > 0 and self.text[self.at - 1].isdigit()
        self.is_spaced = self.is_spaced or is_after_digit
        self._emit("number", top, 0)
        self._emit("mark", "/", 0)
        self._emit("number", bottom, 1)

    def _superscript(self) -> None:
        end = self.at
        while end < len(self.text) and self.text[end].translate(SUPERSCRIPTS) != self.text[end]:
            end += 1
        digits = self.text[self.at : end].translate(SUPERSCRIPTS)
        if not re.fullmatch(r"[+-]?\d{1,4}", digits):
            raise AlgebraError("A raised number needs digits, as in x² or x^2.", self.at)
        self._emit("mark", "^", 0)
        if digits[0] in "+-":
            self._emit("mark", digits[0], 0)
        self._emit("number", digits.lstrip("+-"), end - self.at)

    def _command(self) -> None:
        match = re.compile(r"\\(?:[A-Za-z]+|.)").match(self.text, self.at)
        name = match.group() if match else "\\"
        width = len(name)
        if name in UNWRITTEN:
            self.is_spaced = True
            self.at += width
        elif name in TEXT_COMMANDS:
            self._text_group(width)
        elif name in COMMANDS:
            self._emit("mark", COMMANDS[name], width)
        elif name in STRUCTURE:
            self._emit("latex", name.replace("dfrac", "frac").replace("tfrac", "frac"), width)
        elif name[1:] in FUNCTIONS:
            self._emit("function", name[1:], width)
        elif name[1:] in GREEK:
            self._emit("name", name[1:], width)
        else:
            raise AlgebraError(f"{name} is not used here; write it another way.", self.at)

    def _text_group(self, width: int) -> None:
        """`\\text{...}`: its content is read as if it stood there."""
        opening = self.at + width
        closing = self.text.find("}", opening)
        if self.text[opening : opening + 1] != "{" or closing < 0:
            raise AlgebraError("\\text needs its words in braces: \\text{or}.", self.at)
        head, inside = self.text[:opening], self.text[opening + 1 : closing]
        self.text = head + " " + inside + " " + self.text[closing + 1 :]
        self.at = opening
        self.is_spaced = True

    def _letters(self) -> None:
        known = next((word for word in KNOWN_WORDS if self._is_here(word)), None)
        if known is not None:
            self._known_word(known)
            return
        name = self.text[self.at]
        subscript = _SUBSCRIPT.match(self.text, self.at + 1)
        if subscript:
            suffix = subscript.group(1) or subscript.group(2)
            self._emit("name", f"{name}_{suffix}", 1 + len(subscript.group()))
        else:
            self._emit("name", name, 1)

    def _is_here(self, word: str) -> bool:
        """Is this the word, rather than letters that are multiplied (abs is a·b·s, abs( is not)?"""
        end = self.at + len(word)
        if self.text[self.at : end].lower() != word:
            return False
        after = self.text[end:].lstrip(" ")[:1]
        if word in STANDALONE:
            is_joined = self.text[end : end + 1].isalpha() or (
                self.at > 0 and self.text[self.at - 1].isalpha()
            )
            return not is_joined
        return word not in BRACKETED or after in ("(", "{", "[")

    def _known_word(self, word: str) -> None:
        if word in WORDS:
            self._emit("word", word, len(word))
        elif word in NAMES:
            self._emit("mark", NAMES[word], len(word))
        else:
            self._emit("function", word, len(word))

    def _is_after_operand(self) -> bool:
        """3+-2 adds minus two, but a leading +-2 is ±2."""
        last = self.tokens[-1] if self.tokens else None
        return last is not None and (last.kind not in ("mark", "word") or last.text in ")]}|%°")

    def _mark(self, char: str) -> None:
        pair = self.text[self.at : self.at + 2]
        two = {
            "**": "^",
            "<=": "≤",
            ">=": "≥",
            "=<": "≤",
            "=>": "≥",
            "!=": "≠",
            "==": "=",
            "+-": "±",
        }
        if pair in two and not (pair == "+-" and self._is_after_operand()):
            self._emit("mark", two[pair], 2)
        elif pair == "+/" and self.text[self.at : self.at + 3] == "+/-":
            self._emit("mark", "±", 3)
        elif char in MARKS:
            self._emit("mark", char, 1)
        else:
            raise AlgebraError(f"The character {char!r} has no meaning here.", self.at)

"""What stands in a <select>, which shows letters only: no emphasis, no formulas."""

from __future__ import annotations

import re

_FORMULA = re.compile(r"(?<!\\)\$([^$]*)\$")
_POWER = re.compile(r"\^(\d)(?!\d)")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
#: Signs between two things; one at the beginning belongs to what follows it.
_SIGN = re.compile(r"(?<=[\w)⁰¹²³⁴⁵⁶⁷⁸⁹])\s*([-+=<>])\s*")
_NOT_TYPED = re.compile(r"[\\^_{}$*`\[\]]")


def menu_label(text: str, *, speech: str) -> str:
    r"""An option's text without markup: simple formulas as one types them, others in their words.

    >>> menu_label("$x^2-1$ metres", speech="X squared minus 1 metres")
    'x² − 1 metres'
    >>> menu_label(r"$\frac12$ of it", speech="one half of it")
    'one half of it'
    """
    typed = _FORMULA.sub(lambda match: _typed(match[1]), text)
    return speech if _NOT_TYPED.search(typed) else " ".join(typed.split())


def _typed(tex: str) -> str:
    raised = _POWER.sub(lambda match: match[1].translate(_RAISED), tex)
    spaced = _SIGN.sub(lambda match: f" {match[1]} ", raised)
    return spaced.replace("-", "−")

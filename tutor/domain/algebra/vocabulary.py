"""Everything the tokenizer knows: marks, words, LaTeX commands, look-alikes and sayings."""

from __future__ import annotations

#: Same length in and out, so that error positions stay those of the typed text.
LOOKALIKES = str.maketrans(
    {
        **dict.fromkeys("−–—‒﹣－", "-"),
        **dict.fromkeys("×·⋅∗•∙✕", "*"),
        **dict.fromkeys("÷∕⁄", "/"),
        **dict.fromkeys("⩽≦", "≤"),
        **dict.fromkeys("⩾≧", "≥"),
        **dict.fromkeys("∣│", "|"),
        **dict.fromkeys("\t\n\r\u2002\u2003\u200b\ufeff", " "),
        **dict.fromkeys("\u00a0\u2009\u202f", "\u202f"),
        "º": "°",
        "˚": "°",
        "，": ",",
        "．": ".",
    }
)
SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
WORDS = {"or": "or", "and": "and"}
NAMES = {"pi": "π", "infinity": "∞", "inf": "∞", "plusminus": "±"}
FUNCTIONS = frozenset({"sqrt", "cbrt", "root", "abs", "sin", "cos", "tan", "ln", "log", "exp"})
STANDALONE = frozenset({"or", "and", "inf"})
BRACKETED = frozenset({"abs", "cbrt", "root", "exp"})
KNOWN_WORDS = sorted([*WORDS, *NAMES, *FUNCTIONS], key=len, reverse=True)
UNWRITTEN = frozenset(
    {r"\left", r"\right", r"\,", r"\;", r"\!", r"\:", "\\ ", r"\quad", r"\qquad"}
    | {r"\big", r"\Big", r"\bigl", r"\bigr", r"\limits", r"\displaystyle"}
)
COMMANDS = {
    **dict.fromkeys([r"\cdot", r"\times", r"\ast"], "*"),
    **dict.fromkeys([r"\le", r"\leq", r"\leqslant"], "≤"),
    **dict.fromkeys([r"\ge", r"\geq", r"\geqslant"], "≥"),
    **dict.fromkeys([r"\ne", r"\neq"], "≠"),
    **dict.fromkeys([r"\degree", r"\circ"], "°"),
    **dict.fromkeys([r"\lvert", r"\rvert", r"\vert", r"\mid"], "|"),
    **dict.fromkeys([r"\{", r"\lbrace"], "{"),
    **dict.fromkeys([r"\}", r"\rbrace"], "}"),
    r"\div": "/",
    r"\lt": "<",
    r"\gt": ">",
    r"\infty": "∞",
    r"\pi": "π",
    r"\pm": "±",
    r"\mp": "∓",
    r"\%": "%",
    r"\$": "$",
    r"\cup": "∪",
    r"\lbrack": "[",
    r"\rbrack": "]",
}
GREEK = frozenset(
    {"alpha", "beta", "gamma", "delta", "epsilon", "theta", "lambda"}
    | {"mu", "rho", "sigma", "tau", "phi", "omega", "Delta"}
)
STRUCTURE = frozenset(
    {r"\frac", r"\dfrac", r"\tfrac", r"\sqrt", r"\begin", r"\end", r"\\", r"\overline"}
)
TEXT_COMMANDS = frozenset({r"\text", r"\mathrm", r"\textrm", r"\mbox", r"\operatorname"})
MARKS = frozenset("+-*/^=<>≤≥≠±∓()[]{}|,;%°$€£!&∪√∞π:_")

#: Sayings that stand for an answer, longest first so that "no real solution" is not "no".
PHRASES: tuple[tuple[str, str], ...] = (
    (r"(?:no|not a) real (?:solutions?|roots?|numbers?|answers?)", "no solution"),
    (r"no solutions?|empty set|\\emptyset|\\varnothing|∅|null set", "no solution"),
    (r"does not exist|dne", "does not exist"),
    (r"undefined|und|not defined", "undefined"),
    (r"infinitely many(?: solutions)?|infinite solutions|all real numbers|all reals|ℝ", "all real"),
    (r"none", "none"),
    (r"true", "true"),
    (r"false", "false"),
    (r"yes", "yes"),
)

"""Seven hundred texts that no learner means well with."""

from __future__ import annotations

from random import Random

_CODE = (
    "__import__('os').system('id')", "x.__class__.__mro__", "eval('1')", "exec('x')", "import os",
    "().__class__.__bases__[0].__subclasses__()", "lambda: 0", "{{7*7}}", "${7*7}", "f(x)=x", "a.b",
    "open('/etc/passwd')", "<script>alert(1)</script>", "'; DROP TABLE item;--", "%s%n", "a[0]",
    "\\input{/etc/passwd}", "\\write18{rm -rf /}", "\\begin{verbatim}x\\end{verbatim}", "0x10",
    "globals()", "sympify('1')", "1_000", "x if x else y", "[i for i in x]", "`id`", "$(id)", "x;y",
)  # fmt: skip
_SIZE = (
    "9**9**9", "9^9^9^9", "1" * 1_000_000, "x" * 1_000_000, "(" * 500_000 + ")" * 500_000,
    "-" * 1_900 + "1", "sqrt(" * 300 + "2" + ")" * 300, "(a+b+c+d+e)^64", "((x+1)^60+(y+1)^60)^60",
    "(a+b+c+d+e+f+g)^30*(a+b)^60", "2^(2^(2^(2^2)))", "x^999^999", "\\frac{" * 200, "|" * 1_500,
    "|x" * 400, "x^" * 900 + "2", "1/" * 900 + "2", "2x" * 900, "+".join(["(a+b+c)^9"] * 60),
    "*".join(f"(x+{n})" for n in range(60)), "sqrt(" + "9" * 59 + ")", "(x+y)^(1/63)",
    "*".join(f"({a}+{b})" for a, b in zip("abcdefghij", "nopqrstuvw", strict=True)),
    "sin(" * 80 + "x" + ")" * 80, "exp(exp(exp(exp(9))))", "10^1000*10^1000", "1e99^99",
    "±" * 500 + "1", "±1" * 100, ",".join(map(str, range(500))), "{" * 100 + "1" + "}" * 100,
    "\\begin{matrix}" + "1&" * 500 + "\\end{matrix}", "\\text{" * 500, "\\text{a}" * 200,
    "=".join("x" * 500), "<".join("abc" * 100), "sqrt(sqrt(2)+sqrt(3))" * 30, "abs(" * 50 + "x",
    "(1+sqrt(2)+sqrt(3)+sqrt(5)+sqrt(7)+sqrt(11))^20", "(1/3+1/7+1/11)^1000", "1e999", "1e-999",
    "7^1000*11^1000/13^1000", "(x^2+1)^(1/2)" * 40, "1+" * 299 + "1", "1 " * 500, "1," * 500,
    "root(2,99999)", "x_{" * 300, "x=1 " * 300, "[1,2;" * 100, "999999999!",
)  # fmt: skip
_SIGNS = (
    "", " ", "\x00", "\ud800", "🙂", "∞-∞", "∞/∞", "0/0", "1/0", "0^0", "\u202e123", "%" * 300,
    "$" * 300, "°" * 100, "٣" * 500, "½" * 300, "²" * 500, "nan", "inf", "-inf", "\\", "\\\\", "{}",
    "{", "}", "()", "[]", "||", "^", "=", "==", "<=>", "±", "√", ",", ";", "or", "and or", "\\frac",
    "\\sqrt[", "\\left", "\\text{", "\\begin{", "\\end{matrix}", "_", "x_", ".", "..", "1..2", "!",
)  # fmt: skip
_PIECES = (
    *"0123456789xyzab+-*/^()[]{}|=<>,.;%$°√π∞±≤≥ ", "\\frac", "\\sqrt", "sqrt(", "**", "__", "²",
    "\\left", "\\right", "\\pm", " or ", "9**9", "\\text{", "½", "root(", "log(", "\\\\", "&",
)  # fmt: skip


def hostile_texts(*, count: int = 700) -> list[str]:
    """The collected ones, then random pieces put together."""
    rng = Random(5)
    texts = [*_CODE, *_SIZE, *_SIGNS]
    while len(texts) < count:
        texts.append("".join(rng.choice(_PIECES) for _ in range(rng.randrange(1, 400))))
    return texts

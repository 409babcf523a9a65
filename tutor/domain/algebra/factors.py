"""Factors of small polynomials: enough for "can still be factored" and "can be reduced".

One letter: rational roots (so linear factors) and, for degree four, two quadratics. More letters:
a common monomial, a common number, and factors seen by trying one letter at a time with the others
set to numbers. A factor seen at two such settings is taken to be real; missing an exotic factor
only means one hint less.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from math import gcd

from tutor.domain.algebra.errors import LimitError, UndefinedError
from tutor.domain.algebra.normal import normal_form
from tutor.domain.algebra.numbers import prime_factors
from tutor.domain.algebra.polynomial import Monomial, Polynomial
from tutor.domain.algebra.tree import Node

Dense = list[int]  # coefficients of one letter, constant first
_MAX_DEGREE = 12
_SETTINGS = ((2, 3, 5, 7, 11, 13, 17, 19), (7, 17, 23, 31, 37, 43, 53, 61))


def _polynomial(node: Node) -> Polynomial | None:
    """The node as a polynomial in letters with rational coefficients, else None."""
    try:
        normal = normal_form(node)
    except (LimitError, UndefinedError):
        return None
    bottom = normal.denominator.constant()
    if not bottom or not normal.numerator:
        return None
    for monomial, _ in normal.numerator.terms:
        for generator, exponent in monomial:
            is_plain = not generator.prime and not generator.period
            if not is_plain or exponent.denominator != 1 or not 0 < exponent <= _MAX_DEGREE:
                return None
    return normal.numerator.scaled(1 / bottom)


def _letters(*polynomials: Polynomial) -> list[str]:
    return sorted({generator.name for p in polynomials for generator in p.generators()})


def _dense(polynomial: Polynomial, letter: str, setting: dict[str, int]) -> Dense | None:
    """The polynomial in one letter, the others set to numbers; whole coefficients."""
    values: dict[int, Fraction] = {}
    for monomial, coefficient in polynomial.terms:
        degree, value = 0, coefficient
        for generator, exponent in monomial:
            if generator.name == letter:
                degree = int(exponent)
            else:
                value *= Fraction(setting[generator.name]) ** int(exponent)
        values[degree] = values.get(degree, Fraction(0)) + value
    size = max(values) + 1
    bottom = 1
    for value in values.values():
        bottom = bottom * value.denominator // gcd(bottom, value.denominator)
    dense = [int(values.get(degree, Fraction(0)) * bottom) for degree in range(size)]
    return dense if dense[-1] else None


def _settings(letters: list[str], letter: str) -> list[dict[str, int]]:
    others = [name for name in letters if name != letter][:8]
    return [dict(zip(others, numbers, strict=False)) for numbers in _SETTINGS]


def common_factor(numerator: Node, denominator: Node) -> bool:
    """Do two expressions share a factor other than 1 (a number, a letter or a bracket)?"""
    top, bottom = _polynomial(numerator), _polynomial(denominator)
    if top is None or bottom is None:
        return False
    if _shared_content(top, bottom) or _shared_monomial(top, bottom):
        return True
    letters = _letters(top, bottom)
    for letter in letters:
        settings = _settings(letters, letter)
        if len(letters) > 9 or not settings:
            return False
        pairs = [(_dense(top, letter, s), _dense(bottom, letter, s)) for s in settings]
        if all(a and b and len(_euclid(a, b)) > 1 for a, b in pairs):
            return True
    return False


def _shared_content(top: Polynomial, bottom: Polynomial) -> bool:
    """A whole number above 1 in every coefficient of both."""
    values = [value for _, value in (*top.terms, *bottom.terms)]
    if any(value.denominator != 1 for value in values):
        return False
    return gcd(*(value.numerator for value in values)) > 1


def _shared_monomial(*polynomials: Polynomial) -> bool:
    """A letter in every term of all."""
    sets = [
        {generator.name for generator, _ in monomial}
        for polynomial in polynomials
        for monomial, _ in polynomial.terms
    ]
    return bool(set.intersection(*sets)) if sets else False


def _euclid(first: Sequence[int | Fraction], second: Sequence[int | Fraction]) -> list[Fraction]:
    """The greatest common divisor of two polynomials in one letter; [] is zero."""
    a, b = [Fraction(value) for value in first], [Fraction(value) for value in second]
    while b:
        a, b = b, _remainder(a, b)
    return a


def _remainder(a: list[Fraction], b: list[Fraction]) -> list[Fraction]:
    rest = list(a)
    while len(rest) >= len(b):
        factor = rest[-1] / b[-1]
        shift = len(rest) - len(b)
        for index, value in enumerate(b):
            rest[shift + index] -= factor * value
        rest.pop()
        while rest and not rest[-1]:
            rest.pop()
    return rest


def has_more_factors(node: Node) -> bool:
    """Can a sum be written as a product of smaller whole-number polynomials?"""
    polynomial = _polynomial(node)
    if polynomial is None or len(polynomial.terms) < 2:
        return False
    if _shared_monomial(polynomial):
        return True
    values = [value for _, value in polynomial.terms]
    if all(value.denominator == 1 for value in values) and gcd(*map(_top, values)) > 1:
        return True
    letters = _letters(polynomial)
    if any(_splits(polynomial, letter, letters) for letter in letters[:4]):
        return True
    pairs = [(one, other) for one in letters[:4] for other in letters[:4] if one != other]
    return any(_coefficients_share(polynomial, one, other, letters) for one, other in pairs)


def _coefficients_share(polynomial: Polynomial, one: str, other: str, letters: list[str]) -> bool:
    """Sorted by powers of one letter, do all coefficients share a factor in another letter?

    x·h + 3x - 5h - 15 is (h + 3)·x - 5·(h + 3).
    """
    by_degree: dict[Fraction, list[tuple[Monomial, Fraction]]] = {}
    for monomial, value in polynomial.terms:
        degree = next((e for g, e in monomial if g.name == one), Fraction(0))
        rest = tuple((g, e) for g, e in monomial if g.name != one)
        by_degree.setdefault(degree, []).append((rest, value))
    coefficients = [Polynomial(tuple(terms)) for terms in by_degree.values()]
    for setting in _settings(letters, other):
        shared: list[Fraction] = []
        for coefficient in coefficients:
            dense = _dense(coefficient, other, setting)
            if dense is None:
                return False
            shared = _euclid([Fraction(value) for value in dense], shared)
        if len(shared) < 2:
            return False
    return True


def _top(value: Fraction) -> int:
    return value.numerator


def _splits(polynomial: Polynomial, letter: str, letters: list[str]) -> bool:
    """Does it factor in this letter at both settings of the others?"""
    settings = _settings(letters, letter)
    if len(letters) == 1:
        settings = settings[:1]
    return all(
        dense is not None and _is_reducible(_primitive(dense))
        for dense in (_dense(polynomial, letter, setting) for setting in settings)
    )


def _primitive(dense: Dense) -> Dense:
    shared = gcd(*dense) or 1
    return [value // shared for value in dense]


def _is_reducible(dense: Dense) -> bool:
    degree = len(dense) - 1
    if degree < 2 or degree > _MAX_DEGREE:
        return False
    if dense[0] == 0 or _has_rational_root(dense):
        return True
    return degree == 4 and _has_quadratic_factor(dense)


def _divisors(value: int) -> list[int]:
    try:
        factors = prime_factors(abs(value))
    except LimitError:
        return []
    divisors = [1]
    for prime, count in factors.items():
        divisors = [d * prime**k for d in divisors for k in range(count + 1)]
        if len(divisors) > 400:
            return []
    return divisors


def _has_rational_root(dense: Dense) -> bool:
    tops, bottoms = _divisors(dense[0]), _divisors(dense[-1])
    if len(tops) * len(bottoms) > 4_000:
        return False
    return any(
        _value(dense, sign * top, bottom) == 0
        for top, bottom, sign in product(tops, bottoms, (1, -1))
    )


def _value(dense: Dense, top: int, bottom: int) -> int:
    """bottom^degree · p(top/bottom), in whole numbers."""
    total, power = 0, 1
    for value in reversed(dense):
        total = total * top + value * power
        power *= bottom
    return total


def _has_quadratic_factor(dense: Dense) -> bool:
    """a·x⁴+…+e = (p·x²+q·x+r)(s·x²+t·x+u) in whole numbers, with small q."""
    first, last = _divisors(dense[4]), _divisors(dense[0])
    if len(first) * len(last) > 400:
        return False
    bound = 2 * max(abs(value) for value in dense) if max(map(abs, dense)) < 60 else 120
    for p, r, sign in product(first, last, (1, -1)):
        s, u = dense[4] // p, dense[0] // (sign * r)
        for q in range(-bound, bound + 1):
            rest = dense[3] - q * s
            if rest % p:
                continue
            t = rest // p
            if (p * u + q * t + sign * r * s, q * u + sign * r * t) == (dense[2], dense[1]):
                return True
    return False

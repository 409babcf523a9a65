"""How near a partly right answer is. It chooses the words; only a whole answer counts as right."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from itertools import combinations


def net_credit_p(chosen: Collection[str], right: Collection[str]) -> float:
    """Right ones chosen less others chosen, as a share of the right ones; never below 0.

    Ticking everything is worth nothing unless nearly everything is right. Where nothing is right,
    choosing nothing is worth 1 and anything else 0.

    >>> net_credit_p("ab", "abc"), net_credit_p("abd", "abc"), net_credit_p("", "")
    (0.6666666666666666, 0.3333333333333333, 1.0)
    """
    if not right:
        return 0.0 if chosen else 1.0
    hits = len(set(chosen) & set(right))
    return max(0.0, (2 * hits - len(set(chosen))) / len(set(right)))


def kendall_tau(order: Sequence[str], right: Sequence[str]) -> float:
    """Kendall's rank correlation of two orders of the same things, without ties: -1 to 1.

    Source: M. G. Kendall, A new measure of rank correlation, Biometrika 30 (1938), 81-93.

    >>> kendall_tau("abc", "abc"), kendall_tau("cba", "abc"), kendall_tau("acb", "abc")
    (1.0, -1.0, 0.3333333333333333)
    """
    place = {name: index for index, name in enumerate(right)}
    pairs = list(combinations([place[name] for name in order], 2))
    if not pairs:
        return 1.0
    agreeing = sum(first < second for first, second in pairs)
    return (2 * agreeing - len(pairs)) / len(pairs)


def f1_p(chosen: Collection[Hashable], right: Collection[Hashable]) -> float:
    """The harmonic mean of precision and recall (F1), 0 to 1.

    Source: C. J. van Rijsbergen, Information Retrieval (1979), chapter 7.

    >>> f1_p("ab", "abcd"), f1_p("", "a")
    (0.6666666666666666, 0.0)
    """
    hits = len(set(chosen) & set(right))
    total = len(set(chosen)) + len(set(right))
    return 2 * hits / total if total else 1.0

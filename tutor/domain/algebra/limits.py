"""Bounds on what is read and calculated. Each keeps one hostile answer under a second.

They are far above school mathematics: the longest answer in OpenStax Elementary Algebra has 137
characters, the deepest tree has 9 levels and the largest exponent is 40.
"""

from __future__ import annotations

MAX_CHARACTERS = 2_000  # refused before anything is scanned, so 1 MB costs one `len`
MAX_TOKENS = 400
MAX_DEPTH = 30  # levels of the finished tree
MAX_NESTING = 96  # calls of the parser: parentheses leave no level in the tree
MAX_DIGITS = 60  # of one number as written
MAX_SCIENTIFIC_EXPONENT = 99
MAX_WRITTEN_EXPONENT = 1_000  # of a power whose exponent is a plain number
MAX_EXPANDED_EXPONENT = 64  # of a sum that is multiplied out
MAX_TERMS = 300  # of a polynomial
MAX_WORK = 6_000  # products of single terms in one normal form; about 0.05 s
MAX_BITS = 4_096  # of numerator and denominator of one coefficient
MAX_RADICAND = 10**9  # factored by trial division up to its square root, about 2 ms
MAX_ROOT_INDEX = 64
MAX_ALTERNATIVES = 16  # solutions in one list, after ± is written out

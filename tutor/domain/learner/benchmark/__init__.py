"""How well learner models predict the next answer, measured on response logs. Offline only.

Nothing that serves a page imports this package: it is the only part of the domain that uses numpy.
"""

from __future__ import annotations

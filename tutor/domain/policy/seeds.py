"""Every dice throw of a session derives from its seed and the decision's ordinal."""

from __future__ import annotations

from hashlib import sha256


def decision_seed(session_seed: int, *, ordinal: int) -> int:
    """The seed of one decision, from 0 to 2^62 - 1 (it fits a signed 64-bit column).

    >>> decision_seed(7, ordinal=1) == decision_seed(7, ordinal=1) != decision_seed(7, ordinal=2)
    True
    """
    digest = sha256(f"{session_seed}:{ordinal}".encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 2

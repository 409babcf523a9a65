"""`override`, which the standard library has from Python 3.12 on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing_extensions import override as override
else:

    def override(method: Any) -> Any:
        """Mark `method` as one that replaces its parent's."""
        return method


__all__ = ["override"]

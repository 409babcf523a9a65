"""How the records under /admin/ look: Attune's own colours; their sidebar is in tutor.accounts."""

from __future__ import annotations

from typing import Any

UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "Attune records",
    "SITE_HEADER": "Attune",
    "SITE_SUBHEADER": "Records",
    "SITE_SYMBOL": "tune",
    "SITE_URL": "/",
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": False,
    "COLORS": {
        "primary": {
            "50": "#eef7f8",
            "100": "#e0eeee",
            "200": "#b4e3ea",
            "300": "#83cdd8",
            "400": "#4aa9b8",
            "500": "#2a8495",
            "600": "#165f6e",
            "700": "#104a56",
            "800": "#0f3c46",
            "900": "#0c3038",
            "950": "#06242a",
        },
    },
    "SIDEBAR": {
        "show_search": True,
        "show_all_applications": False,
        "navigation": "tutor.accounts.records.navigation",
    },
}

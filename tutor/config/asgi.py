"""HTTP to Django, websockets to the consumers: only from our own origin, only signed in."""

from __future__ import annotations

import os

from channels.routing import ProtocolTypeRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tutor.config.settings")
django_application = get_asgi_application()

from tutor.config import celery  # noqa: E402, F401 - makes our Celery application the default one
from tutor.config.collector import calm_collector  # noqa: E402 - beside the others
from tutor.realtime.lifespan import lifespan  # noqa: E402 - needs the apps loaded
from tutor.realtime.routing import websocket_application  # noqa: E402 - needs the apps loaded

application = ProtocolTypeRouter(
    {
        "http": django_application,
        "lifespan": lifespan,
        "websocket": websocket_application,
    }
)

calm_collector()

"""Addresses of the websockets: only from our own origin, and the person is looked up."""

from __future__ import annotations

from typing import Any

from channels.auth import AuthMiddlewareStack
from channels.routing import URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.urls import path

from tutor.realtime.consumers import learn, teach

# Django types `path` for views; Channels routes to ASGI applications with it.
_path: Any = path

websocket_urlpatterns = [
    _path("ws/learn/<uuid:session_id>/", learn),
    _path("ws/teach/<uuid:classroom_id>/", teach),
]

websocket_application = AllowedHostsOriginValidator(
    AuthMiddlewareStack(URLRouter(websocket_urlpatterns))
)

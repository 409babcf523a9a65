"""The Celery application: one short task per tick, JSON only, nothing kept of its result."""

from __future__ import annotations

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tutor.config.settings")

app = Celery("attune")
app.config_from_object(
    {
        "broker_url": os.environ.get("REDIS_URL") or "memory://",
        "task_ignore_result": True,
        "task_serializer": "json",
        "accept_content": ["json"],
        "worker_prefetch_multiplier": 1,
        "worker_hijack_root_logger": False,
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,
        "worker_send_task_events": False,
        "task_default_queue": "attune",
    }
)
app.autodiscover_tasks(["tutor.adaptation"])

"""The Celery application: one short task per tick, JSON only, nothing kept of its result."""

from __future__ import annotations

import os
from typing import Any

from celery import Celery
from celery.signals import task_prerun, worker_init, worker_ready
from django.db import close_old_connections, connections

from tutor.config.collector import calm_collector
from tutor.serving.queues import SLOW_QUEUE

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tutor.config.settings")


def broker_url() -> str:
    """REDIS_URL as Celery spells it: `unix:///path` is `redis+socket:///path` there."""
    url = os.environ.get("REDIS_URL", "").strip()
    return url.replace("unix://", "redis+socket://", 1) or "memory://"


# What may take minutes, and must not keep a heartbeat waiting.
SLOW_TASKS = (
    "attune.build_bundle", "attune.resume_bundles", "attune.check_import", "attune.run_import",
    "attune.run_clocks", "attune.file_sessions",
)  # fmt: skip

app = Celery("attune")
app.config_from_object(
    {
        "broker_url": broker_url(),
        "task_ignore_result": True,
        "task_serializer": "json",
        "accept_content": ["json"],
        "worker_prefetch_multiplier": 1,
        "worker_hijack_root_logger": False,
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,
        # A heartbeat that cannot be sent at once is worth nothing: the next one is 100 ms away.
        "broker_connection_timeout": 2,
        "broker_transport_options": {
            "socket_timeout": 5,
            "socket_connect_timeout": 2,
            "max_connections": 8,
        },
        "redis_socket_timeout": 5,
        "worker_send_task_events": False,
        "task_default_queue": "attune",
        "task_routes": {task: {"queue": SLOW_QUEUE} for task in SLOW_TASKS},
        # Of no effect on a heartbeat (it is acked when taken); unset, Celery warns at each outage.
        "worker_cancel_long_running_tasks_on_connection_loss": True,
    }
)
# Celery would open a new database connection for each of ten tasks a second. Django's own rule (too
# old, or broken) is kept instead.
app.conf["CELERY_DB_REUSE_MAX"] = 100_000
KEEP_CONNECTION_S = 600
task_prerun.connect(lambda **_: close_old_connections(), weak=False)


def keep_connection(**_: Any) -> None:
    """A worker's tasks run on one thread, so its connection may outlive them: SQLite writes its log
    back into the database whenever the last connection closes. PostgreSQL's pool keeps them anyway.
    """
    for database in connections.settings.values():
        if "pool" not in database["OPTIONS"]:
            database["CONN_MAX_AGE"] = KEEP_CONNECTION_S


worker_init.connect(keep_connection, weak=False)
worker_ready.connect(calm_collector, weak=False)

# What the slow worker does by itself: {task: how often, in seconds}, and each once at its start.
HOUSEKEEPING = {
    "attune.run_clocks": 3_600.0,
    "attune.resume_bundles": 30.0,
    "attune.file_sessions": 600.0,
}


def keep_house(sender: Any, **_: Any) -> None:
    """In the slow worker alone. Its own timer sends the tasks, so no process more is needed."""
    if SLOW_QUEUE not in {queue.name for queue in sender.task_consumer.queues}:
        return
    for task, every_s in HOUSEKEEPING.items():
        app.send_task(task, queue=SLOW_QUEUE)
        sender.timer.call_repeatedly(every_s, app.send_task, (task,), {"queue": SLOW_QUEUE})


worker_ready.connect(keep_house, weak=False)

# The web process enqueues from threads of its own, where "current" would mean another application.
app.set_default()
app.autodiscover_tasks(["tutor.adaptation", "tutor.authoring", "tutor.privacy", "tutor.research"])

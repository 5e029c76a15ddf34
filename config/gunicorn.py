"""Gunicorn's settings for the `web` role (``gunicorn --config python:config.gunicorn``)."""

import tempfile
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.urls import get_resolver
from gunicorn.glogging import Logger

from config import log
from config.counters import flusher
from config.env import load_env
from config.health import PROBES


class PathLogger(Logger):
    """One line per request with method, path, status, size and time.

    Query string, address, user, referrer and user agent may tell who somebody is, so none of
    them is written. A probe's answer says nothing when it is good, and the prober knows it.
    """

    def access(
        self, resp: Any, req: Any, environ: Mapping[str, Any], request_time: timedelta
    ) -> None:
        if environ["PATH_INFO"] in PROBES:
            return
        self.access_log.info(
            "%s %s %s %sB %sms",
            environ["REQUEST_METHOD"],
            environ["PATH_INFO"],
            resp.status_code,
            resp.sent,
            round(request_time.total_seconds() * 1000),
        )


def _logging(level: str, *, as_json: bool) -> dict[str, Any]:
    """The product's own logging; gunicorn's loggers hand everything to its root."""
    settings = log.configure(level, as_json=as_json)
    to_root = {"handlers": [], "propagate": True, "level": "INFO"}
    settings["loggers"] |= {"gunicorn.error": to_root, "gunicorn.access": to_root}
    return settings


def post_worker_init(worker: Any) -> None:
    """In the worker, which alone counts: a thread would not survive the fork."""
    flusher.start()
    # Imports what Django leaves to the first request: half a second that a visitor would wait.
    get_resolver().url_patterns  # noqa: B018  # reading it is what imports


def worker_exit(server: Any, worker: Any) -> None:
    """Nothing that was counted is lost when a worker ends in order."""
    flusher.stop()


ENV = load_env()
bind = f"{ENV.bind_address}:{ENV.port}"
worker_class = "gthread"
workers = ENV.web_workers
threads = ENV.web_threads
# Recycled now and then, and not all at once, so that a slow leak never adds up.
max_requests = 2000
max_requests_jitter = 400
timeout = 30
graceful_timeout = 25
keepalive = 5
limit_request_line = 8190
limit_request_fields = 64
limit_request_field_size = 8190
# The sign of life belongs in memory: on a slow disk writing it can block a worker.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else tempfile.gettempdir()  # noqa: S108
control_socket_disable = True
logger_class = PathLogger
accesslog = "-"
logconfig_dict = _logging(ENV.log_level, as_json=ENV.is_production)

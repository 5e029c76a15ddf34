"""Structured logs: readable lines on a terminal, JSON in production. Never personal data."""

from typing import Any

import structlog

from config import tracebacks

_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.ExceptionRenderer(tracebacks.formatted),
]


def configure(level: str, *, as_json: bool) -> dict[str, Any]:
    """Set structlog up and return Django's ``LOGGING`` value, so that both write alike."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    renderer = (
        structlog.processors.JSONRenderer()
        if as_json
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "structured": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": _SHARED,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    renderer,
                ],
            }
        },
        "filters": {"kind_alone": {"()": tracebacks.KindAlone}},
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": "structured"},
            "nowhere": {"class": "logging.NullHandler"},
        },
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django.server": {"handlers": ["stderr"], "propagate": False},
            "httpx": {"level": "WARNING"},
            "celery.app.trace": {"filters": ["kind_alone"]},
            # Addresses of chats are secrets: Apprise tells them, and so does DEBUG of urllib3.
            "apprise": {"handlers": ["nowhere"], "propagate": False},
            "urllib3": {"level": "INFO"},
            # Both tell of every ordinary step; Wagtail keeps its own audit log in the database.
            "axes": {"level": "WARNING"},
            "wagtail": {"level": "WARNING"},
            # Two lines per task, and each saved page makes two tasks.
            "django_tasks": {"level": "WARNING"},
        },
    }

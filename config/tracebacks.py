"""Tracebacks without the words of their exceptions, which may quote what a visitor sent.

PostgreSQL, for one, tells the whole row that it refuses. The kind of each exception and the lines
of code that led to it are kept.
"""

import logging
import traceback
from collections.abc import Iterator
from types import TracebackType
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import InterfaceError, OperationalError

#: These speak of machines, files and our own code.
_TELLING = (OSError, ImportError, ImproperlyConfigured, InterfaceError, OperationalError)
_BECAUSE = "\nThe above exception was the direct cause of the following exception:\n\n"
_DURING = "\nDuring handling of the above exception, another exception occurred:\n\n"

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]


def formatted(exc_info: ExcInfo) -> str:
    """Like `traceback.format_exception`, with the cause and the context of each exception."""
    _kind, error, stack = exc_info
    return "".join(_chain(error, stack, set())).rstrip("\n")


def _chain(error: BaseException, stack: TracebackType | None, seen: set[int]) -> Iterator[str]:
    seen.add(id(error))
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None and id(before) not in seen:
        yield from _chain(before, before.__traceback__, seen)
        yield _BECAUSE if before is error.__cause__ else _DURING
    if stack is not None:
        yield "Traceback (most recent call last):\n"
        yield from traceback.format_tb(stack)
    yield f"{_named(error)}\n"


def _named(error: BaseException) -> str:
    kind = type(error)
    module = "" if kind.__module__ == "builtins" else f"{kind.__module__}."
    name = f"{module}{kind.__qualname__}"
    return f"{name}: {error}" if isinstance(error, _TELLING) else name


class KindAlone(logging.Filter):
    """For Celery, whose line about a failed task holds the exception's words and arguments."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, dict) and "exc" in record.args and record.exc_info:
            kind: Any = record.exc_info[0]
            record.args = {**record.args, "exc": kind.__name__, "args": "", "kwargs": ""}
        return True

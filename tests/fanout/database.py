"""A database of its own for tests that commit: threads and processes share it, then it goes.

Copied from the test database, so that nothing has to be migrated or flushed.
"""

import os
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from django.db import connection, connections


@contextmanager
def own_database(folder: Path) -> Iterator[str]:
    """Points Django's default connection, in every thread, at a copy; yields its DATABASE_URL."""
    settings = connections.settings["default"]
    original = settings["NAME"]
    if connection.vendor == "sqlite":
        with _sqlite_copy(folder / "db.sqlite3") as url, _switched_to(str(folder / "db.sqlite3")):
            yield url
    else:
        name = f"fanout_{uuid.uuid4().hex[:12]}"
        url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
        with _postgres_copy(original, name), _switched_to(name):
            yield url


@contextmanager
def _switched_to(name: str) -> Iterator[None]:
    settings = connections.settings["default"]
    original, before = settings["NAME"], connections["default"]
    settings["NAME"] = name
    connections["default"] = connections.create_connection("default")
    try:
        yield
    finally:
        _close(connections["default"])
        settings["NAME"] = original
        connections["default"] = before


def _close(wrapper: object) -> None:
    wrapper.close()  # type: ignore[attr-defined]
    if connection.vendor == "postgresql":
        wrapper.close_pool()  # type: ignore[attr-defined]


@contextmanager
def _sqlite_copy(path: Path) -> Iterator[str]:
    connection.ensure_connection()
    copy = sqlite3.connect(path)
    connection.connection.backup(copy)
    copy.close()
    yield f"sqlite:///{path}"


@contextmanager
def _postgres_copy(original: str, name: str) -> Iterator[None]:
    _close(connection)  # a template must not be in use
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{original}"')
    try:
        yield
    finally:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')

"""A database of its own for tests that commit: threads and processes share it, then it goes.

Copied from the test database, so that nothing has to be migrated or flushed.
"""

import os
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.management import call_command
from django.db import connection, connections


@contextmanager
def own_database(folder: Path) -> Iterator[str]:
    """Points Django's default connection, in every thread, at a copy; yields its DATABASE_URL.

    pytest-django makes the test database only when a test asks for it in its own way; without it
    the new database is migrated here.
    """
    is_prepared = "test" in str(settings()["NAME"]) or "memory" in str(settings()["NAME"])
    copy = _sqlite_copy if connection.vendor == "sqlite" else _postgres_copy
    with copy(folder, is_prepared) as (name, url), _switched_to(name):
        if not is_prepared:
            call_command("migrate", verbosity=0)
        yield url


def settings() -> dict[str, Any]:
    return connections.settings["default"]


@contextmanager
def _switched_to(name: str) -> Iterator[None]:
    original, before = settings()["NAME"], connections["default"]
    settings()["NAME"] = name
    connections["default"] = connections.create_connection("default")
    try:
        yield
    finally:
        _close(connections["default"])
        settings()["NAME"] = original
        connections["default"] = before


def _close(wrapper: Any) -> None:
    wrapper.close()
    if wrapper.vendor == "postgresql":
        wrapper.close_pool()


@contextmanager
def _sqlite_copy(folder: Path, is_prepared: bool) -> Iterator[tuple[str, str]]:
    path = folder / "db.sqlite3"
    if is_prepared:
        connection.ensure_connection()
        with closing(sqlite3.connect(path)) as copy:
            connection.connection.backup(copy)
    yield str(path), f"sqlite:///{path}"


@contextmanager
def _postgres_copy(folder: Path, is_prepared: bool) -> Iterator[tuple[str, str]]:
    name = f"fanout_{uuid.uuid4().hex[:12]}"
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    template = settings()["NAME"] if is_prepared else "template0"
    _close(connections["default"])  # a template must not be in use
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    try:
        yield name, url
    finally:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')

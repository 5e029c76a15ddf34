"""A database of its own for tests that commit: threads and processes share it, then it goes.

Copied from the test database, so that nothing has to be migrated or flushed.
"""

import os
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
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
    # The copy would wait for ever for what another fixture has begun.
    assert not connection.in_atomic_block, "a test that commits takes no fixture that uses `db`"
    has_tables = is_prepared()
    with _copy(folder, has_tables) as (name, url), switched_to(NAME=name):
        if not has_tables:
            call_command("migrate", verbosity=0)
        yield url


@contextmanager
def copied_database(folder: Path) -> Iterator[str]:
    """A copy of the test database for other processes; empty unless `is_prepared`."""
    with _copy(folder, is_prepared()) as (_name, url):
        yield url


def _copy(folder: Path, has_tables: bool) -> AbstractContextManager[tuple[str, str]]:
    copy = _sqlite_copy if connection.vendor == "sqlite" else _postgres_copy
    return copy(folder, has_tables)


def is_prepared() -> bool:
    """Whether Django's default connection goes to a test database, which has all tables."""
    return Path(settings()["NAME"]).name.startswith("test")


def settings() -> dict[str, Any]:
    return connections.settings["default"]


@contextmanager
def switched_to(**changes: Any) -> Iterator[None]:
    """Points Django's default connection, in every thread, somewhere else."""
    original, before = dict(settings()), connections["default"]
    _close(before)
    settings().update(changes)
    connections["default"] = connections.create_connection("default")
    try:
        yield
    finally:
        _close(connections["default"])
        settings().update(original)
        connections["default"] = before


def _close(wrapper: Any) -> None:
    wrapper.close()
    if wrapper.vendor == "postgresql":
        wrapper.close_pool()


@contextmanager
def _sqlite_copy(folder: Path, has_tables: bool) -> Iterator[tuple[str, str]]:
    path = folder / "db.sqlite3"
    if has_tables:
        connection.ensure_connection()
        with closing(sqlite3.connect(path)) as copy:
            connection.connection.backup(copy)
    yield str(path), f"sqlite:///{path}"


@contextmanager
def _postgres_copy(folder: Path, has_tables: bool) -> Iterator[tuple[str, str]]:
    name = f"own_{uuid.uuid4().hex[:12]}"
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    template = settings()["NAME"] if has_tables else "template0"
    _close(connections["default"])  # a template must not be in use
    with connection._nodb_cursor() as cursor:
        # Nor may a thread that an earlier test left behind still hold a connection.
        cursor.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s",
            [template],
        )
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    try:
        yield name, url
    finally:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')

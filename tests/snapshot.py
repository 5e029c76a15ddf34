"""Rows that were costly to make, written again in later tests without making them again.

Building the standard pages through Wagtail takes half a second, because each page is indexed for
search, references and links; writing the same rows takes a few milliseconds.
"""

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model

Built = TypeVar("Built")
Row = tuple[Any, ...]


def _models() -> Iterator[type[Model]]:
    """One model for each table of ours."""
    tables: set[str] = set()
    for model in apps.get_models(include_auto_created=True):
        meta = model._meta
        # SQLite's full-text table is written by triggers.
        is_ours = meta.managed and not meta.proxy and not meta.db_table.endswith("_fts")
        if is_ours and meta.db_table not in tables:
            tables.add(meta.db_table)
            yield model


def _quoted(*names: str) -> str:
    return ", ".join(map(connection.ops.quote_name, names))


def _rows() -> dict[type[Model], dict[Any, Row]]:
    """Every row by table and primary key, as the database driver gives it."""
    return {model: dict(_rows_of(model)) for model in _models()}


def _rows_of(model: type[Model]) -> Iterator[tuple[Any, Row]]:
    columns = _columns(model)
    key = columns.index(str(model._meta.pk.column))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_quoted(*columns)} FROM {_quoted(model._meta.db_table)}")
        for row in cursor.fetchall():
            yield row[key], row


def _columns(model: type[Model]) -> list[str]:
    return [str(field.column) for field in model._meta.local_concrete_fields]


@dataclass(frozen=True)
class _Change:
    """What building did to one table."""

    model: type[Model]
    added: list[Row]
    changed: dict[Any, Row]

    def write(self) -> None:
        table, columns = _quoted(self.model._meta.db_table), _columns(self.model)
        places = ", ".join(["%s"] * len(columns))
        settings = ", ".join(f"{_quoted(column)} = %s" for column in columns)
        key = _quoted(str(self.model._meta.pk.column))
        with connection.cursor() as cursor:
            for pk, row in self.changed.items():
                cursor.execute(f"UPDATE {table} SET {settings} WHERE {key} = %s", [*row, pk])
            if self.added:
                insert = f"INSERT INTO {table} ({_quoted(*columns)}) VALUES ({places})"
                cursor.executemany(insert, self.added)


class Snapshot(Generic[Built]):
    """What `build` makes in an untouched database, its result included.

    Primary keys repeat, because neither database gives one out twice within a test run.
    """

    def __init__(self, build: Callable[[], Built]) -> None:
        self._build = build
        self._changes: list[_Change] | None = None
        self._built: Built | None = None

    def restore(self) -> Built:
        if self._changes is None:
            return self._record()
        with transaction.atomic():
            for change in self._changes:
                change.write()
        return copy.deepcopy(self._built)  # type: ignore[return-value]

    def _record(self) -> Built:
        before = _rows()
        built = self._build()
        self._changes = [
            _Change(
                model,
                [row for pk, row in rows.items() if pk not in before[model]],
                {pk: row for pk, row in rows.items() if before[model].get(pk, row) != row},
            )
            for model, rows in _rows().items()
            if rows != before[model]
        ]
        self._built = copy.deepcopy(built)
        return built

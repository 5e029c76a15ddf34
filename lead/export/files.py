"""The files of exports: below ``EXPORT_DIR``, which no URL leads to, under unguessable names."""

import hashlib
import os
import secrets
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from django.conf import settings

from config.spreadsheets import csv_lines, save_xlsx
from lead.export.table import as_csv, as_xlsx
from lead.models import ExportState, LeadExport

#: A file that no export knows is a dead worker's; this long it may be one that just begins, or the
#: unfinished sheets of one that is being written.
ORPHANED_AFTER_SECONDS = 3600
_BLOCK = 1 << 20


def new_name() -> str:
    return secrets.token_urlsafe(24)


def path_of(export: LeadExport) -> Path:
    return Path(settings.EXPORT_DIR) / export.file_name


def write(export: LeadExport, table: Iterable[list[str]]) -> str:
    """Write the export's file, for the product's own account alone; returns its SHA-256."""
    with _private(path_of(export)) as file:
        if export.file_format == "xlsx":
            save_xlsx({"Leads": as_xlsx(table)}, file, path_of(export).parent)
        else:
            file.writelines(csv_lines(as_csv(table)))
        file.seek(0)
        return _digest(file)


def opened(export: LeadExport) -> IO[bytes] | None:
    """The file, for reading; None when it is not there, or not there yet."""
    if export.state != ExportState.READY:
        return None
    try:
        return path_of(export).open("rb")
    except FileNotFoundError:
        return None


def delete(names: Iterable[str]) -> None:
    """Delete files by name; those that are gone already are no error."""
    for name in names:
        if name:
            (Path(settings.EXPORT_DIR) / name).unlink(missing_ok=True)


def delete_orphans() -> int:
    """Delete what killed workers and interrupted erasures left; returns how many."""
    folder = Path(settings.EXPORT_DIR)
    if not folder.exists():
        return 0
    alive = LeadExport.objects.filter(state__in=[ExportState.WRITING, ExportState.READY])
    known = set(alive.exclude(file_name="").values_list("file_name", flat=True))
    oldest = time.time() - ORPHANED_AFTER_SECONDS
    orphans = [path for path in folder.iterdir() if path.name not in known and _age(path) < oldest]
    for path in orphans:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    return len(orphans)


def _age(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:  # another worker tidies up too
        return time.time()


@contextmanager
def _private(path: Path) -> Iterator[IO[bytes]]:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
        yield cast("IO[bytes]", file)


def _digest(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while block := file.read(_BLOCK):
        digest.update(block)
    return digest.hexdigest()

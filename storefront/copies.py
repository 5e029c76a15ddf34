"""The last good copy of each API answer, in memory and on disk, bounded in both."""

import hashlib
import json
import logging
import os
from collections import OrderedDict
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

logger = logging.getLogger(__name__)

SUFFIX = ".json"


@dataclass(frozen=True)
class Copy:
    """An answer of the API that was good when it came; `etag` is empty when none was sent."""

    key: str
    etag: str
    body: dict[str, Any]


class Copies:
    """Holds at most `limit` copies; the one not used for the longest time goes first.

    A full or unwritable disk costs the copies their life after a restart, never the visitor an
    answer. Several processes may share the folder: each file is replaced in one step.
    """

    def __init__(self, folder: Path, limit: int) -> None:
        self._folder = folder
        self._limit = limit
        self._known: OrderedDict[str, Copy | None] = OrderedDict()

    def open(self) -> None:
        """Find the copies of earlier runs; they are read when first asked for."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            found = sorted(self._folder.glob(f"*{SUFFIX}"), key=lambda path: path.stat().st_mtime)
        except OSError as error:
            logger.warning("Copies are kept in memory only: %s", error.strerror)
            return
        self._known.update((path.stem, None) for path in found)
        self._shrink()

    def get(self, key: str) -> Copy | None:
        name = _name(key)
        if name not in self._known:
            return None
        copy = self._known[name] or self._read(name)
        if copy is None or copy.key != key:
            self.drop(key)
            return None
        self._known[name] = copy
        self._known.move_to_end(name)
        return copy

    def put(self, copy: Copy) -> None:
        name = _name(copy.key)
        if self._known.get(name) != copy:
            self._write(name, copy)
        self._known[name] = copy
        self._known.move_to_end(name)
        self._shrink()

    def drop(self, key: str) -> None:
        """Forget what the API has withdrawn, so that an outage does not bring it back."""
        name = _name(key)
        if name in self._known:
            del self._known[name]
            self._delete(name)

    def _shrink(self) -> None:
        while len(self._known) > self._limit:
            name, _copy = self._known.popitem(last=False)
            self._delete(name)

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}{SUFFIX}"

    def _read(self, name: str) -> Copy | None:
        try:
            return Copy(**json.loads(self._path(name).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def _write(self, name: str, copy: Copy) -> None:
        draft = self._folder / f".{name}.{os.getpid()}"
        try:
            draft.write_text(json.dumps(asdict(copy)), encoding="utf-8")
            draft.replace(self._path(name))
        except OSError as error:
            logger.warning("A copy could not be written: %s", error.strerror)

    def _delete(self, name: str) -> None:
        try:
            self._path(name).unlink(missing_ok=True)
        except OSError as error:
            logger.warning("A copy could not be deleted: %s", error.strerror)


def _name(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()

"""The last good copy of each API answer, in memory and on disk, bounded in both."""

import hashlib
import json
import logging
import os
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

logger = logging.getLogger(__name__)

SUFFIX = ".json"
#: In seconds. What the API has not confirmed for longer may be wrong or withdrawn by now.
MAX_AGE = 24 * 60 * 60
#: In seconds. An unchanged copy is not written anew on every visit just to note its time.
CONFIRMATION_STEP = 10 * 60


@dataclass(frozen=True)
class Copy:
    """An answer of the API that was good when it came; `etag` is empty when none was sent."""

    key: str
    etag: str
    body: dict[str, Any]
    #: When the API last gave or confirmed this answer, to `CONFIRMATION_STEP`; set by `put`.
    confirmed: float = field(default=0.0, compare=False)


class Copies:
    """Holds at most `limit` copies; the one not used for the longest time goes first.

    A full or unwritable disk costs the copies their life after a restart, never the visitor an
    answer. Several processes may share the folder: each file is replaced in one step.
    """

    def __init__(self, folder: Path, limit: int, clock: Callable[[], float] = time.time) -> None:
        self._folder = folder
        self._limit = limit
        self._clock = clock
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
        copy = self._known[name]
        if copy is None or not self._is_fresh(copy):
            # Another process may have confirmed it since.
            copy = self._read(name)
        if copy is None or copy.key != key:
            self.drop(key)
            return None
        self._known[name] = copy
        self._known.move_to_end(name)
        return copy

    def put(self, copy: Copy) -> None:
        """Keep what the API has just given or confirmed."""
        name = _name(copy.key)
        now = self._clock()
        known = self._known.get(name)
        if known is None or known != copy or abs(now - known.confirmed) >= CONFIRMATION_STEP:
            known = replace(copy, confirmed=now)
            self._write(name, known)
        self._known[name] = known
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
            copy = Copy(**json.loads(self._path(name).read_text(encoding="utf-8")))
            return copy if self._is_fresh(copy) else None
        except (OSError, ValueError, TypeError):
            return None

    def _is_fresh(self, copy: Copy) -> bool:
        return abs(self._clock() - copy.confirmed) <= MAX_AGE

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

"""Who was erased, so that a restored backup does not bring them back.

Of each person only the keyed hash of a number or address is kept, in the table and, because a
restore brings back an old table, in a file beside it: one JSON object per line.
"""

import fcntl
import json
import os
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import structlog
from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.dateparse import parse_datetime

from lead.models import Erasure
from lead.privacy.identifiers import Identifier

log = structlog.get_logger(__name__)

#: When each hash was erased last.
Ledger = dict[str, datetime]


class LedgerError(ValueError):
    """A line of the file is no entry; says which."""


def digests(identifier: Identifier) -> list[str]:
    """Its hash under every key of ``ENCRYPTION_KEYS``, the one that is written first."""
    return [
        salted_hmac(
            f"lead.erasure.{identifier.kind.value}", identifier.value, key, algorithm="sha256"
        ).hexdigest()
        for key in settings.ENCRYPTION_KEYS
    ]


def record(identifier: Identifier, actor: Any, leads: int, mentions: int) -> Erasure:
    """Write an erasure down in its own transaction, and in the file once that is committed."""
    entry = Erasure.by(
        actor, digest=digests(identifier)[0], lead_count=leads, mention_count=mentions
    )
    entry.save()
    transaction.on_commit(lambda: mend_file(Path(settings.ERASURE_LEDGER)), robust=True)
    return entry


def in_table() -> Ledger:
    """Every erasure of the table."""
    return {entry.digest: entry.at for entry in Erasure.objects.order_by("at")}


def known(file: Path) -> Ledger:
    """Every erasure of the table and of a file. Raises `LedgerError`."""
    entries = sorted([*_read(file), *Erasure.objects.all()], key=lambda entry: entry.at)
    return {entry.digest: entry.at for entry in entries}


def synchronise(file: Path) -> None:
    """What a file knows alone joins the table, and the other way round. Raises `LedgerError`."""
    Erasure.objects.bulk_create(_read(file), ignore_conflicts=True)
    mend_file(file)


def was_erased(identifier: Identifier, sent_at: datetime, ledger: Ledger) -> bool:
    """Whether the person was erased after something of theirs was sent.

    What they sent later is theirs anew: it came with a new consent.
    """
    return any(digest in ledger and sent_at <= ledger[digest] for digest in digests(identifier))


def mend_file(path: Path) -> None:
    """Add the entries that the table knows alone; what cannot be written now is tried later."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "r+b") as file:
            # Several processes add to the file: one at a time, or each adds the same.
            fcntl.flock(file, fcntl.LOCK_EX)
            _add_missing(file)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        # The erasure stands, and the table knows it.
        log.error("erasure_ledger_not_written", error=type(error).__name__)


def _add_missing(file: IO[bytes]) -> None:
    written = file.read()
    # A line that a full disk cut off must not swallow the next one.
    end = b"" if written.endswith(b"\n") or not written else b"\n"
    known = set(written.splitlines())
    lines = [json.dumps(_as_json(entry)).encode() for entry in Erasure.objects.order_by("at", "pk")]
    if missing := [line for line in lines if line not in known]:
        file.write(end + b"".join(line + b"\n" for line in missing))


def _as_json(entry: Erasure) -> dict[str, Any]:
    return {
        "at": entry.at.isoformat(),
        "digest": entry.digest,
        "leads": entry.lead_count,
        "mentions": entry.mention_count,
    }


def _read(path: Path) -> list[Erasure]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8") as lines:
        return [_entry(number, line) for number, line in enumerate(lines, 1) if line.strip()]


def _entry(number: int, line: str) -> Erasure:
    try:
        values = json.loads(line)
        at = parse_datetime(values["at"])
        if at is None or at.tzinfo is None:
            raise ValueError(values["at"])
        return Erasure(
            at=at,
            digest=str(values["digest"])[:64],
            lead_count=int(values["leads"]),
            mention_count=int(values["mentions"]),
        )
    except (KeyError, TypeError, ValueError):
        raise LedgerError(f"Line {number} is no entry of the ledger.") from None

"""The work on exports: which leads they hold is fixed when asked for, the file is written after.

A short export is written in the request that asks for it, a long one by a background task. Either
way it is claimed (`config.jobs`), and reports after each chunk how far it is. A report that is
refused ends the work: the export was withdrawn meanwhile, because somebody in it was erased, or
another worker took it for abandoned.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

import structlog
from django.conf import settings
from django.utils import timezone

from config.jobs import FIRST_PAUSE, MAX_TRIES
from lead.export import files
from lead.export.table import rows
from lead.models import ExportedLead, ExportState, Lead, LeadExport, LeadQuerySet

CHUNK = 500
NUMBERS_AT_ONCE = 5_000
#: What a request may write itself: about a second's work.
ROWS_IN_A_REQUEST = 1_000

log = structlog.get_logger(__name__)


class LostError(Exception):
    """The export is no longer ours to write."""


def choose(export: LeadExport, leads: LeadQuerySet) -> None:
    """Note which leads the export is to hold, in their order.

    They are noted by number, because the filters and the search words that found them may name
    people and are not kept.
    """
    numbers = leads.values_list("pk", flat=True).iterator(chunk_size=NUMBERS_AT_ONCE)
    while some := list(islice(numbers, NUMBERS_AT_ONCE)):
        ExportedLead.objects.bulk_create(ExportedLead(export=export, lead_id=pk) for pk in some)


def run_one_export() -> bool:
    """Write the export that has waited longest; False when none waits."""
    export = LeadExport.objects.claim()
    if export is None:
        return False
    _work(export)
    return True


def write_now(export: LeadExport) -> None:
    """Write this export here, unless a worker was quicker; what fails is left to the worker."""
    claimed = LeadExport.objects.filter(pk=export.pk).claim()
    if claimed is None:
        return
    try:
        _work(claimed)
    except OSError as error:
        log.error("lead_export_not_written", export=export.pk, error=type(error).__name__)


def _work(export: LeadExport) -> None:
    if export.tries > MAX_TRIES:
        export.enter(ExportState.FAILED, file_name="")
        files.delete([export.file_name])
        log.error("lead_export_failed", export=export.pk)
        return
    try:
        _begin(export)
        table = rows(_leads(export), export.columns, export.language)
        digest = files.write(export, table)
        _finish(export, digest)
    except LostError:
        log.warning("lead_export_lost", export=export.pk)
        files.delete([export.file_name])


def _begin(export: LeadExport) -> None:
    """A new file for each try; what a dead worker has left of the last one goes."""
    abandoned, export.file_name = export.file_name, files.new_name()
    _report(export, done=0)
    files.delete([abandoned])


def _leads(export: LeadExport) -> Iterator[Lead]:
    """Chunk by chunk, as they are now: who was erased or anonymised meanwhile is not among them."""
    last = done = 0
    noted = export.rows.filter(lead__anonymised_at=None).select_related("lead__owner")
    while chunk := list(noted.filter(pk__gt=last).order_by("pk")[:CHUNK]):
        last = chunk[-1].pk
        for row in chunk:
            yield row.lead
        done += len(chunk)
        _report(export, done=done)
    export.done = done


def _report(export: LeadExport, done: int) -> None:
    """Say how far it is and that somebody works on it; raises `LostError`."""
    pause = FIRST_PAUSE * 2 ** (export.tries - 1)
    kept = export.held().update(
        done=done, file_name=export.file_name, due_at=timezone.now() + pause
    )
    if not kept:
        raise LostError


def _finish(export: LeadExport, digest: str) -> None:
    ready = export.enter(ExportState.READY, sha256=digest, finished_at=timezone.now())
    if not ready:
        raise LostError
    log.info("lead_export_ready", export=export.pk, rows=export.done)


def mark_downloaded(export: LeadExport) -> None:
    """Note the first time that the file was fetched."""
    LeadExport.objects.filter(pk=export.pk, downloaded_at=None).update(downloaded_at=timezone.now())


def deleted_at(export: LeadExport) -> datetime | None:
    """When its file is deleted; None while there is none."""
    if export.state != ExportState.READY or export.finished_at is None:
        return None
    return export.finished_at + _kept()


def _kept() -> timedelta:
    return timedelta(hours=settings.LEAD_EXPORT_KEEP_HOURS)


def forget_old_files() -> int:
    """Delete the files of exports that are old enough; their record stays. Returns how many."""
    old = LeadExport.objects.filter(
        state=ExportState.READY, finished_at__lt=timezone.now() - _kept()
    )
    forgotten = 0
    for export in old.iterator():
        if export.held().update(state=ExportState.EXPIRED, file_name=""):
            files.delete([export.file_name])
            forgotten += 1
    return forgotten + files.delete_orphans()

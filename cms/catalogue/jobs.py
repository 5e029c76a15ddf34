"""The work on imports, in slices outside requests.

An import is claimed for the length of a task (`config.jobs`). What is done is written row
by row, so that the next slice goes on where the last one ended, however it ended. A row at which
workers die again and again is refused, and the rest goes on; an import that fails again and again
before any row is taken is refused whole.
"""

import logging
import time
from collections.abc import Sequence

from django.utils import translation
from django.utils.translation import gettext as _

from cms.catalogue.applying import apply_row
from cms.catalogue.archive import ArchiveError
from cms.catalogue.chunk import Chunk
from cms.catalogue.context import Context, open_context
from cms.catalogue.faults import message
from cms.catalogue.planning import Plan, plan_rows
from cms.catalogue.sheets import SheetError
from cms.catalogue.staging import stage
from cms.models import CatalogueImport, ImportRow, Outcome
from config.jobs import MAX_TRIES

ROWS_AT_ONCE = 100
#: From this try on, rows are taken singly: one of them may be what kills workers.
SUSPICIOUS_TRIES = 3
_State = CatalogueImport.State

logger = logging.getLogger(__name__)


def run_due_imports(seconds: float) -> None:
    """Work on imports that are due, starting nothing after `seconds`."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        claimed = CatalogueImport.objects.claim()
        if claimed is None:
            return
        with translation.override(claimed.language):
            _run(claimed, deadline)


def _run(claimed: CatalogueImport, deadline: float) -> None:
    if claimed.actor is None:
        claimed.enter(_State.REFUSED, problem=_("The account that started this is gone."))
        return
    if claimed.tries > MAX_TRIES + 1:
        claimed.enter(_State.REFUSED, problem=_("The import could not go on. Start a new one."))
        return
    try:
        if claimed.tries > MAX_TRIES:
            _give_up(claimed)
        else:
            _work(claimed, deadline)
    except (SheetError, ArchiveError) as error:
        claimed.enter(_State.REFUSED, problem=str(error))


def _work(claimed: CatalogueImport, deadline: float) -> None:
    if claimed.state == _State.READING:
        stage(claimed)
        claimed.enter(_State.CHECKING)
        return
    with open_context(claimed) as context:
        while time.monotonic() < deadline:
            rows = _waiting(claimed)
            if not rows:
                _finish(claimed)
                return
            _take(context, rows, deadline)
    claimed.release()


def _waiting(claimed: CatalogueImport) -> list[ImportRow]:
    size = 1 if claimed.tries >= SUSPICIOUS_TRIES else ROWS_AT_ONCE
    return list(claimed.rows.waiting(claimed.state)[:size])


def _take(context: Context, rows: Sequence[ImportRow], deadline: float) -> None:
    if context.catalogue_import.state == _State.CHECKING:
        _check(context, rows, deadline)
        return
    for row in rows:
        if time.monotonic() >= deadline:
            return
        apply_row(context, row)


def _check(context: Context, rows: Sequence[ImportRow], deadline: float) -> None:
    planned = []
    for row, plan in plan_rows(Chunk(context, rows)):
        planned.append(_noted(row, plan))
        # The ZIP's pictures may take long.
        if time.monotonic() >= deadline:
            break
    ImportRow.objects.bulk_update(
        planned, ["outcome", "messages", "changes", "fingerprint", "page"]
    )


def _noted(row: ImportRow, plan: Plan) -> ImportRow:
    row.outcome = plan.outcome
    row.messages = plan.messages
    row.changes = plan.changes
    row.fingerprint = plan.fingerprint
    row.page = plan.page
    return row


def _finish(claimed: CatalogueImport) -> None:
    is_checking = claimed.state == _State.CHECKING
    claimed.enter(_State.CHECKED if is_checking else _State.APPLIED)


def _give_up(claimed: CatalogueImport) -> None:
    """Refuse the row that comes next: every try ended there, unless the context cannot be opened,
    in which case this ends like the tries before it.
    """
    if claimed.state == _State.READING:
        claimed.enter(
            _State.REFUSED,
            problem=_("The file could not be read. Save it again as XLSX or “CSV UTF-8”."),
        )
        return
    with open_context(claimed):
        for row in _waiting(claimed)[:1]:
            logger.error("Row %s of import %s ends its worker; refused", row.number, claimed.pk)
            _refuse(row)
    claimed.release()


def _refuse(row: ImportRow) -> None:
    row.outcome = Outcome.REFUSE
    row.messages = [message("", _("This row could not be processed. Ask for technical help."))]
    row.save(update_fields=["outcome", "messages"])

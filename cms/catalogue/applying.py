"""One row at a time, each in its own transaction: a bad one refuses only itself."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.catalogue.chunk import Chunk
from cms.catalogue.columns import LIVE
from cms.catalogue.contents import current_contents, fingerprint, load_names, status, texts
from cms.catalogue.context import Context
from cms.catalogue.faults import PLAIN_FIELDS, Message, message
from cms.catalogue.names import Names
from cms.catalogue.pictures import PictureMaker
from cms.catalogue.planning import Plan, RowError, plan_row, waiting_names
from cms.catalogue.writing import missing_links, without_pending, write
from cms.models import ImportRow, Outcome, ProductPage, Stage


def apply_row(context: Context, row: ImportRow) -> None:
    """Plan the row again and write it. The row's result is stored in the same transaction."""
    pictures = PictureMaker(context)
    try:
        with transaction.atomic():
            _lock(context, row)
            _apply(Chunk(context, [row]), row, pictures)
        return
    except RowError as refusal:
        messages = refusal.messages
    except ValidationError as error:
        messages = _messages(error)
    except IntegrityError:
        messages = [message("", _("Somebody changed the same product just now. Import it again."))]
    pictures.take_back()
    _refuse(row, messages)


def _refuse(row: ImportRow, messages: list[Message]) -> None:
    """A row that only its links fail was written all the same, and says what is missing."""
    is_written = row.stage == Stage.TO_LINK
    ImportRow.objects.filter(pk=row.pk).update(
        outcome=row.outcome if is_written else Outcome.REFUSE,
        messages=[*row.messages, *messages] if is_written else messages,
        stage=Stage.DONE,
    )


def _lock(context: Context, row: ImportRow) -> None:
    """Two imports never write to the same part of the tree at once."""
    branch = context.branches.get(row.locale)
    overview = branch.overview.pk if branch else None
    list(Page.objects.select_for_update().filter(pk=overview).values_list("pk"))


def _apply(chunk: Chunk, row: ImportRow, pictures: PictureMaker) -> None:
    plan = plan_row(chunk, row)
    _refuse_outdated(row, plan)
    waiting = waiting_names(plan.content)
    if plan.page is None or _is_work_left(chunk, plan, plan.page):
        row.page = write(plan, row, chunk, pictures)
    _store(row, plan, waiting)


def _refuse_outdated(row: ImportRow, plan: Plan) -> None:
    """What somebody did since the dry run is not overwritten unseen."""
    if plan.outcome == Outcome.UNCHANGED or plan.fingerprint == row.fingerprint:
        return
    raise RowError(
        message("", _("The product was changed since the check. Import the file again."))
    )


def _is_work_left(chunk: Chunk, plan: Plan, page: ProductPage) -> bool:
    """Links to what is not there (yet) alone make no new draft."""
    if plan.publishes and status(page) != LIVE:
        return True
    stored = chunk.content(page)
    after = {**stored, **without_pending(plan.content)}
    return texts(stored, chunk.names) != texts(after, chunk.names)


def _store(row: ImportRow, plan: Plan, waiting: list[str]) -> None:
    is_first = row.stage == Stage.TO_WRITE
    if is_first:
        row.outcome, row.changes, row.messages = plan.outcome, plan.changes, plan.messages
    elif waiting:
        row.messages = [*row.messages, message("related_products", missing_links(waiting))]
    row.stage = Stage.TO_LINK if waiting and is_first else Stage.DONE
    if row.stage == Stage.TO_LINK and row.page:
        row.fingerprint = _fingerprint(ProductPage.objects.get(pk=row.page.pk))
    row.save(update_fields=["outcome", "changes", "messages", "stage", "fingerprint", "page"])


def _fingerprint(page: ProductPage) -> str:
    names = Names()
    contents = current_contents([page])
    load_names(contents.values(), names)
    return fingerprint(texts(contents[page.pk], names), status(page))


def _messages(error: ValidationError) -> list[Message]:
    if not hasattr(error, "error_dict"):
        return [message("", *error.messages)]
    return [
        message(PLAIN_FIELDS.get(name, name), *sentences)
        for name, sentences in error.message_dict.items()
    ]

"""Publishes and unpublishes what its editors scheduled.

As Wagtail's command ``publish_scheduled``, save that one page that cannot be published keeps no
other waiting, that a newer version's approval goes on, and that publishing comes first: a page
whose new version is due with a new end does not leave the site in between, and one that is due and
over already leaves it at once.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.models import Page, Revision, WorkflowState

logger = logging.getLogger(__name__)


def publish_due() -> None:
    now = timezone.now()
    due = Revision.objects.filter(approved_go_live_at__lte=now)
    over = Page.objects.live().filter(expire_at__lte=now)
    _change_each(due.order_by("approved_go_live_at"), _publish)
    _change_each(over.order_by("expire_at"), _unpublish)


def _change_each(due: QuerySet[Any], change: Callable[[Any], None]) -> None:
    """Each in a transaction of its own and as it is by then; one that is no longer due stays."""
    for pk in list(due.values_list("pk", flat=True)):
        try:
            with transaction.atomic():
                for subject in _locked(due.filter(pk=pk)):
                    change(subject)
        except (ValidationError, IntegrityError, ObjectDoesNotExist) as error:
            # Such as an address that another page took in the meantime; tried again each time.
            logger.error(
                "schedule.refused",
                extra={
                    "subject": f"{due.model._meta.label} {pk}",
                    "error": type(error).__name__,
                },
            )


def _locked(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Who holds a row now, another run or an editor, decides about it; the next run looks again.

    Waiting could end in a deadlock: editing takes the page first, approval its revisions.
    """
    return rows.select_for_update(skip_locked=True)


def _publish(revision: Revision) -> None:
    model = revision.base_content_type.model_class()
    if not model or not _locked(model._base_manager.filter(pk=revision.object_id)):
        return
    with _newer_submissions_kept(revision):
        revision.publish(log_action="wagtail.publish.scheduled")


def _unpublish(page: Page) -> None:
    page.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")


@contextmanager
def _newer_submissions_kept(revision: Revision) -> Iterator[None]:
    """Publishing cancels the approval of whatever waits; a newer version still needs its own.

    So it does not wait while this is published; nobody sees that before the transaction ends.
    """
    waiting = WorkflowState.objects.active().filter(
        base_content_type=revision.base_content_type,
        object_id=revision.object_id,
        current_task_state__revision__created_at__gt=revision.created_at,
    )
    statuses = dict(waiting.values_list("pk", "status"))
    WorkflowState.objects.filter(pk__in=statuses).update(status=WorkflowState.STATUS_CANCELLED)
    yield
    for pk, status in statuses.items():
        WorkflowState.objects.filter(pk=pk).update(status=status)

"""Setting one product's brand, categories or functions as an editor would in its form.

The change goes into the latest draft, as a new revision with a log entry of its own. It is
published only where that publishes nothing else: on a page that is live without unpublished
changes, and for a user who may publish it. Every other page keeps the change as a draft.
"""

from collections.abc import Callable
from enum import Enum
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.models import ProductPage

LOG_ACTION = "cms.set_terms"
#: Changes the draft and says whether anything is different now.
Change = Callable[[ProductPage], bool]


class Outcome(Enum):
    PUBLISHED = "published"
    DRAFT = "draft"
    UNCHANGED = "unchanged"


class RefusedError(Exception):
    """The page stays as it is; the message says why, for the editor."""


def refusal(page: Page, user: Any) -> str:
    """Why `user` may not change this page here; empty when nothing stands in the way."""
    if not issubclass(page.specific_class or Page, ProductPage):
        return _("This page is no product.")
    permissions = page.permissions_for_user(user)
    if not permissions.can_edit():
        return _("You may not edit this page.")
    if permissions.page_locked():
        return _("This page is locked.")
    if page.alias_of_id:
        return _("This page is an alias and follows its original.")
    return ""


def change_product(page_id: int, user: Any, change: Change) -> Outcome:
    """Raises `RefusedError`, having stored nothing, when the result would be invalid."""
    with transaction.atomic():
        # One after the other: a second change of the same page must see the first one's draft.
        live = ProductPage.objects.select_for_update(of=("self",)).get(pk=page_id)
        if reason := refusal(live, user):
            raise RefusedError(reason)
        draft = live.get_latest_revision_as_object()
        if not change(draft):
            return Outcome.UNCHANGED
        is_published = live.live and not live.has_unpublished_changes
        is_published = is_published and live.permissions_for_user(user).can_publish()
        if is_published:
            _check(draft)
        # An incomplete draft may stay incomplete, as in the editor.
        revision = draft.save_revision(user=user, log_action=LOG_ACTION, clean=False)
        if is_published:
            revision.publish(user=user)
    return Outcome.PUBLISHED if is_published else Outcome.DRAFT


def _check(draft: ProductPage) -> None:
    try:
        draft.full_clean()
    except ValidationError as error:
        raise RefusedError(" ".join(error.messages)) from error

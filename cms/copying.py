"""Copies of a product in its own language get a code of their own.

Translations keep the code and do not come through here.
"""

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.models import ProductPage


def give_copy_its_own_code(request: HttpRequest, page: Page) -> None:
    """Before the copy: the view copies this very instance, whose saved row stays as it is."""
    product = page.specific
    if request.method == "POST" and isinstance(product, ProductPage):
        product.code = product.code_for_copy()


def keep_code_in_draft(request: HttpRequest, page: Page, new_page: Page) -> None:
    """After the copy: its drafts were copied too and still carry the old code."""
    product = page.specific
    if not isinstance(product, ProductPage):
        return
    draft = new_page.get_latest_revision_as_object()
    draft.code = product.code
    revision = draft.save_revision(user=request.user, changed=False)
    if new_page.live:
        revision.publish(user=request.user, changed=False, log_action=False)
    messages.info(
        request,
        _("The copy has the code %(code)s for now. Give it its own.") % {"code": draft.code},
    )

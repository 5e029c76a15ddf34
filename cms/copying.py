"""What may be copied in its own language, and a code of its own for each copied product.

Translations keep the code and do not come through here.
"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision

from cms.models import (
    AboutPage,
    ContactPage,
    EducationIndexPage,
    HomePage,
    LegalPage,
    PartnershipPage,
    ProductIndexPage,
    ProductPage,
)

ONCE_PER_LANGUAGE = (
    HomePage,
    ProductIndexPage,
    EducationIndexPage,
    PartnershipPage,
    AboutPage,
    ContactPage,
    LegalPage,
)


def refuse_copy_of_single_page(request: HttpRequest, page: Page) -> HttpResponse | None:
    """A second one, or the products copied along with it, would break rules of the original."""
    if not isinstance(page.specific, ONCE_PER_LANGUAGE):
        return None
    messages.error(
        request,
        _("This page exists once per language and cannot be copied. Translate or edit it instead."),
    )
    return redirect("wagtailadmin_explore", page.get_parent().pk)


def give_copy_its_own_code(request: HttpRequest, page: Page) -> None:
    """Before the copy: the view copies this very instance, whose saved row stays as it is."""
    product = page.specific
    if request.method == "POST" and isinstance(product, ProductPage):
        product.code = product.code_for_copy()


def keep_code_in_draft(request: HttpRequest, page: Page, new_page: Page) -> None:
    """After the copy: its draft was copied too and still carries the old code.

    Only the stored draft is corrected. Publishing it would put texts live that the original
    still holds back.
    """
    product = page.specific
    if not isinstance(product, ProductPage):
        return
    draft = new_page.get_latest_revision()
    content = {**draft.content, "code": product.code}
    Revision.objects.filter(pk=draft.pk).update(content=content)
    messages.info(
        request,
        _("The copy has the code %(code)s for now. Give it its own.") % {"code": product.code},
    )

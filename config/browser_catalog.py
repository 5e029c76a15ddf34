"""The texts of the admin's JavaScript: Wagtail's catalogue, completed by ours."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language, gettext, ngettext
from django.views.i18n import JavaScriptCatalog
from wagtail.admin.localization import get_localized_response

from config.wagtail_texts import BROWSER_TEXTS, COUNTED_BROWSER_TEXTS


class BrowserCatalog(JavaScriptCatalog):
    packages = ["wagtail.admin"]

    def get_catalog(self) -> dict[str, Any]:
        forms = (1,) if get_language() == "id" else (1, 2)
        ours: dict[str, Any] = {text: gettext(text) for text in BROWSER_TEXTS}
        for one, many in COUNTED_BROWSER_TEXTS:
            ours[one] = [ngettext(one, many, count) for count in forms]
        return ours | super().get_catalog()


def browser_catalog(request: HttpRequest) -> HttpResponse:
    """In the language that the reader chose in the account, as Wagtail's own view."""
    response: HttpResponse = get_localized_response(BrowserCatalog.as_view(), request)
    return response

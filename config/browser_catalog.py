"""The texts of the admin's JavaScript: Wagtail's catalogue, completed by ours."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_noop as _
from django.views.i18n import JavaScriptCatalog
from wagtail.admin.localization import get_localized_response

from config.wagtail_texts import ngettext_noop

#: Texts that Wagtail's own Indonesian lacks; see `wagtail_texts`.
TEXTS = (
    _("(%(number)s new items in this menu)"),
    _("(1 new item in this menu)"),
    _("(New)"),
    _("A network error occurred."),
    _("A server error occurred."),
    _("Actions"),
    _("Add a comment"),
    _("Are you sure?"),
    _("Autosave in progress…"),
    _("Blocks"),
    _("Broken link"),
    _("Cancel"),
    _("Changes have been autosaved."),
    _("Character count:"),
    _("Collapse all"),
    _("Complex"),
    _("Decorative image"),
    _("Delete error"),
    _("Deleting"),
    _("Duplicate"),
    _("Enter your comments..."),
    _("Enter your reply..."),
    _("Error while sending preview data."),
    _("Expand all"),
    _("Fair"),
    _("Focus comment"),
    _("Good"),
    _("Insert a block"),
    _("Main menu"),
    _("Missing document"),
    _("More actions"),
    _("No"),
    _("Pin toolbar"),
    _("Reply"),
    _("Report this error to your website administrator with the following information:"),
    _("Resolve"),
    _("Retry"),
    _("Save error"),
    _("Search options…"),
    _("Split block"),
    _("Toggle section"),
    _("Toggle side panel"),
    _("Toggle sidebar"),
    _("Unfocus comment"),
    _("Unpin toolbar"),
    _("View child pages of '%(title)s'"),
    _("Write something or type ‘/’ to insert a block"),
    _("Yes"),
)
COUNTED_TEXTS = (
    ngettext_noop("%(num)s error", "%(num)s errors"),
    ngettext_noop("%(num)s min", "%(num)s mins"),
    ngettext_noop("%(num)s pixel", "%(num)s pixels"),
)


class BrowserCatalog(JavaScriptCatalog):
    packages = ["wagtail.admin"]

    def get_catalog(self) -> dict[str, Any]:
        forms = (1,) if get_language() == "id" else (1, 2)
        ours: dict[str, Any] = {text: gettext(text) for text in TEXTS}
        for one, many in COUNTED_TEXTS:
            ours[one] = [ngettext(one, many, count) for count in forms]
        return ours | super().get_catalog()


def browser_catalog(request: HttpRequest) -> HttpResponse:
    """In the language that the reader chose in the account, as Wagtail's own view."""
    response: HttpResponse = get_localized_response(BrowserCatalog.as_view(), request)
    return response

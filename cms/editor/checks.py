"""Wagtail's content checks, across the border between the CMS and the storefront.

The editor's *Checks* panel runs axe here and asks the preview's frame for its part. axe answers a
message of another origin only where its configuration names it; so both sides name each other.
The frame's part is Wagtail's user bar: `preview_checks_html` is what the storefront puts into a
preview, where it stays hidden.
"""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.forms import Media
from django.http import HttpRequest
from django.template.loader import render_to_string
from wagtail.admin.userbar import ContentCheckerItem

from cms.models.hosts import all_sites, own_addresses


class CrossOriginChecker(ContentCheckerItem):
    """The checker in one of two windows that talk to each other."""

    def __init__(self, partners: set[str], *, in_editor: bool) -> None:
        super().__init__(in_editor=in_editor)
        self.partners = partners

    def get_axe_spec(self, request: HttpRequest | None) -> dict[str, Any]:
        spec: dict[str, Any] = super().get_axe_spec(request)
        return {**spec, "allowedOrigins": sorted(self.partners)}


def check_across_origins(request: HttpRequest | None, items: list[Any], page: Any) -> None:
    """Hook: the editor's checker may talk to the previews of every site's storefront."""
    for place, item in enumerate(items):
        if isinstance(item, ContentCheckerItem):
            items[place] = CrossOriginChecker(_storefronts(), in_editor=item.in_editor)


def _storefronts() -> set[str]:
    return {own_addresses(site).frontend for site in all_sites()}


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def preview_checks_html(request: HttpRequest) -> str:
    """The user bar of a preview, with absolute addresses; it knows neither page nor user."""
    request.in_preview_panel = True  # type: ignore[attr-defined]  # Wagtail's way to hide the bar
    cms = _origin(settings.WAGTAILADMIN_BASE_URL)
    checker = CrossOriginChecker({cms}, in_editor=False)
    context = {
        "request": request,
        "origin": cms,
        "items": [checker.render_html({"request": request})],
        "media": Media(),
        "position": "bottom-right",
    }
    return render_to_string("cms/editor/preview_checks.html", context)

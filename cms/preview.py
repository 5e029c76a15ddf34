"""Headless pages: the editor's unsaved page is shown inside the storefront, a visit leads there."""

import secrets
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.models import Site
from wagtail_headless_preview.models import HeadlessMixin, PagePreview

from cms.hosts import addresses_of

PREVIEW_PATH = "/preview/"


class HeadlessPageMixin(HeadlessMixin):
    """`wagtail_headless_preview.HeadlessMixin` for several sites, languages and preview modes.

    The preview address carries the page's path, language and mode beside the token, because the
    frontend needs them to draw the page around the content.
    """

    def get_client_root_url(self, request: HttpRequest) -> str:
        """The frontend of the page's own site, whatever host the editor works on."""
        site = self.get_site() or Site.find_for_request(request)
        return f"{addresses_of(site and site.pk, request).frontend}{PREVIEW_PATH}"

    def create_page_preview(self) -> PagePreview:
        """Under a token of its own: the package's repeats within a second, so that two editors of
        one page would see each other's draft."""
        identifier = f"{self.get_content_type_str()};{self.pk};{secrets.token_urlsafe(12)}"
        preview, _created = self.update_page_preview(self.get_preview_signer().sign(identifier))
        return preview

    def serve_preview(self, request: HttpRequest, preview_mode: str) -> Any:
        self._preview_mode = preview_mode
        return super().serve_preview(request, preview_mode)

    def get_preview_url(self, request: HttpRequest, token: str) -> str:
        parts = self.get_url_parts(request)
        query = {
            "content_type": self.get_content_type_str(),
            "token": token,
            "locale": self.locale.language_code,
            "mode": self._preview_mode,
            "path": parts[2] if parts and parts[2] else "",
        }
        return f"{self.get_client_root_url(request)}?{urlencode(query)}"

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Redirect a visit on the CMS to the same path of the site's frontend."""
        parts = self.get_url_parts(request)
        if parts is None or parts[2] is None:
            raise Http404
        site_id, _root_url, path = parts
        return redirect(f"{addresses_of(site_id, request).frontend}{path}")

"""Headless preview: the editor's unsaved page, shown inside the storefront."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from wagtail_headless_preview.models import HeadlessMixin, get_client_root_url_from_site


class HeadlessPageMixin(HeadlessMixin):
    """`wagtail_headless_preview.HeadlessMixin` for several sites, languages and preview modes.

    The preview address carries the page's path, language and mode beside the token, because the
    frontend needs them to draw the page around the content.
    """

    def get_client_root_url(self, request: HttpRequest) -> str:
        """The frontend of the page's own site, whatever host the editor works on."""
        return get_client_root_url_from_site(self.get_site())

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

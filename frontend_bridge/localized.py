"""Endpoints whose items hold their texts in every language."""

from django.conf import settings
from django.utils import translation
from rest_framework.request import Request
from rest_framework.response import Response

from frontend_bridge.viewsets import PublicEndpoint


class LocalizedEndpoint(PublicEndpoint):
    """Answers in the language of `locale`, else in Indonesian."""

    def listing_view(self, request: Request) -> Response:
        with translation.override(self._language):
            return super().listing_view(request)

    def detail_view(self, request: Request, pk: int) -> Response:
        with translation.override(self._language):
            return super().detail_view(request, pk)

    @property
    def _language(self) -> str:
        language: str = self.query.get("locale", settings.LANGUAGE_CODE)
        return language

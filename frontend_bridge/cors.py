"""Browsers may read the API on the website of any of our sites (CORS)."""

import re
from typing import Any

from django.conf import settings
from django.db import Error, connection
from django.http import HttpRequest

from cms.hosts import frontends


class KnownFrontends:
    """Origins of all sites' websites; as last seen while the database is away.

    A refusal that names another way to reach the company (503) must be readable then.
    """

    def __init__(self) -> None:
        self._last: set[str] = set()

    def of(self, request: HttpRequest) -> set[str]:
        # The view has failed at it already: a second wait for a connection would exceed the
        # time within which a lead is answered.
        if connection.errors_occurred:
            return self._last
        try:
            self._last = frontends(request)
        except Error:
            return self._last
        return self._last


KNOWN = KnownFrontends()


def is_from_a_frontend(request: HttpRequest, **_signal: Any) -> bool:
    """Receiver of ``check_request_enabled``, which is sent for every address."""
    origin = request.headers.get("Origin")
    if origin is None or not re.match(settings.API_URLS, request.path_info):
        return False
    return origin in KNOWN.of(request)

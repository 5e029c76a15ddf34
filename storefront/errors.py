"""Friendly pages for what goes wrong: each says what to do next and has a way home."""

import logging

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from storefront.headers import PREVIEW_PATH
from storefront.preview import PRIVATE
from storefront.rendering import render
from storefront.site import Site, fallback_site, read_site
from storefront.state import State
from storefront.texts import language_of

logger = logging.getLogger(__name__)

RETRY_SECONDS = 30
NOT_KEPT = {"Cache-Control": "no-store"}


async def not_found(request: Request, _error: Exception) -> Response:
    return await _page(request, "errors/not_found.html", 404)


async def unavailable(request: Request, _error: Exception) -> Response:
    headers = {"Retry-After": str(RETRY_SECONDS)}
    return await _page(request, "errors/unavailable.html", 503, headers)


async def http_error(request: Request, error: Exception) -> Response:
    """Starlette's own refusals: an unknown static file, a method that a path does not have."""
    if not isinstance(error, HTTPException):
        raise error
    if error.status_code == 404:
        return await not_found(request, error)
    headers = dict(error.headers or {})
    return await _page(request, "errors/refused.html", error.status_code, headers)


async def broken(request: Request, error: Exception) -> Response:
    """A fault of ours: asks the API nothing more, so that this page cannot fail the same way."""
    logger.error("%s: %s", request.url.path, type(error).__name__)
    state: State = request.app.state.storefront
    request.state.site = fallback_site(state.settings, language_of(request.url.path))
    return await _page(request, "errors/broken.html", 500)


async def _page(
    request: Request, template: str, status: int, headers: dict[str, str] | None = None
) -> Response:
    site = await _site(request)
    language = site["locale"]
    html = render(template, language, site, {"path": request.url.path})
    kept = PRIVATE if request.url.path == PREVIEW_PATH else NOT_KEPT
    return HTMLResponse(html, status, headers={**kept, **(headers or {})})


async def _site(request: Request) -> Site:
    """The settings that the failed page had read already, else read now."""
    known: Site | None = getattr(request.state, "site", None)
    if known is not None:
        return known
    state: State = request.app.state.storefront
    return await read_site(state.api.visit(), state.settings, language_of(request.url.path))

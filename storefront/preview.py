"""An editor's unsaved page inside Wagtail's preview panel. Nothing of it is kept anywhere."""

import asyncio

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from storefront.api import Body, MissingError, RefusedError, Visit
from storefront.content import LISTINGS, alternates, page_type, template_for
from storefront.rendering import render
from storefront.site import read_site
from storefront.state import State
from storefront.texts import DEFAULT_LANGUAGE, LANGUAGES

PRIVATE = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex"}


async def show_preview(request: Request) -> Response:
    """Needs `content_type` and `token` in the query; anything bad about them is a 404."""
    state: State = request.app.state.storefront
    language = request.query_params.get("locale", "")
    language = language if language in LANGUAGES else DEFAULT_LANGUAGE
    visit = state.api.visit()
    site, page = await asyncio.gather(
        read_site(visit, state.settings, language), _draft(visit, request), return_exceptions=True
    )
    if isinstance(site, BaseException):
        raise site
    request.state.site = site
    if isinstance(page, BaseException):
        raise page
    path = str(page["meta"].get("path") or request.query_params.get("path") or "/")
    load = LISTINGS.get(page_type(page))
    listing = await load(visit, request.query_params, path, language) if load else {}
    context = {"page": page, "path": path, "alternates": alternates(page), "is_preview": True}
    html = render(template_for(page), language, site, {**context, **listing})
    return HTMLResponse(html, headers=PRIVATE)


async def _draft(visit: Visit, request: Request) -> Body:
    names = ("content_type", "token")
    params = {name: request.query_params.get(name, "") for name in names}
    if not all(params.values()):
        raise MissingError
    try:
        page = await visit.get_uncopied("page_preview/", {**params})
    except RefusedError:
        raise MissingError from None
    if not isinstance(page.get("meta"), dict):
        raise MissingError
    return page

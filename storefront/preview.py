"""An editor's unsaved page inside Wagtail's preview panel. Nothing of it is kept anywhere."""

import asyncio

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from storefront.api import Body, MissingError, RefusedError, UnavailableError, Visit
from storefront.content import page_context, page_type, template_for
from storefront.rendering import render
from storefront.site import read_with_site
from storefront.texts import DEFAULT_LANGUAGE, LANGUAGES

PRIVATE = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex"}
#: What else than the page itself an editor may look at, by page type and preview mode.
MODES = {("cms.ProductPage", "card"): "pages/product_card.html"}


async def show_preview(request: Request) -> Response:
    """Needs `content_type` and `token` in the query; anything bad about them is a 404.

    `mode` chooses among `MODES`; any other draws the whole page.
    """
    query = request.query_params
    asked = query.get("locale", "")
    language = asked if asked in LANGUAGES else DEFAULT_LANGUAGE
    visit = request.app.state.storefront.api.visit()
    (site, page), checks = await asyncio.gather(
        read_with_site(request, visit, language, _draft(visit, query)), _checks(visit, query)
    )
    path = str(page["meta"].get("path") or query.get("path") or "/")
    context = await page_context(visit, page, query, path, language)
    template = MODES.get((page_type(page), query.get("mode", "")), template_for(page))
    html = render(template, language, site, {**context, "is_preview": True, "checks": checks})
    return HTMLResponse(html, headers=PRIVATE)


async def _draft(visit: Visit, query: QueryParams) -> Body:
    names = ("content_type", "token")
    params = {name: query.get(name, "") for name in names}
    if not all(params.values()):
        raise MissingError
    try:
        page = await visit.get_uncopied("page_preview/", {**params})
    except RefusedError:
        raise MissingError from None
    if not isinstance(page.get("meta"), dict):
        raise MissingError
    return page


async def _checks(visit: Visit, query: QueryParams) -> str:
    """The CMS's content checks; a preview without them is better than none."""
    try:
        answer = await visit.get_uncopied("preview_checks/", {"token": query.get("token", "")})
    except (MissingError, RefusedError, UnavailableError):
        return ""
    return str(answer.get("html") or "")

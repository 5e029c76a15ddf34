"""An editor's unsaved page inside Wagtail's preview panel. Nothing of it is kept anywhere."""

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from storefront.api import Body, MissingError, RefusedError, Visit
from storefront.content import page_context, template_for
from storefront.rendering import render
from storefront.site import read_with_site
from storefront.texts import DEFAULT_LANGUAGE, LANGUAGES

PRIVATE = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex"}


async def show_preview(request: Request) -> Response:
    """Needs `content_type` and `token` in the query; anything bad about them is a 404."""
    query = request.query_params
    asked = query.get("locale", "")
    language = asked if asked in LANGUAGES else DEFAULT_LANGUAGE
    visit = request.app.state.storefront.api.visit()
    site, page = await read_with_site(request, visit, language, _draft(visit, request))
    path = str(page["meta"].get("path") or query.get("path") or "/")
    context = await page_context(visit, page, query, path, language)
    html = render(template_for(page), language, site, {**context, "is_preview": True})
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

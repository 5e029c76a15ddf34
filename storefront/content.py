"""Every content path: asks the API what lives there and draws it, or follows a redirect."""

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from storefront import formats
from storefront.api import Body, MissingError, RefusedError, Visit
from storefront.listings import address, list_education, list_products
from storefront.rendering import page_response, render
from storefront.site import read_with_site
from storefront.texts import language_of

TEMPLATES = {
    "cms.HomePage": "pages/home.html",
    "cms.ProductIndexPage": "pages/products.html",
    "cms.ProductPage": "pages/product.html",
    "cms.EducationIndexPage": "pages/education.html",
    "cms.EventPage": "pages/event.html",
    "cms.ArticlePage": "pages/article.html",
    "cms.PartnershipPage": "pages/partnership.html",
    "cms.ContactPage": "pages/contact.html",
}
TEXT_TEMPLATE = "pages/text.html"
Loader = Callable[[Visit, QueryParams, str, str], Awaitable[Body]]
LISTINGS: dict[str, Loader] = {
    "cms.ProductIndexPage": list_products,
    "cms.EducationIndexPage": list_education,
}
REDIRECTS = {301, 302, 307, 308}
LONGEST_PATH = 1000


async def show(request: Request) -> Response:
    """The page at this path. Raises the API's errors, which `errors` turns into pages."""
    path = request.url.path
    visit = request.app.state.storefront.api.visit()
    language = language_of(path)
    site, answer = await read_with_site(request, visit, language, _resolve(visit, path))
    if answer.get("type") == "redirect":
        return _redirect(answer)
    if not path.endswith("/"):
        return RedirectResponse(_with_query(f"{quote(path)}/", request), status_code=301)
    page = answer["page"]
    context = await page_context(visit, page, request.query_params, path, language)
    if "paging" in context and context["paging"].is_beyond_end:
        last_page = address(quote(path), context["pairs"], context["paging"].last)
        return RedirectResponse(last_page, status_code=302)
    html = render(template_for(page), language, site, context)
    return page_response(request, html, visit.used_copy)


async def _resolve(visit: Visit, path: str) -> Body:
    if path.startswith("//") or len(path) > LONGEST_PATH or not path.isprintable():
        raise MissingError
    try:
        answer = await visit.get("resolve/", {"path": path if path.endswith("/") else f"{path}/"})
    except RefusedError:
        raise MissingError from None
    if answer.get("type") != "redirect" and not isinstance(answer.get("page"), dict):
        raise MissingError
    return answer


def _redirect(answer: Body) -> Response:
    location = formats.link(answer.get("location"))
    if not location:
        raise MissingError
    status = answer.get("status")
    return RedirectResponse(location, status_code=status if status in REDIRECTS else 302)


def _with_query(path: str, request: Request) -> str:
    return f"{path}?{request.url.query}" if request.url.query else path


async def page_context(
    visit: Visit, page: Body, query: QueryParams, path: str, language: str
) -> dict[str, Any]:
    """What a page's template draws; the two overview pages list what their query asks for."""
    load = LISTINGS.get(page_type(page))
    listing = await load(visit, query, path, language) if load else {}
    return {"page": page, "path": path, "alternates": alternates(page), **listing}


def page_type(page: Body) -> str:
    return str(page.get("meta", {}).get("type", ""))


def template_for(page: Body) -> str:
    return TEMPLATES.get(page_type(page), TEXT_TEMPLATE)


def alternates(page: Body) -> dict[str, str]:
    """Path of this page in each language that has it, without ``x-default``."""
    return {
        alternate["locale"]: alternate["path"]
        for alternate in page["meta"].get("alternates") or []
        if alternate["hreflang"] != "x-default"
    }

"""Every content path: asks the API what lives there and draws it, or follows a redirect."""

import asyncio
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
from storefront.site import read_site
from storefront.state import State
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
    state: State = request.app.state.storefront
    path = request.url.path
    language = language_of(path)
    visit = state.api.visit()
    site, answer = await asyncio.gather(
        read_site(visit, state.settings, language), _resolve(visit, path), return_exceptions=True
    )
    if isinstance(site, BaseException):
        raise site
    request.state.site = site
    if isinstance(answer, BaseException):
        raise answer
    if answer.get("type") == "redirect":
        return _redirect(answer)
    page = answer["page"]
    if not path.endswith("/"):
        return RedirectResponse(_with_query(f"{quote(path)}/", request), status_code=301)
    listing = await _listing(visit, page, request.query_params, path, language)
    if "paging" in listing and listing["paging"].is_beyond_end:
        last = listing["paging"].last
        return RedirectResponse(address(quote(path), listing["pairs"], last), status_code=302)
    context = {"page": page, "path": path, "alternates": alternates(page), **listing}
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


async def _listing(
    visit: Visit, page: Body, query: QueryParams, path: str, language: str
) -> dict[str, Any]:
    load = LISTINGS.get(page_type(page))
    return await load(visit, query, path, language) if load else {}


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

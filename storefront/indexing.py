"""What search engines ask for."""

import asyncio

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from storefront.api import Body, Params, Visit
from storefront.rendering import render
from storefront.state import State
from storefront.texts import LANGUAGES

PER_ANSWER = 100
#: A sitemap may not list more (sitemaps.org).
MOST_ADDRESSES = 50_000


async def robots(request: Request) -> Response:
    state: State = request.app.state.storefront
    lines = [
        "User-agent: *",
        "Disallow: /preview/",
        f"Sitemap: {state.settings.storefront_url}/sitemap.xml",
    ]
    return PlainTextResponse("\n".join(lines) + "\n")


async def sitemap(request: Request) -> Response:
    """Every public page in every language, from the API's stock listing."""
    state: State = request.app.state.storefront
    visit = state.api.visit()
    branches = await asyncio.gather(*(_pages(visit, language) for language in LANGUAGES))
    pages = [page for branch in branches for page in branch if page["meta"].get("html_url")]
    xml = render("sitemap.xml", LANGUAGES[0], {}, {"pages": pages[:MOST_ADDRESSES]})
    return Response(xml, media_type="application/xml")


async def _pages(visit: Visit, language: str) -> list[Body]:
    first = await _listing(visit, language, 0)
    total = min(first["meta"]["total_count"], MOST_ADDRESSES)
    rest = await asyncio.gather(
        *(_listing(visit, language, offset) for offset in range(PER_ANSWER, total, PER_ANSWER))
    )
    return [page for answer in (first, *rest) for page in answer["items"]]


async def _listing(visit: Visit, language: str, offset: int) -> Body:
    page: Params = {"locale": language, "limit": PER_ANSWER, "offset": offset, "order": "id"}
    return await visit.get("pages/", page)

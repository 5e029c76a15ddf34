"""What search engines ask for."""

import asyncio

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from storefront.api import Body, Visit
from storefront.rendering import render
from storefront.state import State
from storefront.texts import LANGUAGES

PER_ANSWER = 1000
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
    """Every public page in every language, with its translations."""
    state: State = request.app.state.storefront
    pages = await _pages(state.api.visit())
    xml = render("sitemap.xml", LANGUAGES[0], {}, {"pages": pages[:MOST_ADDRESSES]})
    return Response(xml, media_type="application/xml")


async def _pages(visit: Visit) -> list[Body]:
    first = await _part(visit, 0)
    total = min(first["meta"]["total_count"], MOST_ADDRESSES)
    rest = await asyncio.gather(
        *(_part(visit, offset) for offset in range(PER_ANSWER, total, PER_ANSWER))
    )
    return [page for answer in (first, *rest) for page in answer["items"] if page.get("url")]


async def _part(visit: Visit, offset: int) -> Body:
    return await visit.get("sitemap/", {"limit": PER_ANSWER, "offset": offset})

"""A small API that keeps the public contract, over real HTTP, and can be made to fail."""

import asyncio
import copy
import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from tests.services import free_port
from tests.storefront import content
from tests.waiting import wait_until

Body = dict[str, Any]
TOKEN = "good-token"
PROBLEM = "application/problem+json; charset=utf-8"
KNOWN_PARAMETERS = {"locale", "limit", "offset", "facets", "search", *content.facets()}


def matches(product: Body, query: QueryParams) -> bool:
    values = {
        "brand": {product["brand"]["slug"]},
        "category": {term["slug"] for term in product["categories"]},
        "function": {term["slug"] for term in product["functions"]},
        "audience": set(product["audience"]),
    }
    chosen = {name: set(query.getlist(name)) for name in values}
    if any(chosen[name] and not chosen[name] & values[name] for name in values):
        return False
    return query.get("search", "").lower() in product["title"].lower()


@dataclass
class FakeApi:
    """Its content may be changed at any time; `status` makes it fail and `hangs` makes it slow."""

    url: str = ""
    pages: dict[str, Body] = field(default_factory=dict)
    redirects: dict[str, Body] = field(default_factory=dict)
    products: list[Body] = field(default_factory=list)
    past_events: list[Body] = field(default_factory=list)
    draft: Body = field(default_factory=dict)
    site_changes: Body = field(default_factory=dict)
    status: int | None = None
    failure: Body = field(default_factory=lambda: {"detail": "made to fail"})
    failure_type: str = "application/json"
    hangs: bool = False
    answered: list[tuple[str, int]] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)

    def reset(self) -> None:
        fresh = FakeApi(self.url)
        self.__dict__.update(fresh.__dict__)
        self.pages = {page["meta"]["path"]: page for page in content.standard_pages()}
        self.products = [content.product()]
        self.draft = content.product("Judul draf")

    def page(self, path: str) -> Body:
        return self.pages[path]

    async def answer(self, request: Request) -> Response:
        self.requests.append(request)
        if self.hangs:
            await asyncio.sleep(30)
        response = self._response(request)
        self.answered.append((request.url.path, response.status_code))
        return response

    def _response(self, request: Request) -> Response:
        if self.status:
            return JSONResponse(self.failure, self.status, media_type=self.failure_type)
        name = request.path_params["name"]
        found = getattr(self, f"_{name}")(request.query_params)
        if found is None:
            return JSONResponse({"status": 404, "code": "not_found"}, 404, media_type=PROBLEM)
        if isinstance(found, Response):
            return found
        body = json.dumps(copy.deepcopy(found))
        etag = f'"{hashlib.sha256(body.encode()).hexdigest()[:16]}"'
        if request.headers.get("If-None-Match") == etag:
            return Response(status_code=304, headers={"ETag": etag})
        return Response(body, media_type="application/json", headers={"ETag": etag})

    def _site(self, query: QueryParams) -> Body:
        return {**content.site(query["locale"], self.url), **self.site_changes}

    def _resolve(self, query: QueryParams) -> Body | None:
        path = query["path"]
        if path in self.redirects:
            return {"type": "redirect", **self.redirects[path]}
        page = self.pages.get(path)
        return {"type": "page", "page": page} if page else None

    def _products(self, query: QueryParams) -> Body | Response:
        unknown = set(query) - KNOWN_PARAMETERS
        if unknown or set(query.getlist("audience")) - {"SALON", "BARBER"}:
            return JSONResponse({"status": 400, "code": "invalid"}, 400, media_type=PROBLEM)
        found = [product for product in self.products if matches(product, query)]
        start, limit = int(query["offset"]), int(query["limit"])
        return {
            "meta": {"total_count": len(found), "facets": content.facets()},
            "items": found[start : start + limit],
        }

    def _events(self, query: QueryParams) -> Body:
        past = query["when"] == "past"
        items = self.past_events if past else [content.event()]
        return {"meta": {"total_count": len(items)}, "items": items}

    def _articles(self, _query: QueryParams) -> Body:
        return {"meta": {"total_count": 1}, "items": [content.article()]}

    def _sitemap(self, query: QueryParams) -> Body:
        entries = [content.sitemap_entry(page) for page in self.pages.values()]
        start, limit = int(query["offset"]), int(query["limit"])
        return {"meta": {"total_count": len(entries)}, "items": entries[start : start + limit]}

    def _preview_checks(self, query: QueryParams) -> Body | None:
        return {"html": "<wagtail-userbar></wagtail-userbar>"} if query["token"] == TOKEN else None

    def _page_preview(self, query: QueryParams) -> Body | None:
        return self.draft if query["token"] == TOKEN else None


def application(api: FakeApi) -> Starlette:
    return Starlette(routes=[Route("/api/v2/{name}/", api.answer)])


@contextmanager
def served(app: ASGIApp, port: int) -> Iterator[str]:
    """The application behind a real uvicorn in a thread; yields its origin."""
    config = uvicorn.Config(
        app,
        host="127.0.0.1",
        port=port,
        lifespan="on",
        log_level="error",
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    wait_until(lambda: server.started or not thread.is_alive(), timeout=10)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(10)


@contextmanager
def fake_api() -> Iterator[FakeApi]:
    api = FakeApi()
    with served(application(api), free_port()) as url:
        api.url = url
        api.reset()
        yield api

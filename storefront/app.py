"""The storefront as an ASGI application."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Route
from starlette.types import ASGIApp

from storefront import errors
from storefront.api import Api, MissingError, RefusedError, UnavailableError
from storefront.content import show
from storefront.headers import PREVIEW_PATH, BaselineHeaders
from storefront.health import livez, readyz
from storefront.indexing import robots, sitemap
from storefront.preview import show_preview
from storefront.settings import Settings
from storefront.state import State
from storefront.static_files import PREFIX, serve, serve_icon


def create_app(settings: Settings) -> ASGIApp:

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        api = Api(settings)
        api.open()
        app.state.storefront = State(settings, api)
        yield
        await api.close()

    app = Starlette(
        routes=[
            Route("/livez", livez),
            Route("/readyz", readyz),
            Route("/robots.txt", robots),
            Route("/sitemap.xml", sitemap),
            Route("/favicon.ico", serve_icon),
            Route(f"{PREFIX}{{name:path}}", serve),
            Route(PREVIEW_PATH, show_preview),
            Route("/{path:path}", show),
        ],
        middleware=[Middleware(GZipMiddleware, minimum_size=500, compresslevel=6)],
        exception_handlers={
            MissingError: errors.not_found,
            RefusedError: errors.not_found,
            UnavailableError: errors.unavailable,
            HTTPException: errors.http_error,
            Exception: errors.broken,
        },
        lifespan=lifespan,
    )
    return BaselineHeaders(app, settings)

"""Whether the process runs, and whether it has something to show."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from storefront.site import read_site
from storefront.state import State
from storefront.texts import DEFAULT_LANGUAGE

NOT_KEPT = {"Cache-Control": "no-store"}


async def livez(_request: Request) -> Response:
    return JSONResponse({"status": "ok"}, headers=NOT_KEPT)


async def readyz(request: Request) -> Response:
    """Ready with the API or with its last good copy; 503 when visitors would see neither."""
    state: State = request.app.state.storefront
    visit = state.api.visit()
    site = await read_site(visit, state.settings, DEFAULT_LANGUAGE)
    if site.get("is_fallback"):
        return JSONResponse({"status": "unavailable", "api": "down"}, 503, headers=NOT_KEPT)
    api = "down" if visit.used_copy else "ok"
    return JSONResponse({"status": "ok", "api": api}, headers=NOT_KEPT)

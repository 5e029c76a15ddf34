"""Templates to HTTP answers."""

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import ChainableUndefined, Environment, FileSystemLoader
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from storefront import formats
from storefront.listings import address
from storefront.site import Site, home_path
from storefront.static_files import static_files
from storefront.texts import texts_in
from storefront.version import app_version

FOLDER = Path(__file__).resolve().parent / "templates"
#: Publishing shows on the next load: browsers ask every time and get 304 while nothing changed.
ASK_EVERY_TIME = "no-cache"


@cache
def environment() -> Environment:
    """An API answer without an expected field leaves a gap in the page, never an error."""
    made = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=ChainableUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(
        link=formats.link,
        rich_text=formats.rich_text,
        initials=formats.initials,
        phone=formats.phone,
        file_size=formats.file_size,
        long_date=formats.long_date,
        date_part=formats.date_part,
    )
    made.globals.update(
        static=static_files().address,
        address=address,
        event_time=formats.event_time,
        home_path=home_path,
        app_version=app_version,
    )
    return made


def render(template: str, language: str, site: Site, context: Mapping[str, Any]) -> str:
    return (
        environment()
        .get_template(template)
        .render({"site": site, "language": language, "t": texts_in(language), **context})
    )


def page_response(request: Request, html: str, used_copy: bool) -> Response:
    """A page with a validator, so that an unchanged one costs a phone no second download."""
    body = html.encode()
    headers = {"Cache-Control": ASK_EVERY_TIME, "ETag": f'W/"{hashlib.sha256(body).hexdigest()}"'}
    if used_copy:
        headers["Cache-Status"] = 'storefront; hit; detail="last good copy"'
    if headers["ETag"] in request.headers.get("If-None-Match", ""):
        return Response(status_code=304, headers=headers)
    return HTMLResponse(body, headers=headers)

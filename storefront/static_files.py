"""Our own stylesheet, scripts and pictures, at addresses that change with their content."""

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

FOLDER = Path(__file__).resolve().parent / "static"
PREFIX = "/static/"
MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
FOR_A_YEAR = "public, max-age=31536000, immutable"
ASK_AGAIN_TOMORROW = "public, max-age=86400"


@dataclass(frozen=True)
class StaticFile:
    name: str
    content: bytes
    media_type: str

    @cached_property
    def address(self) -> str:
        stem, suffix = self.name.rsplit(".", 1)
        digest = hashlib.sha256(self.content).hexdigest()[:12]
        return f"{PREFIX}{stem}.{digest}.{suffix}"

    @cached_property
    def compressed(self) -> bytes:
        return gzip.compress(self.content, mtime=0)

    def response(self, request: Request, kept: str = FOR_A_YEAR) -> Response:
        headers = {"Cache-Control": kept, "Vary": "Accept-Encoding"}
        if "gzip" not in request.headers.get("Accept-Encoding", ""):
            return Response(self.content, media_type=self.media_type, headers=headers)
        headers["Content-Encoding"] = "gzip"
        return Response(self.compressed, media_type=self.media_type, headers=headers)


class StaticFiles:
    """A few dozen kilobytes in all, kept in memory."""

    def __init__(self, folder: Path) -> None:
        files = [
            StaticFile(path.name, path.read_bytes(), MEDIA_TYPES[path.suffix])
            for path in sorted(folder.iterdir())
            if path.suffix in MEDIA_TYPES
        ]
        self._by_name = {file.name: file for file in files}
        self._by_address = {file.address: file for file in files}

    def named(self, name: str) -> StaticFile:
        """An unknown name is an error of ours."""
        return self._by_name[name]

    def address(self, name: str) -> str:
        return self.named(name).address

    def at(self, address: str) -> StaticFile | None:
        return self._by_address.get(address)


@cache
def static_files() -> StaticFiles:
    """Read once per process."""
    return StaticFiles(FOLDER)


async def serve(request: Request) -> Response:
    file = static_files().at(request.url.path)
    if file is None:
        raise HTTPException(404)
    return file.response(request)


async def serve_icon(request: Request) -> Response:
    """Browsers ask for it by its old name, whatever a page says."""
    return static_files().named("icon.svg").response(request, ASK_AGAIN_TOMORROW)

"""The public API of the CMS, asked anew on every visit, with the last good copy as a safety net."""

import asyncio
import json
import logging
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx

from storefront.copies import Copies, Copy
from storefront.settings import Settings

logger = logging.getLogger(__name__)

Body = dict[str, Any]
Params = dict[str, str | int | list[str]]

GONE = {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}
PROBLEM = "application/problem+json"
#: Visitors can make these up without end, with filters and page numbers.
LISTINGS = {"products/", "articles/", "events/"}
CONNECTIONS = httpx.Limits(max_connections=100, max_keepalive_connections=20)


class MissingError(Exception):
    """The API has no such thing for the public."""


class RefusedError(Exception):
    """The API does not accept this question, for example an unknown filter value."""


class UnavailableError(Exception):
    """The API gave no usable answer in time, and there is no copy of an earlier one."""


class Api:
    """One connection pool to the CMS; `visit()` starts the time budget of one request."""

    def __init__(self, settings: Settings) -> None:
        self._timeout = settings.api_timeout
        self._copies = Copies(settings.copies_dir / "pages", limit=1000)
        self._listings = Copies(settings.copies_dir / "listings", limit=300)
        self.client = httpx.AsyncClient(
            base_url=f"{settings.api_url}/api/v2/",
            # A private `api_url` must still look like the public address to the CMS: its host
            # check, its redirect to HTTPS and the absolute addresses it writes depend on it.
            headers={
                "Host": urlsplit(settings.cms_url).netloc,
                "X-Forwarded-Proto": urlsplit(settings.cms_url).scheme,
                "Accept": "application/json",
            },
            timeout=self._timeout,
            limits=CONNECTIONS,
            follow_redirects=False,
            trust_env=False,
        )

    def open(self) -> None:
        """Find the copies that earlier runs left."""
        self._copies.open()
        self._listings.open()

    def copies_of(self, path: str) -> Copies:
        """Lists are endless: they must not push out the copies of pages."""
        return self._listings if path in LISTINGS else self._copies

    def visit(self) -> "Visit":
        return Visit(self, asyncio.get_running_loop().time() + self._timeout)

    async def close(self) -> None:
        await self.client.aclose()


class Visit:
    """All questions of one visitor's request share its deadline, so that no page takes longer."""

    def __init__(self, api: Api, deadline: float) -> None:
        self._api = api
        self._deadline = deadline
        #: Whether any part of the page comes from a copy because the API failed.
        self.used_copy = False

    async def get(self, path: str, params: Params | None = None) -> Body:
        """The API's answer, or its last good copy when it fails.

        Raises `MissingError` or `RefusedError` when the API says so, and `UnavailableError`.
        """
        key = f"{path}?{urlencode(params or {}, doseq=True)}"
        copies = self._api.copies_of(path)
        copy = copies.get(key)
        try:
            response = await self._ask(path, params, copy.etag if copy else "")
            if copy and response.status_code == HTTPStatus.NOT_MODIFIED:
                copies.put(copy)
                return copy.body
            body = _body(response)
        except MissingError:
            copies.drop(key)
            raise
        except UnavailableError:
            if copy is None:
                raise
            self.used_copy = True
            return copy.body
        copies.put(Copy(key, response.headers.get("ETag", ""), body))
        return body

    async def get_uncopied(self, path: str, params: Params | None = None) -> Body:
        """An answer that nobody may keep: a draft, or one of endlessly many searches."""
        return _body(await self._ask(path, params, ""))

    async def _ask(self, path: str, params: Params | None, etag: str) -> httpx.Response:
        headers = {"If-None-Match": etag} if etag else {}
        try:
            async with asyncio.timeout_at(self._deadline):
                return await self._api.client.get(path, params=params, headers=headers)
        except (httpx.HTTPError, TimeoutError) as error:
            logger.warning("API %s: %s", path, type(error).__name__)
            raise UnavailableError(path) from error


def _body(response: httpx.Response) -> Body:
    status = response.status_code
    if status in GONE and _is_withdrawal(response):
        raise MissingError
    if status == HTTPStatus.BAD_REQUEST:
        raise RefusedError
    if not response.is_success:
        logger.warning("API %s: status %s", response.url.path, status)
        raise UnavailableError(response.url.path)
    body = _json_object(response)
    if body is None:
        logger.warning("API %s: no JSON object", response.url.path)
        raise UnavailableError(response.url.path)
    return body


def _is_withdrawal(response: httpx.Response) -> bool:
    """Whether the CMS itself says so, and not a proxy that cannot reach it."""
    media_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    body = _json_object(response) if media_type == PROBLEM else None
    return body is not None and body.get("code") == "not_found"


def _json_object(response: httpx.Response) -> Body | None:
    try:
        body = json.loads(response.content)
    except ValueError:
        return None
    return body if isinstance(body, dict) else None

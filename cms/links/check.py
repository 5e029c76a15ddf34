"""Asks other sites whether the addresses that content links to still exist."""

import time
from http import HTTPStatus

import httpx
from django.conf import settings

from cms.models.links import CheckedLink
from config.http import AddressRefusedError, client

Status = CheckedLink.Status
#: Seconds without a byte after which a site counts as not answering.
PATIENCE = 8.0
MOST_REDIRECTS = 5
#: Seconds for one address in all, after which nothing more is asked of it. Together with the last
#: request, which ends by `config.http.TOTAL_TIMEOUT`, a run stays below the time limit of a task.
PATIENCE_IN_ALL = 10.0
GONE = {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}
#: Answers by which a site keeps programs out while visitors may come in.
GUARDED = {
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.NOT_ACCEPTABLE,
    HTTPStatus.TOO_MANY_REQUESTS,
    999,  # LinkedIn's own
}


def check_due(most: int, seconds: float) -> int:
    """Check what is due: at most `most` addresses, none begun after `seconds`; returns how many."""
    deadline = time.monotonic() + seconds
    checked = 0
    with client() as http:
        http.headers["User-Agent"] = settings.LINK_CHECK_USER_AGENT
        http.timeout = httpx.Timeout(PATIENCE)
        for link in CheckedLink.objects.due()[:most]:
            if time.monotonic() > deadline:
                break
            if link.claim():
                link.note(*look(http, link.url))
                checked += 1
    return checked


def look(http: httpx.Client, url: str) -> tuple[CheckedLink.Status, int | None]:
    """What is at `url`, and the HTTP status it answered with, if any."""
    deadline = time.monotonic() + PATIENCE_IN_ALL
    try:
        code = _code(http, "HEAD", url, deadline)
        if code >= HTTPStatus.BAD_REQUEST:  # many sites answer HEAD wrongly
            code = _code(http, "GET", url, deadline)
    except AddressRefusedError:
        return Status.PRIVATE, None
    except (httpx.HTTPError, httpx.InvalidURL, ValueError):
        return Status.FAILING, None
    return _meaning(code), code


def _code(http: httpx.Client, method: str, url: str, deadline: float) -> int:
    """The status after following redirects, without reading any body."""
    request = http.build_request(method, url)
    for _hop in range(MOST_REDIRECTS):
        if time.monotonic() > deadline:
            raise httpx.ReadTimeout("The site takes too long.", request=request)
        response = http.send(request, stream=True)
        response.close()
        if response.next_request is None:
            return response.status_code
        request = response.next_request
    raise httpx.TooManyRedirects("The redirects do not end.", request=request)


def _meaning(code: int) -> CheckedLink.Status:
    if code < HTTPStatus.BAD_REQUEST:
        return Status.WORKS
    if code in GONE:
        return Status.MISSING
    return Status.UNCLEAR if code in GUARDED else Status.FAILING

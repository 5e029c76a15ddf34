"""Where old paths lead. A redirect to a page counts while that page is public."""

from collections.abc import Iterator
from typing import Literal
from urllib.parse import urljoin, urlsplit

from django.db.models import Q, QuerySet
from typing_extensions import TypedDict
from wagtail.contrib.redirects.models import Redirect

from frontend_bridge.content import Content, References
from frontend_bridge.routing import page_at

Status = Literal[301, 302]
#: Longer chains are somebody's mistake; each step costs up to two statements.
LONGEST_CHAIN = 10


class Forward(TypedDict):
    """Where a visitor is sent, and with which HTTP status."""

    status: Status
    location: str


def follow(path: str, content: Content) -> Forward | None:
    """Where `path` leads in the end.

    Redirects that follow each other on this site are one: the answer names the last location,
    and is permanent only when each of them is. A circle leads nowhere.
    """
    chain: list[Redirect] = []
    redirect = redirect_at(path, content)
    while redirect is not None and redirect not in chain and len(chain) < LONGEST_CHAIN:
        chain.append(redirect)
        redirect = _next(redirect, content)
    target = _loaded_location(chain[-1], content) if chain and redirect is None else None
    if target is None:
        return None
    return {"status": max(map(status, chain)), "location": target}


def _next(redirect: Redirect, content: Content) -> Redirect | None:
    """The redirect that a visitor of this one's location would meet there instead of a page."""
    if redirect.redirect_page_id:
        return None
    here = f"{content.origin}/"
    target = urljoin(here, redirect.redirect_link)
    path = f"/{target.removeprefix(here)}"
    if not target.startswith(here) or page_at(urlsplit(path).path, content):
        return None
    return redirect_at(path, content)


def _loaded_location(redirect: Redirect, content: Content) -> str | None:
    references = References()
    gather_target(redirect, references)
    content.load(references)
    return location(redirect, content)


def public_redirects(content: Content) -> QuerySet[Redirect]:
    """Redirects of this site and of all sites; this site's own hides another of the same path."""
    if content.site is None:
        return Redirect.objects.none()
    own = Redirect.objects.filter(site=content.site).values("old_path")
    visible = Redirect.get_for_site(content.site).exclude(site=None, old_path__in=own)
    to_page = Q(redirect_page__in=content.public.pages().order_by().values("pk"))
    to_address = Q(redirect_page=None) & ~Q(redirect_link="")
    return visible.filter(to_page | to_address).order_by("pk")


def redirect_at(path: str, content: Content) -> Redirect | None:
    """The redirect of `path`, else that of `path` without its query, as Wagtail looks them up."""
    try:
        candidates = list(_candidates(path))
    except ValueError:  # such as //[, which reads as the start of a broken host name
        return None
    found = {
        redirect.old_path: redirect
        for redirect in public_redirects(content).filter(old_path__in=candidates)
    }
    return next((found[candidate] for candidate in candidates if candidate in found), None)


def _candidates(path: str) -> Iterator[str]:
    for address in (path, urlsplit(path).path):
        yield Redirect.normalise_path(address)
        yield Redirect.normalise_path(address, decode_unicode=False)


def status(redirect: Redirect) -> Status:
    return 301 if redirect.is_permanent else 302


def gather_target(redirect: Redirect, references: References) -> None:
    references.pages.add(redirect.redirect_page_id)


def location(redirect: Redirect, content: Content) -> str | None:
    """Absolute address, once `gather_target` is loaded; `None` when its page is not public."""
    if redirect.redirect_page_id is None:
        # A path is one of the frontend.
        return urljoin(f"{content.origin}/", redirect.redirect_link) or None
    page = content.exact_page(redirect.redirect_page_id)
    return content.url(page) if page else None

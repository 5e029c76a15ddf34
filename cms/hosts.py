"""Which site a request is for, and the addresses of each site.

The sites are read once per request rather than cached between requests: a change counts at once
in every process, and a site's row is never older than its content.
"""

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.http.request import split_domain_port
from wagtail.models import Site

from cms.models.hosts import SiteAddresses, all_sites, own_addresses
from config.origins import without_default_port

_SITES = "_all_sites"


def known_sites(request: HttpRequest) -> list[Site]:
    """Every site with its addresses: one statement per request."""
    if not hasattr(request, _SITES):
        setattr(request, _SITES, all_sites())
    return list(getattr(request, _SITES))


def addresses_of(site_id: int | None, request: HttpRequest) -> SiteAddresses:
    """The addresses of a site; those of the installation when there is no such site."""
    return own_addresses(next((site for site in known_sites(request) if site.pk == site_id), None))


def frontends(request: HttpRequest) -> set[str]:
    """The origins of every site's website."""
    return {own_addresses(site).frontend for site in known_sites(request)}


def site_for_request(request: HttpRequest) -> Site | None:
    """The site whose API the request came to, else the one that Wagtail finds for its host."""
    # Unchecked, as Wagtail reads it: a host that is no site's leads to the default site.
    host = request._get_raw_host().lower()  # type: ignore[attr-defined]
    sites = known_sites(request)
    served = [site for site in sites if _is_api_of(site, host)]
    name, port = split_domain_port(host)[0], request.get_port()
    site = served[0] if len(served) == 1 else _named(sites, name, port)
    # Where Wagtail keeps the request's site: what it computes must agree with us.
    request._wagtail_site = site  # type: ignore[attr-defined]
    return site


def _is_api_of(site: Site, host: str) -> bool:
    scheme, netloc, *_rest = urlsplit(own_addresses(site).api_url)
    return bool(netloc) and netloc == without_default_port(host, scheme)


def _named(sites: list[Site], hostname: str, port: str) -> Site | None:
    """What `wagtail.models.sites.get_site_for_hostname` asks the database for once more."""
    named = [site for site in sites if site.hostname == hostname]
    exact = [site for site in named if str(site.port) == port]
    named_default = [site for site in named if site.is_default_site]
    only = named if len(named) == 1 else []
    default = [site for site in sites if site.is_default_site]
    return next(iter([*exact, *named_default, *only, *default]), None)

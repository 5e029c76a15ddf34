"""The single checks. Each returns what it saw, or raises a `FaultError` that says what is wrong."""

from collections.abc import Mapping
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import httpx

from config.smoke.visit import FaultError, Html, NotReachedError, Visit, json_object

FORM_FIELDS = ("business_name", "contact_name", "phone_whatsapp", "city", "salon_type", "consent")
WHATSAPP_HOSTS = {"wa.me", "api.whatsapp.com"}
OTHER_LANGUAGE = "en"
HTML_HEADERS = {
    "Content-Security-Policy": ("base-uri 'none'", "object-src 'none'", "frame-ancestors"),
    "X-Content-Type-Options": ("nosniff",),
    "Referrer-Policy": ("strict-origin-when-cross-origin",),
    "Permissions-Policy": ("geolocation=()", "microphone=()", "camera=()"),
}
API_HEADERS = {
    "Content-Type": ("charset=utf-8",),
    "X-Content-Type-Options": ("nosniff",),
    "Referrer-Policy": ("no-referrer",),
}
HTTPS_HEADERS = {"Strict-Transport-Security": ("max-age=31536000", "includeSubDomains")}


def cms_alive(visit: Visit) -> str:
    visit.get(f"{visit.cms}/livez")
    return "the process answers"


def cms_ready(visit: Visit) -> str:
    visit.get(f"{visit.cms}/readyz")
    return "database reached, migrations applied"


def site_settings(visit: Visit) -> str:
    response = visit.get(f"{visit.cms}/api/v2/site/")
    _require_headers(response.headers, API_HEADERS, visit.cms)
    visit.site = json_object(response)
    return str(visit.site.get("site_name", ""))


def home(visit: Visit) -> str:
    visit.home = visit.open("/")
    return visit.home.heading


def headers(visit: Visit) -> str:
    page = _reached(visit.home, "Home")
    _require_headers(page.response.headers, HTML_HEADERS, visit.storefront)
    return "as the baseline demands"


def products(visit: Visit) -> str:
    visit.products = visit.open(visit.path("products"))
    return visit.products.heading


def product(visit: Visit) -> str:
    listing = _reached(visit.products, "Products")
    links = listing.links_below(urlsplit(str(listing.response.url)).path)
    if not links:
        raise FaultError(f"{listing.response.url} lists no product")
    visit.product = visit.open(links[0])
    return visit.product.heading


def whatsapp_link(visit: Visit) -> str:
    page = _reached(visit.product, "Product")
    if visit.site is None:
        raise NotReachedError("the site settings could not be read")
    number = "".join(filter(str.isdigit, visit.site["whatsapp"]["number"] or ""))
    for link in page.links():
        parts = urlsplit(link)
        if parts.hostname not in WHATSAPP_HOSTS:
            continue
        text = parse_qs(parts.query).get("text", [""])[0]
        if number and number in link and page.heading.casefold() in text.casefold():
            return f"+{number}: {text.splitlines()[0]}"
    raise FaultError(
        f"{page.response.url} has no WhatsApp link with the number {number} and the product's name"
    )


def lead_form(visit: Visit) -> str:
    page = visit.open(visit.path("partnership"))
    names = {str(tag["name"]) for tag in page.soup.select("[name]")}
    if missing := [name for name in FORM_FIELDS if name not in names]:
        raise FaultError(f"{page.response.url} lacks the fields {', '.join(missing)}")
    return page.heading


def language_switch(visit: Visit) -> str:
    target = _reached(visit.home, "Home").link_in_language(OTHER_LANGUAGE)
    page = visit.open(target)
    if page.language != OTHER_LANGUAGE:
        raise FaultError(f"{page.response.url} says that its language is {page.language!r}")
    return page.heading


def sitemap(visit: Visit) -> str:
    response = visit.get(f"{visit.storefront}/sitemap.xml")
    try:
        root = ElementTree.fromstring(response.content)  # noqa: S314  # from our own storefront
    except ElementTree.ParseError as error:
        raise FaultError(f"{response.url} is no XML: {error}") from error
    addresses = [tag for tag in root.iter() if tag.tag.rpartition("}")[2] == "loc"]
    if not addresses:
        raise FaultError(f"{response.url} is empty")
    return f"{len(addresses)} addresses"


def _reached(page: Html | None, name: str) -> Html:
    if page is None:
        raise NotReachedError(f"{name} could not be opened")
    return page


def _require_headers(
    found: httpx.Headers, wanted: Mapping[str, tuple[str, ...]], origin: str
) -> None:
    expected = {**wanted, **(HTTPS_HEADERS if origin.startswith("https://") else {})}
    lacking = [
        f"{name}: {part}"
        for name, parts in expected.items()
        for part in parts
        if part not in found.get(name, "")
    ]
    if lacking:
        raise FaultError(f"{origin} lacks the headers {' | '.join(lacking)}")

"""The links that an object contains: chosen pages and documents, links in texts, addresses."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from bs4 import BeautifulSoup
from django.conf import settings
from django.db.models import ForeignKey, Model, OneToOneField, URLField
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel, get_all_child_relations
from wagtail.documents.models import Document
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from cms.models.hosts import all_sites, own_addresses
from cms.models.links import LONGEST_ADDRESS, ContentLink
from config.origins import origin

Kind = ContentLink.Kind
ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
#: Relations that are no links: what a page is a copy of.
NO_LINKS = {"alias_of"}


@dataclass(frozen=True)
class Link:
    """`place` names the field; `target_id` is set for pages and documents, `url` for addresses."""

    place: str
    kind: Kind
    target_id: int | None = None
    url: str = ""


def links_of(source: Model) -> set[Link]:
    """Without addresses of our own, which the processes that would ask answer themselves."""
    links = set(_all_links(source))
    if not any(link.url for link in links):
        return links
    ours = _our_origins()
    return {link for link in links if _origin_of(link.url) not in ours}


def _our_origins() -> set[str]:
    """Of the CMS and of every site's website and API; one statement."""
    sites = [own_addresses(site) for site in all_sites()]
    own = {address for site in sites for address in (site.frontend, site.api)}
    return {_origin_of(address) for address in (*own, settings.WAGTAILADMIN_BASE_URL)} - {""}


def _origin_of(address: str) -> str:
    """As a browser writes it; empty where there is none."""
    parts = re.match(r"https?://[^/?#\\]+", address, re.IGNORECASE)
    with suppress(ValueError):
        return origin(parts[0]) if parts else ""
    return ""


def _all_links(source: Model) -> Iterator[Link]:
    yield from _own_links(source)
    if isinstance(source, ClusterableModel):
        for relation in get_all_child_relations(source):
            for row in getattr(source, relation.get_accessor_name()).all():
                yield from _all_links(row)


def _own_links(source: Model) -> Iterator[Link]:
    for field in source._meta.concrete_fields:
        value = field.value_from_object(source)
        if value and field.name not in NO_LINKS:
            yield from _field_links(field, str(field.verbose_name)[:80], value)


def _field_links(field: Any, place: str, value: Any) -> Iterator[Link]:
    match field:
        case OneToOneField() | ParentalKey():
            return
        case ForeignKey():
            yield from _internal(place, field.related_model, value)
        case URLField():
            yield from _outside(place, value)
        case StreamField() | RichTextField():
            for model, key, *_path in field.extract_references(value):
                yield from _internal(place, model, key)
            for text in _texts(field.get_prep_value(value)):
                yield from _text_links(place, text)


def _internal(place: str, model: type[Model], key: Any) -> Iterator[Link]:
    if not re.fullmatch(r"[0-9]{1,18}", str(key)):
        return
    if issubclass(model, Page):
        yield Link(place, Kind.PAGE, target_id=int(key))
    elif issubclass(model, Document):
        yield Link(place, Kind.DOCUMENT, target_id=int(key))


def _texts(value: Any) -> Iterator[str]:
    """Every string of a rich text or of a stream as it is stored."""
    match value:
        case str():
            yield value
        case dict():
            for item in value.values():
                yield from _texts(item)
        case list() | tuple():
            for item in value:
                yield from _texts(item)


def _text_links(place: str, text: str) -> Iterator[Link]:
    if ADDRESS.fullmatch(text):
        yield from _outside(place, text)
    elif "href" in text:
        for anchor in BeautifulSoup(text, "html.parser").find_all("a", href=True):
            yield from _outside(place, str(anchor["href"]))


def _outside(place: str, address: str) -> Iterator[Link]:
    if ADDRESS.fullmatch(address) and len(address) <= LONGEST_ADDRESS:
        yield Link(place, Kind.ADDRESS, url=address)

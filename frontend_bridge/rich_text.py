"""Rich text as safe HTML: only what the field's features allow, every link absolute and public."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Tag
from wagtail.admin.rich_text.converters.db_html import DbHTMLConverter
from wagtail.rich_text.rewriters import LinkRewriter

from cms.blocks import RICH_TEXT_FEATURES
from frontend_bridge.content import Content, References
from frontend_bridge.content_fields import ContentField

OUTSIDE = ("http://", "https://", "mailto:", "tel:", "#")


@lru_cache(maxsize=1)
def _converter() -> DbHTMLConverter:
    return DbHTMLConverter(RICH_TEXT_FEATURES)


def gather_links(html: str, references: References) -> None:
    """Note the pages and documents that stored rich text links to."""
    for kind, ids in (("page", references.pages), ("document", references.documents)):
        for tag in LinkRewriter().extract_tags(html).get(kind, []):
            ids.add(_number(tag.attrs))


def _number(attributes: Mapping[str, Any]) -> int | None:
    """The id that a link stores, if a database could hold it."""
    value = str(attributes.get("id", ""))
    return int(value) if re.fullmatch(r"[0-9]{1,18}", value) else None


def _address(anchor: Tag, content: Content) -> str | None:
    """Where an anchor leads, or `None` when that is not public."""
    if anchor.get("linktype") == "page":
        page = content.page(_number(anchor.attrs))
        return content.url(page) if page else None
    if anchor.get("linktype") == "document":
        document = content.document(_number(anchor.attrs))
        return content.api_url(document.url) if document else None
    href = str(anchor.get("href", ""))
    if href.startswith(OUTSIDE):
        return href
    return urljoin(f"{content.origin}/", href) if href else None


def render(html: str, content: Content) -> str:
    """Stored rich text as HTML. A link to what is not public loses its anchor, not its text."""
    cleaned, _removals = _converter().clean(html)
    document = BeautifulSoup(cleaned, "html.parser")
    for anchor in document.find_all("a"):
        address = _address(anchor, content)
        if address is None:
            anchor.unwrap()
        else:
            anchor.attrs = {"href": address}
    return str(document)


class RichTextField(ContentField):
    def gather(self, instance: Any, references: References) -> None:
        gather_links(getattr(instance, self.name), references)

    def to_representation(self, value: str) -> str:
        return render(value, self.content)

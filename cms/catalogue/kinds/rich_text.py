"""Formatted text: HTML within what the field's editor offers, or plain paragraphs."""

import re
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Comment, Tag
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from draftjs_exporter.error import ExporterException
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from cms.blocks import RICH_TEXT_FEATURES
from cms.catalogue.cells import one_newline
from cms.catalogue.kinds import CellError, Content, Kind, refuse_controls
from cms.catalogue.names import Names

TAGS = ("p", "br", "b", "strong", "i", "em", "ul", "ol", "li", "a")
SCHEMES = ("http", "https", "mailto", "tel")
LINK_TYPES = ("page", "document")
#: What Wagtail's converter raises for tags that are well-formed and stand in the wrong place.
UNSTORABLE = (AssertionError, AttributeError, IndexError, ExporterException)
UNSTORABLE_TEXT = gettext_lazy("These HTML tags are nested in a way that the editor cannot store.")
MOST_ROUNDS = 4
_LOOKS_LIKE_HTML = re.compile(r"</?[a-zA-Z!]")
#: Wagtail's editor numbers paragraphs at random; no reader sees it.
_BLOCK_KEY = re.compile(r' data-block-key="[^"]*"')


@dataclass(frozen=True)
class RichText(Kind):
    def write(self, content: Content, names: Names) -> str:
        return _BLOCK_KEY.sub("", one_newline(content.get(self.field) or ""))

    def read(self, text: str, locale: str, names: Names) -> Content:
        refuse_controls(text)
        html = text if _LOOKS_LIKE_HTML.search(text) else _paragraphs(text)
        return {self.field: _normal(html)}


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{escape(line.strip())}</p>" for line in text.split("\n") if line.strip())


def _normal(html: str) -> str:
    """As Wagtail's editor would store it; well-formed first, because the editor trusts it to be."""
    soup = BeautifulSoup(html, "html.parser")
    if any(isinstance(item, Comment) for item in soup.find_all(string=True)):
        raise CellError(_("HTML comments are not possible here. Remove them."))
    _refuse_tags(soup.find_all(True))
    if not soup.get_text().strip():
        return ""
    stored = _wrapped(soup)
    for _round in range(MOST_ROUNDS):
        before, stored = stored, _converted(stored)
        if stored == before:
            return stored
    raise CellError(str(UNSTORABLE_TEXT))


def _converted(html: str) -> str:
    """Once through the editor's form; white space at the edges may take another round."""
    converter = _converter()
    try:
        stored: str = converter.to_database_format(converter.from_database_format(html))
    except UNSTORABLE:
        raise CellError(str(UNSTORABLE_TEXT)) from None
    return _BLOCK_KEY.sub("", stored)


def _wrapped(soup: BeautifulSoup) -> str:
    """List items need their list: the converter stumbles over one that stands alone."""
    for item in soup.find_all("li"):
        if item.find_parent(("ul", "ol")) is None:
            raise CellError(_("<li> may only stand inside <ul> or <ol>."))
    return str(soup)


def _refuse_tags(tags: list[Tag]) -> None:
    foreign = sorted({tag.name for tag in tags} - set(TAGS))
    if foreign:
        raise CellError(
            _("These HTML tags are not possible here: %(foreign)s. Possible are: %(tags)s.")
            % {"foreign": ", ".join(foreign), "tags": ", ".join(TAGS)}
        )
    for tag in tags:
        if tag.name == "a" and not _leads_somewhere(tag):
            raise CellError(
                _("A link needs an address that begins with https://, http://, mailto: or tel:.")
            )


def _leads_somewhere(link: Tag) -> bool:
    """As Wagtail stores links: to a page or document by number, or to an address."""
    if "linktype" in link.attrs:
        return link.attrs["linktype"] in LINK_TYPES and str(link.attrs.get("id")).isdecimal()
    try:
        return urlsplit(str(link.attrs.get("href", ""))).scheme in SCHEMES
    except ValueError:
        return False


@lru_cache(maxsize=1)
def _converter() -> ContentstateConverter:
    return ContentstateConverter(RICH_TEXT_FEATURES)

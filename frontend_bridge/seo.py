"""What search engines and social networks read about a page."""

from typing import Any

from typing_extensions import TypedDict
from wagtail.models import Page

from cms import models
from frontend_bridge.content import Content, References, current_language
from frontend_bridge.content_fields import InstanceField
from frontend_bridge.pictures import picture_object


class OpenGraph(TypedDict):
    """The properties of https://ogp.me/."""

    title: str
    description: str
    type: str
    url: str | None
    image: str | None
    locale: str
    site_name: str


class TwitterCard(TypedDict):
    title: str
    description: str
    card: str
    image: str | None


class SeoBundle(TypedDict):
    title: str
    description: str
    canonical: str | None
    open_graph: OpenGraph
    twitter: TwitterCard


OPEN_GRAPH_LOCALES = {"id": "id_ID", "en": "en_US"}
OPEN_GRAPH_TYPES = {models.ArticlePage: "article", models.ProductPage: "product"}
SUMMARY_FIELDS = ("summary", "introduction", "hero_text")


def main_picture_id(page: Page) -> int | None:
    """The page's first picture."""
    if isinstance(page, models.ProductPage):
        first = next(iter(page.photos.all()), None)
        return first.picture_id if first else None
    return getattr(page, "picture_id", None) or getattr(page, "hero_image_id", None)


def gather_social_image(page: Page, content: Content, references: References) -> None:
    references.pictures.update(
        {
            getattr(page, "social_image_id", None),
            main_picture_id(page),
            content.appearance.default_social_image_id,
        }
        - {None}
    )


def social_image(page: Page, content: Content) -> str | None:
    """Absolute address of the chosen, the page's own or the site's picture."""
    ids = (
        getattr(page, "social_image_id", None),
        main_picture_id(page),
        content.appearance.default_social_image_id,
    )
    picture = next(filter(None, map(content.picture, ids)), None)
    return picture_object(picture, content)["src"] if picture else None


def description(page: Page) -> str:
    """The editor's own text for search results, else the page's short text."""
    texts = (getattr(page, name, "") for name in ("search_description", *SUMMARY_FIELDS))
    return next(filter(None, texts), "")


def _site_name(content: Content) -> str:
    return content.site.site_name if content.site else ""


def seo_bundle(page: Page, content: Content) -> SeoBundle:
    title = page.seo_title or page.title
    text = description(page)
    canonical = getattr(page, "canonical_url", "") or content.url(page)
    image = social_image(page, content)
    return {
        "title": title,
        "description": text,
        "canonical": canonical,
        "open_graph": {
            "title": title,
            "description": text,
            "type": OPEN_GRAPH_TYPES.get(type(page), "website"),
            "url": canonical,
            "image": image,
            "locale": OPEN_GRAPH_LOCALES.get(current_language(), current_language()),
            "site_name": _site_name(content),
        },
        "twitter": {
            "title": title,
            "description": text,
            "card": "summary_large_image" if image else "summary",
            "image": image,
        },
    }


class SeoField(InstanceField):
    def gather(self, instance: Any, references: References) -> None:
        gather_social_image(instance, self.content, references)

    def to_representation(self, page: Page) -> SeoBundle:
        return seo_bundle(page, self.content)

"""schema.org descriptions of a page (JSON-LD). No price ever appears: the site has none."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone
from wagtail.models import Page

from cms import models
from frontend_bridge.content import Content, References
from frontend_bridge.content_fields import InstanceField
from frontend_bridge.seo import description, gather_social_image, social_image
from frontend_bridge.trail import breadcrumbs

CONTEXT = "https://schema.org"
Document = dict[str, Any]


def _filled(document: Document) -> Document:
    return {name: value for name, value in document.items() if value}


def _local_time(moment: Any) -> str | None:
    return timezone.localtime(moment).isoformat() if moment else None


def organization(page: Page, content: Content) -> Document:
    contact = content.contact
    profiles = [block["value"]["url"] for block in contact.social_profiles.raw_data]
    return _filled(
        {
            "@context": CONTEXT,
            "@type": "Organization",
            "name": contact.company_name,
            "url": content.url(page),
            "address": contact.address,
            "email": contact.fallback_email,
            "telephone": contact.whatsapp_number,
            "sameAs": profiles,
        }
    )


def breadcrumb_list(page: Page, content: Content) -> Document:
    return {
        "@context": CONTEXT,
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": step["title"], "item": step["url"]}
            for position, step in enumerate(breadcrumbs(page, content), start=1)
        ],
    }


def product(page: models.ProductPage, content: Content) -> Document:
    return _filled(
        {
            "@context": CONTEXT,
            "@type": "Product",
            "name": page.title,
            "description": description(page),
            "sku": page.code,
            "brand": page.brand_id and {"@type": "Brand", "name": page.brand.name},
            "image": social_image(page, content),
            "url": content.url(page),
        }
    )


def event(page: models.EventPage, content: Content) -> Document:
    online = {"@type": "VirtualLocation", "url": page.cta_url or content.url(page)}
    place = {"@type": "Place", "name": page.venue or page.city, "address": page.city}
    mode = "OnlineEventAttendanceMode" if page.is_online else "OfflineEventAttendanceMode"
    return _filled(
        {
            "@context": CONTEXT,
            "@type": "Event",
            "name": page.title,
            "description": description(page),
            "startDate": _local_time(page.starts_at),
            "endDate": _local_time(page.ends_at),
            "eventAttendanceMode": f"{CONTEXT}/{mode}",
            "location": online if page.is_online else place,
            "image": social_image(page, content),
            "organizer": {"@type": "Organization", "name": content.contact.company_name},
            "url": content.url(page),
        }
    )


def article(page: models.ArticlePage, content: Content) -> Document:
    return _filled(
        {
            "@context": CONTEXT,
            "@type": "Article",
            "headline": page.title,
            "description": description(page),
            "datePublished": page.published_on and page.published_on.isoformat(),
            "dateModified": _local_time(page.last_published_at),
            "image": social_image(page, content),
            "publisher": {"@type": "Organization", "name": content.contact.company_name},
            "mainEntityOfPage": content.url(page),
        }
    )


DESCRIPTIONS: dict[type[Page], list[Callable[[Any, Content], Document]]] = {
    models.HomePage: [organization],
    models.ProductPage: [breadcrumb_list, product],
    models.EventPage: [breadcrumb_list, event],
    models.ArticlePage: [breadcrumb_list, article],
}


class JsonLdField(InstanceField):
    def gather(self, instance: Any, references: References) -> None:
        gather_social_image(instance, self.content, references)

    def to_representation(self, page: Page) -> list[Document]:
        describe = DESCRIPTIONS.get(type(page), [breadcrumb_list])
        return [description_of(page, self.content) for description_of in describe]

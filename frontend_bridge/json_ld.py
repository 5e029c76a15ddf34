"""schema.org descriptions of a page (JSON-LD). No price ever appears: the site has none."""

from collections.abc import Callable
from typing import Any, Final, cast

from django.utils import timezone
from wagtail.models import Page

from cms import models
from frontend_bridge.content import Content, References, current_language
from frontend_bridge.content_fields import InstanceField
from frontend_bridge.json_ld_shapes import JsonLdDocument
from frontend_bridge.seo import description, gather_social_image, social_image
from frontend_bridge.trail import breadcrumbs

CONTEXT: Final = "https://schema.org"


def _filled(document: dict[str, Any]) -> JsonLdDocument:
    """What is empty left out; the tests hold the result against its shape."""
    return cast("JsonLdDocument", {name: value for name, value in document.items() if value})


def _local_time(moment: Any) -> str | None:
    return timezone.localtime(moment).isoformat() if moment else None


def organization(page: Page, content: Content) -> JsonLdDocument:
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


def web_site(page: Page, content: Content) -> JsonLdDocument:
    return _filled(
        {
            "@context": CONTEXT,
            "@type": "WebSite",
            "name": content.site.site_name if content.site else "",
            "url": content.url(page),
            "inLanguage": current_language(),
            "publisher": {"@type": "Organization", "name": content.contact.company_name},
        }
    )


def web_page(kind: str) -> Callable[[Page, Content], JsonLdDocument]:
    """Describes a page as `kind`, one of schema.org's kinds of WebPage."""

    def describe(page: Page, content: Content) -> JsonLdDocument:
        return _filled(
            {
                "@context": CONTEXT,
                "@type": kind,
                "name": page.title,
                "description": description(page),
                "image": social_image(page, content),
                "url": content.url(page),
                "inLanguage": current_language(),
            }
        )

    return describe


def breadcrumb_list(page: Page, content: Content) -> JsonLdDocument:
    return {
        "@context": CONTEXT,
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": step["title"], "item": step["url"]}
            for position, step in enumerate(breadcrumbs(page, content), start=1)
        ],
    }


def product(page: models.ProductPage, content: Content) -> JsonLdDocument:
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


def event(page: models.EventPage, content: Content) -> JsonLdDocument:
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


def article(page: models.ArticlePage, content: Content) -> JsonLdDocument:
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


DESCRIPTIONS: dict[type[Page], list[Callable[[Any, Content], JsonLdDocument]]] = {
    models.HomePage: [organization, web_site],
    models.ProductIndexPage: [breadcrumb_list, web_page("CollectionPage")],
    models.EducationIndexPage: [breadcrumb_list, web_page("CollectionPage")],
    models.AboutPage: [breadcrumb_list, web_page("AboutPage")],
    models.ContactPage: [breadcrumb_list, web_page("ContactPage")],
    models.ProductPage: [breadcrumb_list, product],
    models.EventPage: [breadcrumb_list, event],
    models.ArticlePage: [breadcrumb_list, article],
}


class JsonLdField(InstanceField):
    def gather(self, instance: Any, references: References) -> None:
        gather_social_image(instance, self.content, references)

    def to_representation(self, page: Page) -> list[JsonLdDocument]:
        describe = DESCRIPTIONS.get(type(page), [breadcrumb_list])
        return [description_of(page, self.content) for description_of in describe]

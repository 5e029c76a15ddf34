"""Fields of single page types that are computed rather than stored."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.fields import Field

from cms.models import Brand, Category, EventPage, ProductPage
from frontend_bridge.content import Content, References
from frontend_bridge.events import is_over, not_over


class PageField(Field):
    """A field computed from the whole page."""

    def get_attribute(self, instance: Any) -> Any:
        return instance


class WhatsAppUrlField(PageField):
    """Opens a chat about the page; Home's chat names no product."""

    def to_representation(self, page: Any) -> str:
        content: Content = self.context["content"]
        named = isinstance(page, ProductPage | EventPage)
        return content.whatsapp_url(page.title if named else "")


class BadgesField(PageField):
    """``NEW``, and ``TRAINING_AVAILABLE`` while a public training is linked that is not over."""

    prefetch = "product_trainings"

    def gather(self, instance: Any, references: References) -> None:
        references.events.update(link.event_id for link in instance.product_trainings.all())

    def to_representation(self, page: ProductPage) -> list[str]:
        content: Content = self.context["content"]
        events = {link.event_id for link in page.product_trainings.all()}
        trained = bool(events & content.open_events)
        badges = {"NEW": page.is_new, "TRAINING_AVAILABLE": trained}
        return [badge for badge, shown in badges.items() if shown]


class CallToActionField(PageField):
    """The event's button; without an address of its own it opens WhatsApp."""

    def to_representation(self, page: EventPage) -> dict[str, str]:
        content: Content = self.context["content"]
        return {
            "label": page.cta_label or _("Ask on WhatsApp"),
            "url": page.cta_url or content.whatsapp_url(page.title),
        }


class IsPastField(PageField):
    def to_representation(self, page: EventPage) -> bool:
        return is_over(page)


class ListedField(PageField):
    """Items of another endpoint, serialised as its listing does."""

    def items(self, instances: Any) -> list[dict[str, Any]]:
        return self.context["view"].listed_items(instances)


class TrainingsField(ListedField):
    """Public events linked to a product, soonest first."""

    def to_representation(self, page: ProductPage) -> list[dict[str, Any]]:
        content: Content = self.context["content"]
        ids = [link.event_id for link in page.product_trainings.all()]
        events = content.public.pages(EventPage).filter(pk__in=ids)
        return self.items(events.order_by("starts_at", "pk"))


class RelatedProductsField(ListedField):
    """Public related products, in the editor's order."""

    def to_representation(self, page: ProductPage) -> list[dict[str, Any]]:
        content: Content = self.context["content"]
        ids = [relation.related_id for relation in page.product_relations.all()]
        found = content.public.pages(ProductPage).in_bulk(ids)
        return self.items([found[pk] for pk in ids if pk in found])


class NextEventsField(ListedField):
    """The next three public events in the page's language."""

    def to_representation(self, page: Any) -> list[dict[str, Any]]:
        content: Content = self.context["content"]
        events = content.public.pages(EventPage).filter(not_over(), locale_id=page.locale_id)
        return self.items(events.order_by("starts_at", "pk")[:3])


class BrandsField(ListedField):
    def to_representation(self, page: Any) -> list[dict[str, Any]]:
        return self.items(Brand.objects.all())


class CategoriesField(ListedField):
    def to_representation(self, page: Any) -> list[dict[str, Any]]:
        return self.items(Category.objects.all())

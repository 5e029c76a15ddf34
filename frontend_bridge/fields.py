"""Fields of single page types that are computed rather than stored."""

from operator import attrgetter
from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.models import Brand, Category, EventPage, ProductPage
from frontend_bridge.content import References
from frontend_bridge.content_fields import InstanceField
from frontend_bridge.events import is_over, not_over


class WhatsAppUrlField(InstanceField):
    """Opens a chat about the page; Home's chat names no product."""

    def to_representation(self, page: Any) -> str:
        named = isinstance(page, ProductPage | EventPage)
        return self.content.whatsapp_url(page.title if named else "")


class BadgesField(InstanceField):
    """``NEW``, and ``TRAINING_AVAILABLE`` while a public training is linked that is not over."""

    prefetch = "product_trainings"

    def gather(self, instance: Any, references: References) -> None:
        references.events.update(link.event_id for link in instance.product_trainings.all())

    def to_representation(self, page: ProductPage) -> list[str]:
        events = {link.event_id for link in page.product_trainings.all()}
        trained = bool(events & self.content.open_events)
        badges = {"NEW": page.is_new, "TRAINING_AVAILABLE": trained}
        return [badge for badge, shown in badges.items() if shown]


class CallToActionField(InstanceField):
    """The event's button; without an address of its own it opens WhatsApp."""

    def to_representation(self, page: EventPage) -> dict[str, str]:
        return {
            "label": page.cta_label or _("Ask on WhatsApp"),
            "url": page.cta_url or self.content.whatsapp_url(page.title),
        }


class IsPastField(InstanceField):
    def to_representation(self, page: EventPage) -> bool:
        return is_over(page)


class ListedField(InstanceField):
    """Items of another endpoint, serialised as its listing does."""

    def items(self, instances: Any) -> list[dict[str, Any]]:
        return self.context["view"].listed_items(instances)

    def in_language(self, model: type[Page], ids: list[int]) -> list[Page]:
        """Public pages in the current language, else in their own, in the order of `ids`.

        A translated page keeps the relations of its source, which lead to the other language.
        """
        self.content.load(References(pages=set(ids)))
        pages = [page for page in map(self.content.page, ids) if page]
        found = self.content.public.pages(model).in_bulk([page.pk for page in pages])
        return [found[page.pk] for page in pages if page.pk in found]


class TrainingsField(ListedField):
    """Public events linked to a product, soonest first."""

    def to_representation(self, page: ProductPage) -> list[dict[str, Any]]:
        ids = [link.event_id for link in page.product_trainings.all()]
        events = self.in_language(EventPage, ids)
        return self.items(sorted(events, key=attrgetter("starts_at")))


class RelatedProductsField(ListedField):
    """Public related products, in the editor's order."""

    def to_representation(self, page: ProductPage) -> list[dict[str, Any]]:
        ids = [relation.related_id for relation in page.product_relations.all()]
        return self.items(self.in_language(ProductPage, ids))


class NextEventsField(ListedField):
    """The next three public events in the page's language."""

    def to_representation(self, page: Any) -> list[dict[str, Any]]:
        events = self.content.public.pages(EventPage).filter(not_over(), locale_id=page.locale_id)
        return self.items(events.order_by("starts_at", "pk")[:3])


class BrandsField(ListedField):
    def to_representation(self, page: Any) -> list[dict[str, Any]]:
        return self.items(Brand.objects.all())


class CategoriesField(ListedField):
    def to_representation(self, page: Any) -> list[dict[str, Any]]:
        return self.items(Category.objects.all())

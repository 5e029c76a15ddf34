"""Fields of single page types that are computed rather than stored."""

from operator import attrgetter
from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _
from typing_extensions import TypedDict
from wagtail.models import Page

from cms.models import Brand, Category, EventPage, ProductPage
from config.openapi import component
from frontend_bridge import fallback
from frontend_bridge.content import References, current_language
from frontend_bridge.content_fields import InstanceField
from frontend_bridge.events import is_over, not_over

ListedEvent = Annotated[dict[str, Any], component("EventPageListItem")]
ListedProduct = Annotated[dict[str, Any], component("ProductPageListItem")]
NestedBrand = Annotated[dict[str, Any], component("BrandNested")]
NestedCategory = Annotated[dict[str, Any], component("CategoryNested")]
Badge = Literal["NEW", "TRAINING_AVAILABLE"]


class CallToAction(TypedDict):
    label: str
    url: str


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

    def to_representation(self, page: ProductPage) -> list[Badge]:
        events = {link.event_id for link in page.product_trainings.all()}
        trained = bool(events & self.content.open_events)
        badges: dict[Badge, bool] = {"NEW": page.is_new, "TRAINING_AVAILABLE": trained}
        return [badge for badge, shown in badges.items() if shown]


class CallToActionField(InstanceField):
    """The event's button; without an address of its own it opens WhatsApp."""

    def to_representation(self, page: EventPage) -> CallToAction:
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

    def items_once(self, instances: Any) -> list[dict[str, Any]]:
        """The same for what pages of one language share: asked once per answer."""
        shown = self.content.shared_items
        key = (type(self), current_language())
        if key not in shown:
            shown[key] = self.items(instances)
        return shown[key]

    def in_language(self, model: type[Page], ids: list[int]) -> list[Page]:
        """Public pages in the current language, in the order of `ids`.

        A translated page keeps the relations of its source, which lead to the other language;
        what has no version in the current one is shown only where a fallback is wanted.
        """
        self.content.load(References(pages=set(ids)))
        wanted = fallback.is_wanted(self.context["view"].query)
        find = self.content.page if wanted else self.content.translated_page
        pages = [page for page in map(find, ids) if page]
        found = self.content.public.pages(model).in_bulk([page.pk for page in pages])
        return [found[page.pk] for page in pages if page.pk in found]


class TrainingsField(ListedField):
    """Public events linked to a product, soonest first."""

    def to_representation(self, page: ProductPage) -> list[ListedEvent]:
        ids = [link.event_id for link in page.product_trainings.all()]
        events = self.in_language(EventPage, ids)
        return self.items(sorted(events, key=attrgetter("starts_at")))


class RelatedProductsField(ListedField):
    """Public related products, in the editor's order."""

    def to_representation(self, page: ProductPage) -> list[ListedProduct]:
        ids = [relation.related_id for relation in page.product_relations.all()]
        return self.items(self.in_language(ProductPage, ids))


class NextEventsField(ListedField):
    """The next three public events in the page's language."""

    def to_representation(self, page: Any) -> list[ListedEvent]:
        events = self.content.public.pages(EventPage).filter(not_over(), locale_id=page.locale_id)
        return self.items_once(events.order_by("starts_at", "pk")[:3])


class BrandsField(ListedField):
    def to_representation(self, page: Any) -> list[NestedBrand]:
        return self.items_once(self.content.public.terms(Brand))


class CategoriesField(ListedField):
    def to_representation(self, page: Any) -> list[NestedCategory]:
        return self.items_once(self.content.public.terms(Category))

"""Which languages a product exists in, and whether its translations are up to date.

The product in the site's default language is the source, its counterparts in other languages are
its translations. One is *missing* while its language has no page for the product, not even a draft;
`cms.translations` says, for this list and for the reports, when it is *outdated*.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale

from cms.models import ProductPage
from cms.translations import with_outdated

MISSING, OUTDATED, COMPLETE = "missing", "outdated", "complete"
STATES = [
    (MISSING, _("A translation is missing")),
    (OUTDATED, _("A translation is outdated")),
    (COMPLETE, _("Complete and up to date")),
]


@dataclass(frozen=True)
class Language:
    """A product in one language of the site; `page` is None where it is missing."""

    code: str
    name: str
    page: ProductPage | None
    is_outdated: bool


def in_state(products: QuerySet[ProductPage], state: str) -> QuerySet[ProductPage]:
    """Products of any language whose translations are in one of `STATES`."""
    family = ProductPage.objects.filter(translation_key=OuterRef("translation_key"))
    languages = family.order_by().values("translation_key").annotate(number=Count("pk"))
    late = with_outdated(family).filter(is_outdated=True)
    marked = products.annotate(language_count=Subquery(languages.values("number")))
    expected = Locale.objects.count()
    match state:
        case "missing":
            found = marked.filter(language_count__lt=expected)
        case "outdated":
            found = marked.filter(Exists(late))
        case _:
            found = marked.filter(~Exists(late), language_count=expected)
    return found


def languages_of(products: Iterable[ProductPage]) -> dict[int, list[Language]]:
    """For each product, by its id, its state in every language; two queries in all."""
    products = list(products)
    families: dict[object, dict[int, ProductPage]] = defaultdict(dict)
    relatives = ProductPage.objects.filter(
        translation_key__in={product.translation_key for product in products}
    )
    for page in with_outdated(relatives.defer_streamfields()):
        families[page.translation_key][page.locale_id] = page
    locales = sorted(
        Locale.objects.all(), key=lambda locale: locale.language_code != settings.LANGUAGE_CODE
    )
    return {
        product.pk: _languages(families[product.translation_key], locales) for product in products
    }


def _languages(family: dict[int, ProductPage], locales: list[Locale]) -> list[Language]:
    return [
        Language(
            code=locale.language_code,
            name=locale.get_display_name(),
            page=family.get(locale.pk),
            is_outdated=getattr(family.get(locale.pk), "is_outdated", False),
        )
        for locale in locales
    ]

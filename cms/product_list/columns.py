from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn, LocaleColumn
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn, PageTitleColumn

from cms.models import Audience, Picture, ProductPage
from cms.product_list.translations import Language
from cms.viewsets import PictureColumn


def first_picture(product: ProductPage) -> Picture | None:
    """From the prefetched photos."""
    photos = list(product.photos.all())
    return photos[0].picture if photos else None


def audience_labels(product: ProductPage) -> str:
    return ", ".join(str(Audience(value).label) for value in product.audience)


class LanguagesColumn(Column):
    """Every language of the site: a way to its page, or to translate where it is missing."""

    cell_template_name = "cms/product_list/languages_cell.html"

    def get_value(self, instance: ProductPage) -> list[Language]:
        languages: list[Language] = instance.languages
        return languages

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        user = parent_context["request"].user
        may_translate = user.has_perm("simple_translation.submit_translation")
        translate_url = reverse("simple_translation:submit_page_translation", args=[instance.pk])
        return {**context, "translate_url": translate_url if may_translate else ""}


COLUMNS = [
    BulkActionsColumn("bulk_actions"),
    PictureColumn("picture", label=_("Picture"), accessor=first_picture, width="7%"),
    PageTitleColumn("title", label=_("Title"), sort_key="title", classname="title"),
    Column("code", label=_("Code"), sort_key="code"),
    Column("brand", label=_("Brand"), sort_key="brand__name"),
    Column("audience", label=_("Audience"), accessor=audience_labels),
    PageStatusColumn("status", label=_("Status"), sort_key="live"),
    LocaleColumn(label=_("Language")),
    LanguagesColumn("languages", label=_("Translations")),
    DateColumn(
        "latest_revision_created_at", label=_("Updated"), sort_key="latest_revision_created_at"
    ),
]

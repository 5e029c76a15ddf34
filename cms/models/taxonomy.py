"""Terms that products and events are found by: one row each, with texts in both languages."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, TitleFieldPanel
from wagtail.admin.widgets.slug import SlugInput
from wagtail.search import index

from cms.editor.panels import picture_panel

#: What search results may be sorted by in the admin.
ORDERING_FIELDS = [index.FilterField("sort_order"), index.FilterField("slug")]


class Term(index.Indexed, models.Model):
    """What every term has: a slug that both languages share and a place in the order."""

    slug = models.SlugField(
        _("slug"),
        unique=True,
        max_length=80,
        help_text=_("Used in addresses and filters, the same in both languages."),
    )
    sort_order = models.PositiveSmallIntegerField(
        _("order"), default=0, help_text=_("Smaller numbers come first.")
    )
    #: Lets the admin's list be sorted by dragging.
    sort_order_field = "sort_order"

    class Meta:
        abstract = True
        ordering = ["sort_order", "slug"]

    def localized(self, field: str, language_code: str) -> str:
        """The text of `field` in a language, falling back to Indonesian where it is empty."""
        return getattr(self, f"{field}_{language_code}", "") or getattr(self, f"{field}_id")


class NamedTerm(Term):
    """A term whose name is translated."""

    name_id = models.CharField(_("name (Indonesian)"), max_length=80)
    name_en = models.CharField(_("name (English)"), max_length=80, blank=True)

    panels = [
        FieldRowPanel([TitleFieldPanel("name_id", targets=["slug"]), FieldPanel("name_en")]),
        FieldPanel("slug", widget=SlugInput),
    ]
    search_fields = [
        *ORDERING_FIELDS,
        index.SearchField("name_id"),
        index.SearchField("name_en"),
        index.AutocompleteField("name_id"),
        index.AutocompleteField("name_en"),
    ]

    class Meta(Term.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.name_id


class Brand(Term):
    name = models.CharField(_("name"), max_length=80, unique=True)
    logo = models.ForeignKey(
        "cms.Picture",
        verbose_name=_("logo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    profile_id = models.TextField(_("short profile (Indonesian)"), max_length=400, blank=True)
    profile_en = models.TextField(_("short profile (English)"), max_length=400, blank=True)

    panels = [
        TitleFieldPanel("name", targets=["slug"]),
        FieldPanel("slug", widget=SlugInput),
        picture_panel("logo"),
        MultiFieldPanel(
            [FieldPanel("profile_id"), FieldPanel("profile_en")], heading=_("Short profile")
        ),
    ]
    search_fields = [
        *ORDERING_FIELDS,
        index.SearchField("name"),
        index.AutocompleteField("name"),
    ]

    class Meta(Term.Meta):
        verbose_name = _("brand")
        verbose_name_plural = _("brands")

    def __str__(self) -> str:
        return self.name


class Category(NamedTerm):
    class Meta(NamedTerm.Meta):
        verbose_name = _("category")
        verbose_name_plural = _("categories")


class Function(NamedTerm):
    """What a product does for hair or skin, such as moisturising or colour protection."""

    class Meta(NamedTerm.Meta):
        verbose_name = _("function")
        verbose_name_plural = _("functions")

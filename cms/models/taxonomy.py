"""Terms that products and events are found by: one row each, with texts in both languages."""

from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.search import index


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
        FieldRowPanel([FieldPanel("name_id"), FieldPanel("name_en")]),
        FieldRowPanel([FieldPanel("slug"), FieldPanel("sort_order")]),
    ]
    search_fields = [
        index.SearchField("name_id"),
        index.SearchField("name_en"),
        index.AutocompleteField("name_id"),
        index.AutocompleteField("name_en"),
    ]

    class Meta(Term.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.name_id

    def clean(self) -> None:
        self.slug = self.slug or slugify(self.name_en or self.name_id)


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
        FieldPanel("name"),
        FieldPanel("logo"),
        MultiFieldPanel(
            [FieldPanel("profile_id"), FieldPanel("profile_en")], heading=_("Short profile")
        ),
        FieldRowPanel([FieldPanel("slug"), FieldPanel("sort_order")]),
    ]
    search_fields = [index.SearchField("name"), index.AutocompleteField("name")]

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

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page

from cms.preview import HeadlessPageMixin


class BasePage(HeadlessPageMixin, Page):
    """What every page has beside its content: how it looks in search results and when shared."""

    social_image = models.ForeignKey(
        "cms.Picture",
        verbose_name=_("social picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Shown when the page is shared. Empty: the page's first picture."),
    )
    canonical_url = models.URLField(
        _("canonical address"),
        blank=True,
        help_text=_("Only when this text was published first at another address."),
    )

    promote_panels = [
        MultiFieldPanel(
            [
                FieldPanel("slug"),
                FieldPanel("seo_title"),
                FieldPanel("search_description"),
                FieldPanel("social_image"),
                FieldPanel("canonical_url"),
            ],
            heading=_("Search results and sharing"),
        )
    ]
    show_in_menus_default: ClassVar[bool] = False

    class Meta:
        abstract = True

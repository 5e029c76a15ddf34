from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from cms.editor.panels import SEO_PANEL, TITLE_PANEL
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

    content_panels = [TITLE_PANEL]
    promote_panels = [SEO_PANEL]
    show_in_menus_default: ClassVar[bool] = False

    class Meta:
        abstract = True

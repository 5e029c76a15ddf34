from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField

from cms.blocks import PillarBlock
from cms.editor.panels import picture_panel
from cms.models.base import BasePage


class HomePage(BasePage):
    hero_title = models.CharField(_("headline"), max_length=90)
    hero_text = models.TextField(_("text below"), max_length=240, blank=True)
    hero_image = models.ForeignKey(
        "cms.Picture",
        verbose_name=_("picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    explore_label = models.CharField(_("label of the products button"), max_length=30)
    partner_label = models.CharField(_("label of the partner button"), max_length=30)
    pillars = StreamField(
        [("pillar", PillarBlock())], verbose_name=_("pillars"), max_num=3, blank=True
    )
    education_title = models.CharField(_("title"), max_length=90, blank=True)
    education_text = models.TextField(_("text"), max_length=240, blank=True)

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("hero_title"),
                FieldPanel("hero_text"),
                picture_panel("hero_image"),
                FieldPanel("explore_label"),
                FieldPanel("partner_label"),
            ],
            heading=_("First view"),
        ),
        FieldPanel("pillars"),
        MultiFieldPanel(
            [FieldPanel("education_title"), FieldPanel("education_text")],
            heading=_("Education highlight"),
            help_text=_("The next events are listed below it by themselves."),
        ),
    ]
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "cms.ProductIndexPage",
        "cms.EducationIndexPage",
        "cms.PartnershipPage",
        "cms.AboutPage",
        "cms.ContactPage",
        "cms.LegalPage",
    ]
    page_description = _("The first page of the site in one language.")

    class Meta:
        verbose_name = _("home page")

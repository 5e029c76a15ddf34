from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from cms.blocks import BodyBlock
from cms.models.base import BasePage


class PartnershipPage(BasePage):
    """Carries the *Become Partner* form; its fields and choices come from the API."""

    introduction = models.TextField(_("introduction"), max_length=400, blank=True)
    benefits = StreamField(
        [("benefit", blocks.CharBlock(label=_("Benefit"), max_length=160))],
        verbose_name=_("benefits of a partnership"),
        blank=True,
        max_num=8,
    )
    form_title = models.CharField(_("title above the form"), max_length=90)
    success_title = models.CharField(_("title after sending"), max_length=90)
    success_text = models.TextField(_("text after sending"), max_length=400)

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("introduction"),
        FieldPanel("benefits"),
        MultiFieldPanel(
            [
                FieldPanel("form_title"),
                FieldPanel("success_title"),
                FieldPanel("success_text"),
            ],
            heading=_("Partner form"),
        ),
    ]
    parent_page_types = ["cms.HomePage"]
    subpage_types: list[str] = []
    max_count_per_parent = 1
    page_description = _("Benefits of a partnership and the form.")

    class Meta:
        verbose_name = _("partnership page")


class TextPage(BasePage):
    """A page of running text."""

    introduction = models.TextField(_("introduction"), max_length=400, blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("content"), blank=True)

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("introduction"),
        FieldPanel("body"),
    ]
    search_fields = [*BasePage.search_fields, index.SearchField("body")]
    parent_page_types = ["cms.HomePage"]
    subpage_types: list[str] = []

    class Meta:
        abstract = True


class AboutPage(TextPage):
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("about page")


class ContactPage(TextPage):
    """Address, e-mail and WhatsApp come from the contact settings, so that they exist once."""

    max_count_per_parent = 1

    class Meta:
        verbose_name = _("contact page")


class LegalPage(TextPage):
    class Kind(models.TextChoices):
        PRIVACY = "PRIVACY", _("Privacy")
        TERMS = "TERMS", _("Terms")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)

    content_panels = [*TextPage.content_panels, FieldPanel("kind")]
    page_description = _("Privacy notice or terms of use.")

    class Meta:
        verbose_name = _("legal page")

    def clean(self) -> None:
        super().clean()
        if self.path:
            rivals = LegalPage.objects.sibling_of(self, inclusive=False)
        else:  # the form of a new page, which has no place in the tree yet
            rivals = LegalPage.objects.filter(locale_id=self.locale_id)
        if self.kind and rivals.filter(kind=self.kind).exists():
            raise ValidationError({"kind": _("This language has a page of this kind already.")})

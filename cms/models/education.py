from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from cms.blocks import BodyBlock
from cms.editor.panels import counted, picture_panel
from cms.models.audience import AudienceMixin
from cms.models.base import BasePage


class EducationIndexPage(BasePage):
    introduction = models.TextField(_("introduction"), max_length=400, blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("introduction")]
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.EventPage", "cms.ArticlePage"]
    max_count_per_parent = 1
    page_description = _("Lists events and articles.")

    class Meta:
        verbose_name = _("education overview")


class EventPage(AudienceMixin, BasePage):
    """A training or seminar. Times are stored in UTC and shown in Asia/Jakarta."""

    class Kind(models.TextChoices):
        TRAINING = "TRAINING", _("Training")
        SEMINAR = "SEMINAR", _("Seminar")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.TRAINING)
    starts_at = models.DateTimeField(_("starts"), db_index=True)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    is_online = models.BooleanField(_("online"), default=False)
    city = models.CharField(_("city"), max_length=80, blank=True)
    venue = models.CharField(_("venue"), max_length=160, blank=True)
    brand = models.ForeignKey(
        "cms.Brand",
        verbose_name=_("brand"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="events",
    )
    summary = models.CharField(_("one-line description"), max_length=160)
    picture = models.ForeignKey(
        "cms.Picture",
        verbose_name=_("picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    body = StreamField(BodyBlock(), verbose_name=_("content"), blank=True)
    cta_label = models.CharField(_("button label"), max_length=40, blank=True)
    cta_url = models.URLField(
        _("button address"),
        blank=True,
        help_text=_("Empty: the button opens WhatsApp with the event's name."),
    )

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("kind"), FieldPanel("brand")]),
                counted("summary"),
                picture_panel("picture"),
            ],
            heading=_("What it is"),
            icon="calendar",
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
                FieldPanel("is_online"),
                FieldRowPanel([FieldPanel("city"), FieldPanel("venue")]),
            ],
            heading=_("When and where"),
        ),
        FieldRowPanel([FieldPanel("for_salon"), FieldPanel("for_barber")], heading=_("For whom")),
        FieldPanel("body"),
        MultiFieldPanel([counted("cta_label"), FieldPanel("cta_url")], heading=_("Call to action")),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("summary"),
        index.SearchField("city"),
        index.SearchField("body"),
        index.FilterField("starts_at"),
        index.FilterField("brand_id"),
        index.FilterField("for_salon"),
        index.FilterField("for_barber"),
    ]
    parent_page_types = ["cms.EducationIndexPage"]
    subpage_types: list[str] = []
    page_description = _("A training or seminar with a date.")

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")

    def clean(self) -> None:
        super().clean()
        if self.starts_at and self.ends_at and self.ends_at < self.starts_at:
            raise ValidationError({"ends_at": _("The end lies before the start.")})
        if not self.is_online and not self.city:
            raise ValidationError({"city": _("Name a city, or mark the event as online.")})


class ArticlePage(BasePage):
    published_on = models.DateField(_("date"), db_index=True)
    summary = models.CharField(_("one-line description"), max_length=160)
    picture = models.ForeignKey(
        "cms.Picture",
        verbose_name=_("picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    body = StreamField(BodyBlock(), verbose_name=_("content"), blank=True)

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [FieldPanel("published_on"), counted("summary"), picture_panel("picture")],
            heading=_("What it is"),
            icon="doc-full",
        ),
        FieldPanel("body"),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("summary"),
        index.SearchField("body"),
        index.FilterField("published_on"),
    ]
    parent_page_types = ["cms.EducationIndexPage"]
    subpage_types: list[str] = []
    page_description = _("Professional knowledge: techniques, trends, news.")

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")

from itertools import count
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, PageChooserPanel, Panel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable
from wagtail.search import index

from cms.blocks import RICH_TEXT_FEATURES, BenefitsBlock, VariantBlock
from cms.editor.panels import counted, picture_panel
from cms.editor.product import PRODUCT_PANELS
from cms.forms import ProductCopyForm
from cms.models.audience import AudienceMixin
from cms.models.base import BasePage

CODE_LENGTH = 40


class ProductIndexPage(BasePage):
    introduction = models.TextField(_("introduction"), max_length=400, blank=True)
    empty_text = models.TextField(
        _("text when no product matches"),
        max_length=240,
        blank=True,
        help_text=_("Say what to try next: fewer filters, or a WhatsApp message."),
    )

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("introduction"),
        FieldPanel("empty_text"),
    ]
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.ProductPage"]
    max_count_per_parent = 1
    page_description = _("Lists all products with their filters.")

    class Meta:
        verbose_name = _("products overview")


class ProductPage(AudienceMixin, BasePage):
    code = models.CharField(
        _("product code"),
        max_length=CODE_LENGTH,
        db_index=True,
        help_text=_("The same in both languages; unique within one."),
    )
    brand = models.ForeignKey(
        "cms.Brand",
        verbose_name=_("brand"),
        on_delete=models.PROTECT,
        related_name="products",
    )
    categories = ParentalManyToManyField(
        "cms.Category", verbose_name=_("categories"), related_name="products"
    )
    functions = ParentalManyToManyField(
        "cms.Function", verbose_name=_("functions"), related_name="products", blank=True
    )
    is_new = models.BooleanField(_("show the badge “New”"), default=False)
    summary = models.CharField(_("one-line description"), max_length=160)
    overview = models.TextField(
        _("professional overview"), max_length=800, blank=True, help_text=_("2–3 sentences.")
    )
    benefits = StreamField(
        BenefitsBlock(),
        verbose_name=_("key benefits"),
        blank=True,
        max_num=5,
        help_text=_("3–5 short lines. Drag them, or use the arrows, to sort."),
    )
    use_cases = StreamField(
        [("use_case", blocks.CharBlock(label=_("Use case"), max_length=140))],
        verbose_name=_("recommended for"),
        blank=True,
        max_num=8,
    )
    how_to_use = StreamField(
        [("step", blocks.TextBlock(label=_("Step"), max_length=400, rows=2))],
        verbose_name=_("how to use"),
        blank=True,
        max_num=10,
        help_text=_("One step each. Drag them, or use the arrows, to sort."),
    )
    technical_notes = RichTextField(
        _("technical notes"),
        blank=True,
        features=RICH_TEXT_FEATURES,
        help_text=_("Ingredients, safety, certification."),
    )
    variants = StreamField(
        [("variant", VariantBlock())], verbose_name=_("variants and sizes"), blank=True
    )
    specification_sheet = models.ForeignKey(
        "wagtaildocs.Document",
        verbose_name=_("specification sheet (PDF)"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    content_panels = PRODUCT_PANELS
    #: What it holds elsewhere is the last group of the one form.
    promote_panels: list[Panel] = []
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("code"),
        index.AutocompleteField("code"),
        index.SearchField("summary"),
        index.AutocompleteField("summary"),
        index.SearchField("overview"),
        index.RelatedFields("brand", [index.SearchField("name"), index.AutocompleteField("name")]),
        index.RelatedFields(
            "categories", [index.SearchField("name_id"), index.SearchField("name_en")]
        ),
        index.RelatedFields(
            "functions", [index.SearchField("name_id"), index.SearchField("name_en")]
        ),
        index.FilterField("for_salon"),
        index.FilterField("for_barber"),
        index.FilterField("brand_id"),
    ]
    parent_page_types = ["cms.ProductIndexPage"]
    subpage_types: list[str] = []
    preview_modes = [("", _("Product page")), ("card", _("Product card"))]
    copy_form_class = ProductCopyForm
    page_description = _("One product, without a price.")

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")

    def clean(self) -> None:
        super().clean()
        if self.code and self._with_code(self.code).exclude(pk=self.pk).exists():
            raise ValidationError({"code": _("Another product of this language has this code.")})
        if self.specification_sheet and self.specification_sheet.file_extension.lower() != "pdf":
            raise ValidationError({"specification_sheet": _("Choose a PDF document.")})

    def code_for_copy(self) -> str:
        """A free code that shows where the copy comes from and that it awaits its own."""
        for number in count(1):
            suffix = "-COPY" if number == 1 else f"-COPY{number}"
            code = self.code[: CODE_LENGTH - len(suffix)] + suffix
            if not self._with_code(code).exists():
                break
        return code

    def _with_code(self, code: str) -> "models.QuerySet[ProductPage]":
        return ProductPage.objects.filter(code=code, locale_id=self.locale_id)


class ProductPhoto(Orderable):
    product = ParentalKey(ProductPage, on_delete=models.CASCADE, related_name="photos")
    picture = models.ForeignKey(
        "cms.Picture", verbose_name=_("picture"), on_delete=models.PROTECT, related_name="+"
    )
    alt = models.CharField(
        _("alternative text"),
        max_length=160,
        blank=True,
        help_text=_("Empty: the picture's own text from the media library."),
    )

    panels = [picture_panel("picture"), counted("alt")]


class ProductTraining(Orderable):
    product = ParentalKey(ProductPage, on_delete=models.CASCADE, related_name="product_trainings")
    event = models.ForeignKey(
        "cms.EventPage", verbose_name=_("training"), on_delete=models.CASCADE, related_name="+"
    )

    panels = [PageChooserPanel("event", ["cms.EventPage"])]


class ProductRelation(Orderable):
    product = ParentalKey(ProductPage, on_delete=models.CASCADE, related_name="product_relations")
    related = models.ForeignKey(
        ProductPage, verbose_name=_("related product"), on_delete=models.CASCADE, related_name="+"
    )

    panels = [PageChooserPanel("related", ["cms.ProductPage"])]

    def clean(self, *args: Any) -> None:
        super().clean()
        if self.related_id and self.related_id == self.product_id:
            raise ValidationError({"related": _("A product is not related to itself.")})

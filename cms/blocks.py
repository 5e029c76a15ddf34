"""StreamField blocks of the page types."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock

RICH_TEXT_FEATURES = ["bold", "italic", "ol", "ul", "link", "document-link"]


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Quote"))
    source = blocks.CharBlock(label=_("Who said it"), required=False, max_length=120)

    class Meta:
        icon = "openquote"
        label = _("Quote")


class BodyBlock(blocks.StreamBlock):
    """Running text with headings, pictures and quotes."""

    heading = blocks.CharBlock(label=_("Heading"), icon="title", max_length=120)
    paragraph = blocks.RichTextBlock(label=_("Text"), features=RICH_TEXT_FEATURES)
    picture = ImageBlock(label=_("Picture"))
    quote = QuoteBlock()


class PillarBlock(blocks.StructBlock):
    """One of the company's three pillars, shown on Home."""

    title = blocks.CharBlock(label=_("Title"), max_length=60)
    text = blocks.TextBlock(label=_("Text"), max_length=240)
    page = blocks.PageChooserBlock(label=_("Page to open"), required=False)

    class Meta:
        icon = "pick"
        label = _("Pillar")


class BenefitsBlock(blocks.StreamBlock):
    """A product's key benefits: none yet, or enough to convince.

    The lower bound holds for whoever publishes or submits; a draft is saved with fewer, since
    Wagtail defers what only a finished text must fulfil.
    """

    FEWEST = 3

    benefit = blocks.CharBlock(label=_("Benefit"), max_length=140)

    def clean(self, value: Any) -> Any:
        if 0 < len(value) < self.FEWEST and not self.is_deferred_validation:
            error = _("Write three to five benefits, or none yet.")
            raise blocks.StreamBlockValidationError(non_block_errors=[ValidationError(error)])
        return super().clean(value)


class VariantBlock(blocks.StructBlock):
    """A size or version in which a product is delivered."""

    name = blocks.CharBlock(label=_("Name"), max_length=80, help_text=_("For example: 500 ml"))
    code = blocks.CharBlock(label=_("Item code"), required=False, max_length=40)

    class Meta:
        icon = "tag"
        label = _("Variant")


class LinkBlock(blocks.StructBlock):
    """A menu entry: a page of this site, which follows the reader's language, or an address."""

    page = blocks.PageChooserBlock(label=_("Page"), required=False)
    url = blocks.URLBlock(label=_("Or an address outside"), required=False)
    label_id = blocks.CharBlock(
        label=_("Label (Indonesian)"),
        required=False,
        max_length=40,
        help_text=_("Empty: the page's own title."),
    )
    label_en = blocks.CharBlock(label=_("Label (English)"), required=False, max_length=40)

    class Meta:
        icon = "link"
        label = _("Menu entry")


class SocialProfileBlock(blocks.StructBlock):
    network = blocks.ChoiceBlock(
        label=_("Network"),
        choices=[
            ("instagram", "Instagram"),
            ("facebook", "Facebook"),
            ("tiktok", "TikTok"),
            ("youtube", "YouTube"),
            ("linkedin", "LinkedIn"),
        ],
    )
    url = blocks.URLBlock(label=_("Address"))

    class Meta:
        icon = "site"
        label = _("Profile")


class SpendRangeBlock(blocks.StructBlock):
    """One choice of *monthly spend* in the partner form."""

    value = blocks.RegexBlock(
        label=_("Value"), regex=r"^[a-z0-9-]{1,40}$", help_text=_("Letters, digits and hyphens.")
    )
    label_id = blocks.CharBlock(label=_("Label (Indonesian)"), max_length=60)
    label_en = blocks.CharBlock(label=_("Label (English)"), max_length=60)

    class Meta:
        icon = "list-ul"
        label = _("Range")

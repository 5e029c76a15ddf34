"""The product's form, in the order in which an editor thinks of a product."""

from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    MultipleChooserPanel,
)

from cms.editor.panels import SEO_PANEL, TITLE_PANEL, counted

PRODUCT_PANELS = [
    TITLE_PANEL,
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("code"), FieldPanel("is_new")]),
            FieldPanel("brand"),
            FieldPanel("categories", widget=CheckboxSelectMultiple),
            FieldPanel("functions", widget=CheckboxSelectMultiple),
            counted("summary"),
            counted("overview"),
            counted("benefits"),
            counted("variants"),
        ],
        heading=_("What it is"),
        icon="tag",
    ),
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("for_salon"), FieldPanel("for_barber")]),
            counted("use_cases"),
        ],
        heading=_("For whom"),
        icon="group",
    ),
    MultiFieldPanel(
        [
            counted("how_to_use"),
            FieldPanel("technical_notes"),
            MultipleChooserPanel(
                "product_trainings",
                chooser_field_name="event",
                heading=_("Trainings"),
                label=_("Training"),
            ),
            MultipleChooserPanel(
                "product_relations",
                chooser_field_name="related",
                heading=_("Related products"),
                label=_("Related product"),
                max_num=4,
            ),
        ],
        heading=_("How to use"),
        icon="help",
    ),
    MultiFieldPanel(
        [
            InlinePanel("photos", heading=_("Photos"), label=_("Photo"), max_num=3),
            FieldPanel("specification_sheet"),
        ],
        heading=_("Media"),
        icon="image",
    ),
    SEO_PANEL,
]

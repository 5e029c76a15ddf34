"""Panels that several page types share."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, TitleFieldPanel

from cms.editor.picture_chooser import PictureChooser

#: What search engines show before they cut a text off.
TITLE_LENGTH = 60
DESCRIPTION_LENGTH = 160

#: Filled in by `cms/static/cms/text-counter.js`.
COUNTED = {
    "data-controller": "text-counter",
    "data-text-counter-text-value": _("{count} of {max} characters"),
}


def counted(field_name: str, **options: Any) -> FieldPanel:
    """A field, or a StreamField of short texts, that shows how much room is left."""
    return FieldPanel(field_name, attrs=COUNTED, **options)


def picture_panel(field_name: str) -> FieldPanel:
    """A picture of the library, with its focal point in sight."""
    return FieldPanel(field_name, widget=PictureChooser)


def recommended(length: int) -> dict[str, Any]:
    """Attributes of a panel whose text may be longer than `length`, but should not."""
    return {
        "data-controller": "text-counter",
        "data-text-counter-text-value": _("{count} of {max} recommended characters"),
        "data-text-counter-recommended-value": str(length),
    }


TITLE_PANEL = TitleFieldPanel("title", attrs=recommended(TITLE_LENGTH))

SEO_PANEL = MultiFieldPanel(
    [
        FieldPanel("slug"),
        FieldPanel("seo_title", attrs=recommended(TITLE_LENGTH)),
        FieldPanel("search_description", attrs=recommended(DESCRIPTION_LENGTH)),
        picture_panel("social_image"),
        FieldPanel("canonical_url"),
    ],
    heading=_("SEO: search results and sharing"),
    icon="search",
)

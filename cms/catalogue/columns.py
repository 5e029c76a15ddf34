"""The columns of a catalogue file. Their names are stable; people read the help beside them."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cms.catalogue.kinds import Audiences, Flag, Kind, Line, OptionalSlug, RequiredLine, Text
from cms.catalogue.kinds.references import (
    Links,
    Photos,
    Reference,
    RequiredReference,
    Terms,
)
from cms.catalogue.kinds.rich_text import RichText
from cms.catalogue.kinds.streams import Lines, Variants
from cms.catalogue.names import Table

CODE, LOCALE, STATUS = "code", "locale", "status"
#: Every file has these; they say which product and which language a row is about.
REQUIRED_COLUMNS = (CODE, LOCALE)
#: A new product needs a text in each of these.
NEEDED_TO_CREATE = ("title", "brand", "categories", "summary")

LIVE, DRAFT, CHANGED = "live", "draft", "changed"


@dataclass(frozen=True)
class Column:
    name: str
    kind: Kind
    help: str | Promise
    example: str


@dataclass(frozen=True)
class PlainColumn:
    """One that is no field of the product."""

    name: str
    help: str | Promise
    example: str


_PER_LINE = _("One per line.")


def _column(name: str, kind: Kind, text: Any, example: str) -> Column:
    return Column(name, kind, text, example)


COLUMNS = (
    _column("title", RequiredLine("title"), _("Name of the product."), "Argan Repair Mask"),
    _column("brand", RequiredReference("brand", Table.BRAND), _("Slug of the brand."), "lumera"),
    _column(
        "categories",
        Terms("categories", Table.CATEGORY, least=1),
        _("Slugs of categories, one per line."),
        "hair-care",
    ),
    _column(
        "functions",
        Terms("functions", Table.FUNCTION),
        _("Slugs of functions, one per line."),
        "moisturising\ncolour-protection",
    ),
    _column("audience", Audiences(""), _("SALON, BARBER or both, one per line."), "SALON\nBARBER"),
    _column("new", Flag("is_new"), _("Whether the badge “New” is shown: yes or no."), "yes"),
    _column("summary", RequiredLine("summary"), _("One line, at most 160 characters."), "…"),
    _column("overview", Text("overview"), _("2–3 sentences."), "…"),
    _column("benefits", Lines("benefits"), _PER_LINE, "Repairs\nProtects colour"),
    _column("use_cases", Lines("use_cases"), _PER_LINE, "Bleached hair"),
    _column(
        "how_to_use",
        Lines("how_to_use"),
        _("One step per line; \\n is a line break within a step."),
        "Wash.\nApply.\nRinse.",
    ),
    _column(
        "technical_notes",
        RichText("technical_notes"),
        _("Plain paragraphs, or HTML with p, br, b, i, ul, ol, li and a."),
        "<p>Free of <b>parabens</b>.</p>",
    ),
    _column(
        "variants",
        Variants("variants"),
        _("One per line: name | item code."),
        "250 ml | ARM-250\n500 ml | ARM-500",
    ),
    _column(
        "photos",
        Photos("photos", "picture", Table.PICTURE, most=3),
        _(
            "One per line: file name | alternative text. From the ZIP, where the text is needed, "
            "else the media library."
        ),
        "argan-mask.jpg | Jar of hair mask",
    ),
    _column(
        "specification_sheet",
        Reference("specification_sheet", Table.DOCUMENT),
        _("File name of a document in the media library."),
        "argan-mask.pdf",
    ),
    _column(
        "trainings",
        Links("product_trainings", "event", Table.EVENT),
        _("Slugs of events of the same language, one per line."),
        "colour-basics",
    ),
    _column(
        "related_products",
        Links("product_relations", "related", Table.PRODUCT, most=4),
        _("Codes of products, also of other rows of the file, one per line."),
        "SRM-0001",
    ),
    _column(
        "slug",
        OptionalSlug("slug"),
        _("Last part of the page's address. Empty: from the title."),
        "argan-repair-mask",
    ),
    _column("search_title", Line("seo_title"), _("Title in search results."), "…"),
    _column("search_description", Text("search_description"), _("For search results."), "…"),
    _column(
        "social_picture",
        Reference("social_image", Table.PICTURE),
        _("File name of the picture shown when the page is shared."),
        "argan-mask.jpg",
    ),
    _column(
        "canonical_address",
        Line("canonical_url"),
        _("Only when the text was published first at another address."),
        "",
    ),
)
CODE_COLUMN = PlainColumn(
    CODE, _("Product code, the same in both languages. Tells which product is meant."), "ARM-01"
)
LOCALE_COLUMN = PlainColumn(LOCALE, _("Language of the row: id or en."), "en")
STATUS_COLUMN = PlainColumn(
    STATUS,
    _(
        "live, draft or changed (live with unpublished changes). Read when publishing directly; a "
        "changed product becomes live only where this says live."
    ),
    LIVE,
)
BY_NAME = {column.name: column for column in COLUMNS}
ALL_COLUMNS: tuple[Column | PlainColumn, ...] = (
    CODE_COLUMN,
    LOCALE_COLUMN,
    STATUS_COLUMN,
    *COLUMNS,
)
HEADER = tuple(column.name for column in ALL_COLUMNS)

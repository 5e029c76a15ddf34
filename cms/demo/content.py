"""The demonstration content as typed values; it is written in `data/*.toml`.

Texts are keyed by language code and their attributes are named like the model fields that they
fill, so that ``asdict(product.texts["en"])`` and the plain dictionaries of pages and settings can
be given to `cms.field_values.field_values` as they are. A body is a sequence of one-item
dictionaries ``{kind: value}`` as everywhere in our TOML; the value of a ``picture`` block is the
`key` of a `Scene`. Other references: brands, categories and functions by slug, products by code,
events by key, pages by the names of `cms.standard_pages`.
"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

DATA = Path(__file__).parent / "data"
LANGUAGES = ("id", "en")
JAKARTA = ZoneInfo("Asia/Jakarta")

Body = tuple[Mapping[str, Any], ...]
Kind = TypeVar("Kind")


@dataclass(frozen=True)
class Term:
    """A category or a function; `sort_order` is its place in the file."""

    slug: str
    sort_order: int
    name_id: str
    name_en: str


@dataclass(frozen=True)
class Brand:
    """`palette` holds four "#rrggbb" colours: deep, mid, light, accent.

    `wordmark` is the style of the logo, "serif" or "sans".
    """

    slug: str
    sort_order: int
    name: str
    profile_id: str
    profile_en: str
    palette: tuple[str, str, str, str]
    wordmark: str


@dataclass(frozen=True)
class Scene:
    """A picture to draw; `brand` lends its palette, `motif` is one of `cms.demo.drawing.MOTIFS`."""

    key: str
    motif: str
    brand: str
    title: str
    alt_id: str
    alt_en: str


@dataclass(frozen=True)
class ProductView:
    """How photo number `view` of any product is described; ``{product}`` is the product's title."""

    view: int
    alt_id: str
    alt_en: str


@dataclass(frozen=True)
class ProductTexts:
    slug: str
    title: str
    summary: str
    overview: str
    benefits: tuple[str, ...]
    use_cases: tuple[str, ...]
    how_to_use: tuple[str, ...]
    technical_notes: str
    seo_title: str = ""
    search_description: str = ""


@dataclass(frozen=True)
class Product:
    """`shape` and `label` (what is printed on the pack) are for the drawing.

    `variants` are ``{"name", "code"}`` in both languages. `specification_sheet` tells whether a
    PDF belongs to the product.
    """

    code: str
    brand: str
    categories: tuple[str, ...]
    functions: tuple[str, ...]
    audiences: tuple[str, ...]
    shape: str
    label: str
    variants: tuple[Mapping[str, str], ...]
    related: tuple[str, ...]
    texts: Mapping[str, ProductTexts]
    trainings: tuple[str, ...] = ()
    is_new: bool = False
    specification_sheet: bool = False


@dataclass(frozen=True)
class ArticleTexts:
    slug: str
    title: str
    summary: str
    body: Body
    seo_title: str = ""
    search_description: str = ""


@dataclass(frozen=True)
class EventTexts(ArticleTexts):
    cta_label: str = ""


@dataclass(frozen=True)
class Event:
    """Days are counted from today; hours are of the clock in Jakarta."""

    key: str
    kind: str
    day: int
    start_hour: int
    duration_hours: int
    audiences: tuple[str, ...]
    picture: str
    texts: Mapping[str, EventTexts]
    is_online: bool = False
    city: str = ""
    venue: str = ""
    brand: str = ""

    def starts_at(self, today: date) -> datetime:
        """An aware time in Asia/Jakarta."""
        day = today + timedelta(days=self.day)
        return datetime.combine(day, time(self.start_hour), tzinfo=JAKARTA)

    def ends_at(self, today: date) -> datetime:
        return self.starts_at(today) + timedelta(hours=self.duration_hours)


@dataclass(frozen=True)
class Article:
    key: str
    days_ago: int
    picture: str
    texts: Mapping[str, ArticleTexts]

    def published_on(self, today: date) -> date:
        return today - timedelta(days=self.days_ago)


@dataclass(frozen=True)
class PageTexts:
    """Texts of a standard page, per language as ``{field: value}``; the page itself exists.

    `picture` is the key of the scene in Home's first view, empty for the others.
    """

    name: str
    texts: Mapping[str, Mapping[str, Any]]
    picture: str = ""


@dataclass(frozen=True)
class SiteTexts:
    """Values of the four site settings as ``{field: value}``; `social_picture` is a scene's key."""

    contact: Mapping[str, Any]
    navigation: Mapping[str, Any]
    partner_form: Mapping[str, Any]
    appearance: Mapping[str, Any]
    social_picture: str


@dataclass(frozen=True)
class DemoContent:
    """Everything, in the order in which visitors should meet it."""

    brands: tuple[Brand, ...]
    categories: tuple[Term, ...]
    functions: tuple[Term, ...]
    scenes: tuple[Scene, ...]
    product_views: tuple[ProductView, ...]
    products: tuple[Product, ...]
    events: tuple[Event, ...]
    articles: tuple[Article, ...]
    pages: tuple[PageTexts, ...]
    settings: SiteTexts = field(repr=False)


def load() -> DemoContent:
    """Reads all files; a missing or misspelt key raises ``TypeError`` or ``KeyError``."""
    terms = _read("terms")
    pictures = _read("pictures")
    return DemoContent(
        brands=_ordered(Brand, terms["brand"]),
        categories=_ordered(Term, terms["category"]),
        functions=_ordered(Term, terms["function"]),
        scenes=tuple(Scene(**entry) for entry in pictures["scene"]),
        product_views=tuple(ProductView(**entry) for entry in pictures["product_view"]),
        products=tuple(product for brand in terms["brand"] for product in _products(brand["slug"])),
        events=_with_texts(Event, EventTexts, _read("events")["event"]),
        articles=_with_texts(Article, ArticleTexts, _read("articles")["article"]),
        pages=_with_texts(PageTexts, dict, _read("pages")["page"]),
        settings=SiteTexts(**_read("settings")),
    )


def _read(name: str) -> dict[str, Any]:
    text = (DATA / f"{name}.toml").read_text(encoding="utf-8")
    return {key: _frozen(value) for key, value in tomllib.loads(text).items()}


def _frozen(value: Any) -> Any:
    """TOML's lists as tuples, so that nothing of the content can be changed by accident."""
    if isinstance(value, dict):
        return {key: _frozen(item) for key, item in value.items()}
    return tuple(_frozen(item) for item in value) if isinstance(value, list) else value


def _products(brand: str) -> tuple[Product, ...]:
    entries = _read(f"products-{brand}")["product"]
    return _with_texts(Product, ProductTexts, [{**entry, "brand": brand} for entry in entries])


def _ordered(kind: Callable[..., Kind], entries: Any) -> tuple[Kind, ...]:
    return tuple(kind(sort_order=place, **entry) for place, entry in enumerate(entries, 1))


def _with_texts(kind: Callable[..., Kind], texts_kind: type, entries: Any) -> tuple[Kind, ...]:
    """Entries whose tables ``id`` and ``en`` hold their texts."""
    return tuple(
        kind(
            texts={code: texts_kind(**entry[code]) for code in LANGUAGES},
            **{key: value for key, value in entry.items() if key not in LANGUAGES},
        )
        for entry in entries
    )

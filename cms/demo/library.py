"""Puts the demo's pictures, sheets and terms into the database."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from html import unescape

from django.core.files.base import ContentFile
from django.utils.html import strip_tags
from wagtail.documents.models import Document

from cms import models
from cms.demo.content import Brand, DemoContent, Product, ProductTexts, Scene
from cms.demo.sheet import Section, specification_sheet
from cms.demo.studio import Order

SHEET_WORDS = {
    "id": ("Lembar spesifikasi", "Manfaat", "Cara pakai", "Catatan teknis", "Kemasan"),
    "en": ("Specification sheet", "Benefits", "How to use", "Technical notes", "Sizes"),
}


@dataclass
class Library:
    """What pages refer to: pictures by scene or by product code, terms by slug."""

    scenes: dict[str, models.Picture] = field(default_factory=dict)
    logos: dict[str, models.Picture] = field(default_factory=dict)
    photos: dict[str, list[models.Picture]] = field(default_factory=dict)
    brands: dict[str, models.Brand] = field(default_factory=dict)
    categories: dict[str, models.Category] = field(default_factory=dict)
    functions: dict[str, models.Function] = field(default_factory=dict)


def fill_library(content: DemoContent, developed: Iterable[tuple[Order, bytes]]) -> Library:
    library = Library()
    for order, jpeg in developed:
        _keep(library, content, order, jpeg)
    for brand in content.brands:
        library.brands[brand.slug] = _brand(brand, library.logos[brand.slug])
    for category in content.categories:
        library.categories[category.slug] = models.Category.objects.create(**asdict(category))
    for function in content.functions:
        library.functions[function.slug] = models.Function.objects.create(**asdict(function))
    return library


def _keep(library: Library, content: DemoContent, order: Order, jpeg: bytes) -> None:
    subject = order.subject
    if isinstance(subject, Scene):
        library.scenes[subject.key] = _picture(
            subject.key, jpeg, subject.title, subject.alt_id, subject.alt_en
        )
    elif isinstance(subject, Brand):
        name = subject.name
        library.logos[subject.slug] = _picture(
            f"logo-{subject.slug}", jpeg, f"Logo {name}", f"Logo {name}", f"{name} logo"
        )
    else:
        photo = _photo(content, subject, order.view, jpeg)
        library.photos.setdefault(subject.code, []).append(photo)


def _photo(content: DemoContent, product: Product, view: int, jpeg: bytes) -> models.Picture:
    words = next(item for item in content.product_views if item.view == view)
    indonesian, english = product.texts["id"].title, product.texts["en"].title
    return _picture(
        f"{product.code.lower()}-{view + 1}",
        jpeg,
        f"{indonesian} ({view + 1})",
        words.alt_id.format(product=indonesian),
        words.alt_en.format(product=english),
    )


def _picture(name: str, jpeg: bytes, title: str, alt_id: str, alt_en: str) -> models.Picture:
    file = ContentFile(jpeg, name=f"{name}.jpg")
    return models.Picture.objects.create(title=title, file=file, alt_id=alt_id, alt_en=alt_en)


def _brand(brand: Brand, logo: models.Picture) -> models.Brand:
    drawn_only = {"palette", "wordmark"}
    values = {name: value for name, value in asdict(brand).items() if name not in drawn_only}
    return models.Brand.objects.create(logo=logo, **values)


def specification_document(product: Product, language_code: str) -> Document | None:
    """The product's sheet in a language, or None when it has none."""
    if not product.specification_sheet:
        return None
    texts = product.texts[language_code]
    kind = SHEET_WORDS[language_code][0]
    pdf = specification_sheet(
        texts.title, f"{kind} · {product.code}", _sections(product, texts, language_code)
    )
    file = ContentFile(pdf, name=f"{texts.slug}.pdf")
    return Document.objects.create(title=f"{kind} {texts.title}", file=file)


def _sections(product: Product, texts: ProductTexts, language_code: str) -> list[Section]:
    _kind, benefits, steps, notes, sizes = SHEET_WORDS[language_code]
    return [
        Section(texts.summary, (texts.overview,)),
        Section(benefits, tuple(f"• {line}" for line in texts.benefits)),
        Section(steps, tuple(f"{n}. {line}" for n, line in enumerate(texts.how_to_use, 1))),
        Section(notes, _plain_lines(texts.technical_notes)),
        Section(sizes, tuple(f"{size['name']} – {size['code']}" for size in product.variants)),
    ]


def _plain_lines(html: str) -> tuple[str, ...]:
    blocks = html.replace("</p>", "\n").replace("</li>", "\n").replace("<li>", "• ")
    return tuple(line for line in unescape(strip_tags(blocks)).splitlines() if line.strip())

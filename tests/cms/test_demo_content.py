"""The demonstration content is complete in both languages and fits the models it fills."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, fields, is_dataclass
from datetime import date, datetime, timedelta
from html.parser import HTMLParser
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import FieldDoesNotExist
from wagtail.fields import RichTextField, StreamField

from cms import models
from cms.blocks import BodyBlock
from cms.demo.content import LANGUAGES, DemoContent, Event, Product, load
from cms.demo.drawing import MOTIFS, SHAPES, STYLES, VIEWS
from cms.field_values import References, field_values
from cms.standard_pages import standard_pages

CONTENT = load()
TODAY = date(2030, 1, 31)
PRICE_WORDS = re.compile(
    r"\b(rp|idr|harga\w*|prices?|diskon|discounts?|promo|gratis|for free|sale off)\b", re.IGNORECASE
)
QUOTED = {"id": "Tim edukasi Alfa Beauty", "en": "Alfa Beauty education team"}
OPTIONAL = {"seo_title", "search_description", "cta_label"}
RICH_TEXT_TAGS = {"p", "ul", "ol", "li", "b", "i"}


@pytest.fixture
def content() -> DemoContent:
    return CONTENT


def _texts() -> Iterator[tuple[str, Any, str, dict[str, Any]]]:
    """Every set of page texts as (name, model, language, values)."""
    models_of_pages = {page.name: page.model for page in standard_pages()}
    for language in LANGUAGES:
        for product in CONTENT.products:
            yield product.code, models.ProductPage, language, asdict(product.texts[language])
        for event in CONTENT.events:
            yield event.key, models.EventPage, language, asdict(event.texts[language])
        for article in CONTENT.articles:
            yield article.key, models.ArticlePage, language, asdict(article.texts[language])
        for page in CONTENT.pages:
            yield page.name, models_of_pages[page.name], language, dict(page.texts[language])


def _settings() -> Iterator[tuple[str, Any, dict[str, Any]]]:
    texts = CONTENT.settings
    yield "contact", models.ContactSettings, dict(texts.contact)
    yield "navigation", models.NavigationSettings, dict(texts.navigation)
    yield "partner_form", models.PartnerFormSettings, dict(texts.partner_form)
    yield "appearance", models.AppearanceSettings, dict(texts.appearance)


def _strings(value: Any) -> Iterator[str]:
    """All strings within content, however deeply they are nested."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _strings(item)
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _strings(item)
    elif is_dataclass(value):
        for attribute in fields(value):
            yield from _strings(getattr(value, attribute.name))


def _named(value: Any, wanted: str) -> Iterator[str]:
    """All values that nested mappings hold under the name `wanted`."""
    if isinstance(value, Mapping):
        for name, item in value.items():
            if name == wanted:
                yield item
            yield from _named(item, wanted)
    elif isinstance(value, tuple):
        for item in value:
            yield from _named(item, wanted)


def _without(value: Any, names: set[str]) -> Any:
    """A copy that leaves out everything that refers to a database row."""
    if isinstance(value, Mapping):
        return {name: _without(item, names) for name, item in value.items() if name not in names}
    if isinstance(value, tuple):
        return [item for item in (_without(item, names) for item in value) if item != {}]
    return value


def _check_fits(model: Any, values: Mapping[str, Any]) -> None:
    texts = _without(values, {"page", "picture"})
    instance = model(**field_values(model, texts, References("id")))
    names = {field.name for field in model._meta.fields}
    instance.clean_fields(exclude=names - set(texts))
    for name in texts:
        field = model._meta.get_field(name)
        if isinstance(field, StreamField):
            field.stream_block.clean(getattr(instance, name))
        elif field.max_length and not isinstance(field, RichTextField):
            # A TextField's own validation leaves the length to its form.
            assert len(texts[name]) <= field.max_length, name


class _Tags(HTMLParser):
    """Collects the tags and notices those that are not closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert not attrs
        self.seen.add(tag)
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def _references_of_product(product: Product) -> list[tuple[str, set[str], set[str]]]:
    return [
        ("brand", {product.brand}, {brand.slug for brand in CONTENT.brands}),
        ("categories", set(product.categories), {term.slug for term in CONTENT.categories}),
        ("functions", set(product.functions), {term.slug for term in CONTENT.functions}),
        ("related", set(product.related), {p.code for p in CONTENT.products} - {product.code}),
        ("trainings", set(product.trainings), {event.key for event in CONTENT.events}),
        ("audiences", set(product.audiences), set(models.Audience.values)),
        ("shape", {product.shape}, set(SHAPES)),
    ]


ALL_TEXTS = [pytest.param(*item[1:], id=f"{item[0]}-{item[2]}") for item in _texts()]
ALL_PRODUCTS = [pytest.param(product, id=product.code) for product in CONTENT.products]
ALL_EVENTS = [pytest.param(event, id=event.key) for event in CONTENT.events]
BOTH_LANGUAGES = [
    pytest.param(item.texts, id=name)
    for kind, name_of in (("products", "code"), ("events", "key"), ("articles", "key"))
    for item in getattr(CONTENT, kind)
    for name in [getattr(item, name_of)]
]


def test_there_is_enough_to_fill_a_site(content: DemoContent) -> None:
    assert 6 <= len(content.brands) <= 7
    assert 8 <= len(content.categories) <= 9
    assert len(content.functions) == 12
    assert 36 <= len(content.products) <= 38
    assert len(content.events) == 7
    assert len(content.articles) == 4


def test_every_standard_page_has_texts(content: DemoContent) -> None:
    assert [page.name for page in content.pages] == [page.name for page in standard_pages()]


def test_codes_and_keys_are_unique(content: DemoContent) -> None:
    variants = [variant["code"] for product in content.products for variant in product.variants]
    for names in (
        [product.code for product in content.products] + variants,
        [event.key for event in content.events] + [article.key for article in content.articles],
        [scene.key for scene in content.scenes],
        [brand.name for brand in content.brands],
    ):
        assert len(names) == len(set(names))


@pytest.mark.parametrize("terms", ["brands", "categories", "functions"])
def test_terms_have_unique_slugs_and_follow_the_file(content: DemoContent, terms: str) -> None:
    entries = getattr(content, terms)
    assert len({entry.slug for entry in entries}) == len(entries)
    assert [entry.sort_order for entry in entries] == list(range(1, len(entries) + 1))


@pytest.mark.parametrize("language", LANGUAGES)
def test_slugs_are_unique_among_siblings(content: DemoContent, language: str) -> None:
    products = [product.texts[language].slug for product in content.products]
    events = [event.texts[language].slug for event in content.events]
    articles = [article.texts[language].slug for article in content.articles]
    assert len(products) == len(set(products))
    assert len(events + articles) == len(set(events + articles))


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "language", "values"), ALL_TEXTS)
def test_page_texts_fit_their_model(model: Any, language: str, values: dict[str, Any]) -> None:
    assert language in LANGUAGES
    _check_fits(model, values)


@pytest.mark.parametrize(
    ("model", "values"), [pytest.param(*item[1:], id=item[0]) for item in _settings()]
)
def test_settings_fit_their_model(model: Any, values: dict[str, Any]) -> None:
    _check_fits(model, values)


@pytest.mark.django_db
def test_text_that_is_too_long_would_be_noticed() -> None:
    values = asdict(CONTENT.products[0].texts["id"])
    with pytest.raises(AssertionError):
        _check_fits(models.ProductPage, {**values, "overview": "x" * 801})
    with pytest.raises(FieldDoesNotExist):
        _check_fits(models.ProductPage, {**values, "colour": "green"})


def test_terms_fit_their_models(content: DemoContent) -> None:
    for brand in content.brands:
        values = {name: getattr(brand, name) for name in ("name", "slug")}
        _check_fits(models.Brand, values)
        assert len(brand.profile_id) <= 400
        assert len(brand.profile_en) <= 400
    for term in (*content.categories, *content.functions):
        _check_fits(models.Category, asdict(term))


@pytest.mark.parametrize("product", ALL_PRODUCTS)
def test_product_refers_to_what_exists(product: Product) -> None:
    for name, used, known in _references_of_product(product):
        assert used <= known, name
    assert product.categories
    assert product.functions
    assert product.audiences


@pytest.mark.parametrize("product", ALL_PRODUCTS)
def test_product_says_enough_in_both_languages(product: Product) -> None:
    assert 2 <= len(product.related) <= 3
    for variant in product.variants:
        assert variant["code"].startswith(product.code[:6])
    for texts in product.texts.values():
        assert 3 <= len(texts.benefits) <= 5
        assert 2 <= len(texts.use_cases) <= 4
        assert 3 <= len(texts.how_to_use) <= 5
        assert 2 <= len(re.findall(r"[.!?](?:\s|$)", texts.overview)) <= 3


@pytest.mark.parametrize("texts", BOTH_LANGUAGES)
def test_both_languages_have_the_same_parts(texts: Mapping[str, Any]) -> None:
    indonesian, english = (asdict(texts[language]) for language in LANGUAGES)
    filled = [{name for name, value in side.items() if value} for side in (indonesian, english)]
    assert filled[0] == filled[1]
    assert {"slug", "title", "summary"} <= filled[0]
    assert indonesian["summary"] != english["summary"]
    for name, value in indonesian.items():
        if isinstance(value, tuple):
            assert len(value) == len(english[name]), name


@pytest.mark.parametrize("page", CONTENT.pages, ids=lambda page: page.name)
def test_pages_have_the_same_parts_in_both_languages(page: Any) -> None:
    indonesian, english = (page.texts[language] for language in LANGUAGES)
    assert list(indonesian) == list(english)
    assert {"title", "seo_title", "search_description"} <= set(indonesian)
    assert _kinds(indonesian) == _kinds(english)


@pytest.mark.parametrize("kind", ["events", "articles"])
def test_bodies_have_the_same_blocks_in_both_languages(content: DemoContent, kind: str) -> None:
    for item in getattr(content, kind):
        indonesian, english = (asdict(item.texts[language]) for language in LANGUAGES)
        assert _kinds(indonesian) == _kinds(english)
        assert set(_kinds(indonesian)) <= set(BodyBlock().child_blocks)


def _kinds(texts: Mapping[str, Any]) -> list[str]:
    return [kind for block in texts.get("body", ()) for kind in block]


def test_every_kind_of_body_block_is_shown(content: DemoContent) -> None:
    bodies = [asdict(article.texts["id"]) for article in content.articles]
    assert {kind for texts in bodies for kind in _kinds(texts)} == set(BodyBlock().child_blocks)


def test_pictures_refer_to_scenes_that_can_be_drawn(content: DemoContent) -> None:
    scenes = {scene.key for scene in content.scenes}
    used = {event.picture for event in content.events}
    used |= {article.picture for article in content.articles}
    used |= {page.picture for page in content.pages if page.picture}
    used |= {key for *_, values in _texts() for key in _named(values, "picture")}
    used.add(content.settings.social_picture)
    assert used == scenes
    assert {scene.motif for scene in content.scenes} <= set(MOTIFS)
    assert {scene.brand for scene in content.scenes} <= {brand.slug for brand in content.brands}


def test_alternative_texts_fit_with_the_longest_title(content: DemoContent) -> None:
    assert [view.view for view in content.product_views] == list(VIEWS)
    for language in LANGUAGES:
        title = max((product.texts[language].title for product in content.products), key=len)
        for view in content.product_views:
            template = getattr(view, f"alt_{language}")
            assert "{product}" in template
            assert len(template.format(product=title)) <= 160
        assert all(0 < len(getattr(scene, f"alt_{language}")) <= 160 for scene in content.scenes)


def test_brands_can_be_drawn(content: DemoContent) -> None:
    for brand in content.brands:
        assert brand.wordmark in STYLES
        assert len(brand.palette) == 4
        assert all(re.fullmatch(r"#[0-9a-f]{6}", colour) for colour in brand.palette)


def test_pages_and_menus_refer_to_standard_pages(content: DemoContent) -> None:
    names = {page.name for page in standard_pages()}
    pages = [values for *_, values in _texts()]
    used = {name for values in pages for name in _named(values, "page")}
    assert used <= names
    assert set(_named(content.settings.navigation, "page")) <= names


@pytest.mark.parametrize("event", ALL_EVENTS)
def test_event_is_somewhere(event: Event) -> None:
    assert event.is_online != bool(event.city and event.venue)
    assert event.kind in models.EventPage.Kind.values
    assert set(event.audiences) <= set(models.Audience.values)
    assert event.brand in {"", *(brand.slug for brand in CONTENT.brands)}


def test_events_lie_before_and_after_today(content: DemoContent) -> None:
    assert sorted(event.day for event in content.events)[:2] == [-40, -12]
    assert sum(9 <= event.day <= 75 for event in content.events) == 5


def test_event_times_are_of_the_clock_in_jakarta(content: DemoContent) -> None:
    event = next(event for event in content.events if event.day == 9)
    jakarta = ZoneInfo("Asia/Jakarta")
    assert event.starts_at(TODAY) == datetime(2030, 2, 9, event.start_hour, tzinfo=jakarta)
    assert event.ends_at(TODAY) - event.starts_at(TODAY) == timedelta(hours=event.duration_hours)


def test_articles_were_published_before_today(content: DemoContent) -> None:
    assert all(article.published_on(TODAY) < TODAY for article in content.articles)


def test_salons_and_barbers_both_find_products_of_every_kind(content: DemoContent) -> None:
    audiences = [product.audiences for product in content.products]
    assert sum("SALON" in audience for audience in audiences) >= 20
    assert sum("BARBER" in audience for audience in audiences) >= 15
    assert sum(len(audience) == 2 for audience in audiences) >= 8
    for name in ("categories", "functions"):
        used = {slug for product in content.products for slug in getattr(product, name)}
        assert used == {term.slug for term in getattr(content, name)}


def test_some_products_are_new_or_have_a_specification_sheet(content: DemoContent) -> None:
    assert sum(product.is_new for product in content.products) >= 5
    assert sum(product.specification_sheet for product in content.products) == 6


def test_nothing_mentions_a_price(content: DemoContent) -> None:
    assert [text for text in _strings(content) if PRICE_WORDS.search(text)] == []


def test_no_text_is_empty_or_has_stray_spaces(content: DemoContent) -> None:
    required = [value for *_, values in _texts() for value in _strings(_without(values, OPTIONAL))]
    assert all(required)
    assert [text for text in _strings(content) if text != text.strip() or "  " in text] == []


def test_search_results_show_titles_and_descriptions_whole() -> None:
    for *_, values in _texts():
        assert len(values.get("seo_title", "")) <= 60
        assert len(values.get("search_description", "")) <= 160


def test_rich_text_uses_only_what_editors_can_write() -> None:
    for *_, values in _texts():
        for html in (*_named(values, "paragraph"), values.get("technical_notes", "")):
            tags = _Tags()
            tags.feed(html)
            tags.close()
            assert tags.seen <= RICH_TEXT_TAGS
            assert not tags.open


def test_quotes_are_attributed_to_the_education_team_alone() -> None:
    for _, _, language, values in _texts():
        assert set(_named(values, "source")) <= {QUOTED[language]}


def test_contact_details_belong_to_nobody(content: DemoContent) -> None:
    contact = content.settings.contact
    assert contact["whatsapp_number"].startswith("+6281200001")
    assert contact["fallback_email"].endswith(".example")
    assert all(".example/" in profile["url"] for profile in contact["social_profiles"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_product_message_names_the_product(content: DemoContent, language: str) -> None:
    assert "{product}" in content.settings.contact[f"whatsapp_product_text_{language}"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_privacy_page_says_what_the_law_asks_for(content: DemoContent, language: str) -> None:
    privacy = next(page for page in content.pages if page.name == "privacy")
    text = " ".join(_strings(privacy.texts[language]))
    for fact in ("27", "2022", "12 bulan" if language == "id" else "12 months", "3 × 24"):
        assert fact in text

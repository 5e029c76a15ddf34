from typing import Any

import pytest

from cms.models import Category, Function, ProductPage
from tests import factories
from tests.frontend_bridge.conftest import Get
from tests.site_tree import SiteTree


@pytest.fixture
def catalogue(site_tree: SiteTree) -> dict[str, ProductPage]:
    """Three Indonesian products and one English."""
    aurora = factories.BrandFactory(name="Aurora")
    boreal = factories.BrandFactory(name="Boreal")
    wash = factories.CategoryFactory(name_id="Sampo", name_en="Shampoo")
    mask = factories.CategoryFactory(name_id="Masker", name_en="Mask")
    shine = factories.FunctionFactory(name_id="Kilau", name_en="Shine")
    parent = site_tree.id.products
    make = factories.ProductPageFactory
    return {
        "a": make(parent=parent, title="Alfa", brand=aurora, categories=[wash, mask], is_new=True),
        "b": make(
            parent=parent,
            title="Beta",
            brand=aurora,
            categories=[mask],
            functions=[shine],
            for_salon=False,
            for_barber=True,
        ),
        "c": make(parent=parent, title="Gama", brand=boreal, categories=[wash], functions=[shine]),
        "en": make(parent=site_tree.en.products, title="Delta", brand=boreal, categories=[wash]),
    }


def titles(answer: Any) -> list[str]:
    return [item["title"] for item in answer["items"]]


def test_card_holds_what_a_grid_shows(get: Get, product: ProductPage) -> None:
    card = get("products/")["items"][0]
    assert card["meta"]["path"] == "/produk/serum-kilau/"
    assert card["meta"]["detail_url"].endswith(f"/api/v2/products/{product.pk}/")
    assert card["code"] == "SRM-1"
    assert set(card["brand"]) == {"id", "slug", "name", "profile", "logo"}
    assert card["brand"]["profile"] == "Perawatan rambut profesional."
    assert card["categories"] == [
        {"id": Category.objects.get().pk, "slug": "shampoo", "name": "Sampo"}
    ]
    assert card["functions"] == [
        {"id": Function.objects.get().pk, "slug": "shine", "name": "Kilau"}
    ]
    assert card["audience"] == ["SALON", "BARBER"]
    assert card["badges"] == ["NEW"]
    assert card["benefits"] == ["Berkilau", "Lembut"]
    assert [picture["alt"] for picture in card["gallery"]] == [
        "Botol sampo di atas meja",
        "Botol merah",
    ]
    assert card["whatsapp_url"].endswith("saya+tertarik+dengan+Serum+Kilau.")
    assert "overview" not in card
    assert "price" not in str(card).lower()


def test_detail_holds_the_whole_product(get: Get, product: ProductPage) -> None:
    page = get(f"products/{product.pk}/")
    assert page["overview"] == "Untuk salon."
    assert page["use_cases"] == ["Rambut kering"]
    assert page["how_to_use"] == ["Oleskan."]
    assert page["technical_notes"] == "<p>Bahan <b>aman</b></p>"
    assert page["variants"] == [{"name": "500 ml", "code": "A-500"}]
    assert page["specification_sheet"]["title"] == "Lembar data"
    assert page["specification_sheet"]["url"].startswith("http://localhost:8000/documents/")
    assert page["specification_sheet"]["size"] == 14
    assert page["trainings"] == page["related_products"] == []
    assert page["meta"]["parent"]["title"] == "Products"


def test_product_without_anything_optional(get: Get, site_tree: SiteTree) -> None:
    bare = factories.ProductPageFactory(parent=site_tree.id.products)
    page = get(f"products/{bare.pk}/")
    assert page["gallery"] == page["benefits"] == page["variants"] == []
    assert page["specification_sheet"] is None
    assert page["brand"]["logo"] is None


def test_trainings_and_related_products_follow_the_pages_language(
    get: Get, site_tree: SiteTree
) -> None:
    training = factories.EventPageFactory(parent=site_tree.id.education)
    translated = factories.EventPageFactory(
        parent=site_tree.en.education, translation_key=training.translation_key
    )
    related = factories.ProductPageFactory(parent=site_tree.en.products, title="Mask")
    product = factories.ProductPageFactory(
        parent=site_tree.en.products,
        product_trainings=[factories.training(training)],
        product_relations=[factories.relation(related)],
    )
    page = get(f"products/{product.pk}/")
    assert [event["id"] for event in page["trainings"]] == [translated.pk]
    assert titles({"items": page["related_products"]}) == ["Mask"]
    assert page["related_products"][0]["code"] == related.code
    assert page["badges"] == ["TRAINING_AVAILABLE"]


def test_training_badge_ends_with_the_training(get: Get, site_tree: SiteTree) -> None:
    over = factories.EventPageFactory(
        parent=site_tree.id.education, starts_at="2020-01-01T10:00:00+07:00"
    )
    product = factories.ProductPageFactory(
        parent=site_tree.id.products, product_trainings=[factories.training(over)]
    )
    assert get(f"products/{product.pk}/")["badges"] == []


def test_indonesian_is_the_default_language(get: Get, catalogue: Any) -> None:
    assert titles(get("products/", order="title")) == ["Alfa", "Beta", "Gama"]
    assert titles(get("products/", locale="en")) == ["Delta"]


def test_terms_are_named_in_the_pages_language(get: Get, catalogue: Any) -> None:
    assert get("products/", locale="en")["items"][0]["categories"][0]["name"] == "Shampoo"


def test_tree_parameters_name_a_language_already(
    get: Get, catalogue: Any, site_tree: SiteTree
) -> None:
    assert titles(get("products/", child_of=site_tree.en.products.pk)) == ["Delta"]
    assert titles(get("products/", descendant_of=site_tree.en.home.pk)) == ["Delta"]


def test_detail_of_another_language_needs_no_parameter(get: Get, catalogue: Any) -> None:
    assert get(f"products/{catalogue['en'].pk}/")["title"] == "Delta"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"brand": "aurora"}, ["Alfa", "Beta"]),
        ({"brand": ["aurora", "boreal"]}, ["Alfa", "Beta", "Gama"]),
        ({"brand": "aurora", "function": "shine"}, ["Beta"]),
        ({"category": ["shampoo", "mask"]}, ["Alfa", "Beta", "Gama"]),
        ({"category": "shampoo", "audience": "SALON"}, ["Alfa", "Gama"]),
        ({"audience": "BARBER"}, ["Beta"]),
        ({"audience": ["BARBER", "SALON"]}, ["Alfa", "Beta", "Gama"]),
        ({"brand": "unknown"}, []),
        ({"category": "", "function": ""}, []),
        ({"is_new": "true"}, ["Alfa"]),
        ({"title": "Beta"}, ["Beta"]),
    ],
)
def test_filters_are_or_inside_and_and_across(
    get: Get, catalogue: Any, query: dict[str, Any], expected: list[str]
) -> None:
    answer = get("products/", order="title", **query)
    assert titles(answer) == expected
    assert answer["meta"]["total_count"] == len(expected)


def test_search_within_filters(get: Get, catalogue: Any) -> None:
    assert titles(get("products/", search="Gama")) == ["Gama"]
    assert titles(get("products/", search="Gama", brand="aurora")) == []
    assert titles(get("products/", search="Aurora", category="mask", order="-title")) == [
        "Beta",
        "Alfa",
    ]


def test_search_finds_the_beginning_of_a_word(get: Get, catalogue: Any) -> None:
    assert titles(get("products/", search="gam")) == ["Gama"]


@pytest.mark.parametrize("text", ["SRM-1", " srm-1 ", '"Serum" kilau!', "rusak SERUM"])
def test_search_reads_codes_and_ignores_punctuation(
    get: Get, product: ProductPage, text: str
) -> None:
    assert titles(get("products/", search=text)) == ["Serum Kilau"]


def test_facets_count_what_each_value_would_show(get: Get, catalogue: Any) -> None:
    answer = get(
        "products/", facets="brand,category,function,audience", brand="aurora", category="mask"
    )

    def counts(name: str) -> dict[str, int]:
        return {value["slug"]: value["count"] for value in answer["meta"]["facets"][name]}

    assert counts("brand") == {"aurora": 2}
    assert counts("category") == {"mask": 2, "shampoo": 1}
    assert counts("function") == {"shine": 1}
    assert counts("audience") == {"SALON": 1, "BARBER": 1}
    assert answer["meta"]["facets"]["category"][0]["name"] in {"Masker", "Sampo"}


def test_facets_follow_search_and_language(get: Get, catalogue: Any) -> None:
    facets = get("products/", facets="brand", search="Gama")["meta"]["facets"]
    assert [(value["slug"], value["count"]) for value in facets["brand"]] == [("boreal", 1)]
    facets = get("products/", facets="category", locale="en")["meta"]["facets"]
    assert [value["name"] for value in facets["category"]] == ["Shampoo"]


def test_no_facets_unless_asked_for(get: Get, catalogue: Any) -> None:
    assert set(get("products/")["meta"]) == {"total_count"}


def test_pages_of_a_list_do_not_overlap(get: Get, site_tree: SiteTree) -> None:
    for _number in range(6):
        factories.ProductPageFactory(parent=site_tree.id.products, summary="Same")
    pages = [get("products/", order="summary", limit=2, offset=n)["items"] for n in (0, 2, 4)]
    ids = [item["id"] for page in pages for item in page]
    assert len(set(ids)) == 6


@pytest.mark.parametrize(
    "query",
    [
        {"audience": "CHILD"},
        {"facets": "price"},
        {"locale": "fr"},
        {"type": "cms.HomePage"},
        {"categories": "1"},
        {"order": "categories"},
        {"order": "brand"},
        {"order": "--title"},
    ],
)
def test_bad_parameter_is_400(api: Get, site_tree: SiteTree, query: dict[str, str]) -> None:
    assert api("products/", **query).status_code == 400

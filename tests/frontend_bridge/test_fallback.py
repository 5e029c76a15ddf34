"""Indonesian in place of missing English, only when asked for and always marked."""

from typing import Any

import pytest
from wagtail.models import PageViewRestriction

from cms.models import ProductPage
from tests import factories
from tests.frontend_bridge.conftest import Get
from tests.site_tree import SiteTree

ENGLISH = {"locale": "en", "fallback": "true"}


@pytest.fixture
def catalogue(site_tree: SiteTree) -> dict[str, ProductPage]:
    """One product in both languages, one in Indonesian alone, one in English alone."""
    brand = factories.BrandFactory(name="Aurora")
    both = factories.ProductPageFactory(
        parent=site_tree.id.products, title="Sampo Kilau", slug="sampo-kilau", brand=brand
    )
    return {
        "both": both,
        "english": factories.ProductPageFactory(
            parent=site_tree.en.products,
            title="Gloss Shampoo",
            brand=brand,
            translation_key=both.translation_key,
            for_barber=True,
        ),
        "indonesian_only": factories.ProductPageFactory(
            parent=site_tree.id.products, title="Serum Ujung", slug="serum-ujung", brand=brand
        ),
        "english_only": factories.ProductPageFactory(
            parent=site_tree.en.products, title="Sea Salt", brand=brand
        ),
    }


def marked(answer: Any) -> dict[str, bool]:
    return {item["title"]: item["meta"]["is_fallback"] for item in answer["items"]}


def test_missing_translations_come_in_indonesian_and_marked(get: Get, catalogue: Any) -> None:
    expected = {"Gloss Shampoo": False, "Serum Ujung": True, "Sea Salt": False}
    for endpoint in ("products/", "pages/"):
        query = {"type": "cms.ProductPage"} if endpoint == "pages/" else {}
        answer = get(endpoint, **ENGLISH, **query)
        assert marked(answer) == expected
        assert answer["meta"]["total_count"] == 3


@pytest.mark.parametrize("query", [{"locale": "en"}, {"locale": "en", "fallback": "false"}, {}])
def test_nothing_is_marked_or_added_unless_asked_for(
    get: Get, catalogue: Any, query: dict[str, str]
) -> None:
    answer = get("products/", **query)
    assert answer["meta"]["total_count"] == 2
    assert all("is_fallback" not in item["meta"] for item in answer["items"])
    assert "is_fallback" not in get("products/", fields="*", **query)["items"][0]["meta"]


def test_indonesian_falls_back_to_nothing(get: Get, catalogue: Any) -> None:
    answer = get("products/", locale="id", fallback="true")
    assert marked(answer) == {"Sampo Kilau": False, "Serum Ujung": False}


def test_search_filters_facets_and_paging_count_each_product_once(get: Get, catalogue: Any) -> None:
    answer = get("products/", **ENGLISH, facets="brand,audience", order="title", limit=2, offset=1)
    assert answer["meta"]["total_count"] == 3
    assert [item["title"] for item in answer["items"]] == ["Sea Salt", "Serum Ujung"]
    assert answer["meta"]["facets"]["brand"][0]["count"] == 3
    assert {value["slug"]: value["count"] for value in answer["meta"]["facets"]["audience"]} == {
        "SALON": 3,
        "BARBER": 1,
    }
    assert marked(get("products/", **ENGLISH, search="serum")) == {"Serum Ujung": True}
    assert marked(get("products/", **ENGLISH, search="kilau")) == {}


def test_filter_that_leaves_the_translation_out_does_not_bring_its_source_in(
    get: Get, catalogue: Any
) -> None:
    assert marked(get("products/", **ENGLISH, title="Sampo Kilau")) == {}


def test_source_returns_when_its_translation_leaves(get: Get, catalogue: Any) -> None:
    PageViewRestriction.objects.create(page=catalogue["english"], restriction_type="login")
    assert marked(get("products/", **ENGLISH)) == {
        "Sampo Kilau": True,
        "Serum Ujung": True,
        "Sea Salt": False,
    }


def test_hidden_source_is_no_fallback(get: Get, api: Get, catalogue: Any) -> None:
    hidden = catalogue["indonesian_only"]
    hidden.unpublish()
    assert "Serum Ujung" not in marked(get("products/", **ENGLISH))
    assert api(f"products/{hidden.pk}/", **ENGLISH).status_code == 404
    assert api("resolve/", path="/produk/serum-ujung/", **ENGLISH).status_code == 404


def test_detail_is_there_when_the_listing_has_it(get: Get, api: Get, catalogue: Any) -> None:
    page = get(f"products/{catalogue['indonesian_only'].pk}/", **ENGLISH)
    assert page["meta"]["is_fallback"] is True
    assert get(f"pages/{catalogue['english'].pk}/", **ENGLISH)["meta"]["is_fallback"] is False
    assert api(f"products/{catalogue['both'].pk}/", **ENGLISH).status_code == 404
    assert api(f"products/{catalogue['indonesian_only'].pk}/", locale="en").status_code == 404


@pytest.mark.parametrize(
    ("path", "title", "is_fallback"),
    [
        ("/produk/sampo-kilau/", "Gloss Shampoo", False),
        ("/produk/serum-ujung/", "Serum Ujung", True),
        ("/en/produk/serum-ujung/", "Serum Ujung", True),
        ("/en/products/sea-salt/", "Sea Salt", False),
        ("/products/sea-salt/", "Sea Salt", False),
    ],
)
def test_path_resolves_to_the_asked_language(
    get: Get, catalogue: Any, path: str, title: str, is_fallback: bool
) -> None:
    page = get("resolve/", path=path, **ENGLISH)["page"]
    assert (page["title"], page["meta"]["is_fallback"]) == (title, is_fallback)


def test_path_without_a_version_in_the_asked_language_is_404(api: Get, catalogue: Any) -> None:
    assert api("resolve/", path="/produk/serum-ujung/", locale="en").status_code == 404
    assert api("resolve/", path="/en/products/sea-salt/", locale="id").status_code == 404


@pytest.mark.parametrize("address", ["products/", "pages/", "events/", "articles/", "pages/1/"])
@pytest.mark.parametrize("query", [{"fallback": "true"}, {"locale": "en", "fallback": "maybe"}])
def test_bad_fallback_is_400(
    api: Get, site_tree: SiteTree, address: str, query: dict[str, str]
) -> None:
    response = api(address, **query)
    assert response.status_code == 400
    assert response.json()["errors"][0]["field"] == "fallback"


def test_related_products_of_the_other_language_come_only_with_the_fallback(
    get: Get, catalogue: Any
) -> None:
    english = catalogue["english"]
    english.product_relations = [factories.relation(catalogue["indonesian_only"])]
    english.save()
    assert get(f"products/{english.pk}/")["related_products"] == []
    related = get(f"products/{english.pk}/", **ENGLISH)["related_products"]
    assert marked({"items": related}) == {"Serum Ujung": True}


def test_facets_speak_the_language_of_the_named_branch(
    get: Get, site_tree: SiteTree, catalogue: Any
) -> None:
    catalogue["english"].categories = [
        factories.CategoryFactory(name_id="Sampo", name_en="Shampoo", slug="shampoo")
    ]
    catalogue["english"].save()
    answer = get("products/", child_of=site_tree.en.products.pk, facets="category")
    assert "Shampoo" in [value["name"] for value in answer["meta"]["facets"]["category"]]

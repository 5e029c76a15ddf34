import pytest

from tests import factories
from tests.frontend_bridge.conftest import Get
from tests.site_tree import SiteTree

pytestmark = pytest.mark.django_db


def test_names_are_in_the_asked_language_and_fall_back_to_indonesian(
    get: Get, site_tree: SiteTree
) -> None:
    one = factories.CategoryFactory(name_id="Satu", name_en="One", slug="one")
    two = factories.CategoryFactory(name_id="Dua", name_en="", slug="two", sort_order=1)
    for term in (one, two):
        factories.used(term, site_tree.id.products)
    assert [term["name"] for term in get("categories/")["items"]] == ["Satu", "Dua"]
    english = get("categories/", locale="en")["items"]
    assert [(term["slug"], term["name"]) for term in english] == [("one", "One"), ("two", "Dua")]


def test_one_without_a_public_product_is_not_public(
    api: Get, get: Get, site_tree: SiteTree
) -> None:
    term = factories.CategoryFactory()
    factories.ProductPageFactory(parent=site_tree.id.products, categories=[term], live=False)
    assert get("categories/") == {"meta": {"total_count": 0}, "items": []}
    assert api(f"categories/{term.pk}/").status_code == 404


def test_unknown_language_is_400(api: Get) -> None:
    assert api("categories/", locale="fr").status_code == 400


def test_missing_one_is_404(api: Get) -> None:
    assert api("categories/1/").status_code == 404

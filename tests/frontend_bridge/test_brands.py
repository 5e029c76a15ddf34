import pytest

from tests import factories
from tests.frontend_bridge.conftest import Get
from tests.site_tree import SiteTree

pytestmark = pytest.mark.django_db


def test_brands_come_in_the_editors_order(get: Get, site_tree: SiteTree) -> None:
    for name, order in (("Zeta", 1), ("Alfa", 2)):
        factories.used(factories.BrandFactory(name=name, sort_order=order), site_tree.id.products)
    answer = get("brands/")
    assert [brand["name"] for brand in answer["items"]] == ["Zeta", "Alfa"]
    assert answer["meta"] == {"total_count": 2}


def test_profile_is_in_the_asked_language(get: Get, site_tree: SiteTree) -> None:
    brand = factories.BrandFactory(logo=factories.PictureFactory())
    factories.used(brand, site_tree.id.products)
    found = get(f"brands/{brand.pk}/", locale="en")
    assert found["profile"] == "Professional hair care."
    assert found["logo"]["alt"] == "A shampoo bottle on a table"
    assert get(f"brands/{brand.pk}/")["profile"] == "Perawatan rambut profesional."
    assert found["meta"]["detail_url"] == f"http://localhost:8000/api/v2/brands/{brand.pk}/"


def test_fields_can_be_left_out(get: Get, site_tree: SiteTree) -> None:
    factories.used(factories.BrandFactory(name="Zeta"), site_tree.id.products)
    assert get("brands/", fields="_,name")["items"] == [{"name": "Zeta"}]


@pytest.mark.parametrize("query", [{"locale": "fr"}, {"name": "Zeta"}, {"limit": "1000"}])
def test_bad_parameter_is_400(api: Get, query: dict[str, str]) -> None:
    assert api("brands/", **query).status_code == 400


def test_a_brand_is_public_with_its_first_public_product_or_event(
    api: Get, get: Get, site_tree: SiteTree
) -> None:
    brand = factories.BrandFactory()
    product = factories.ProductPageFactory(parent=site_tree.en.products, brand=brand, live=False)
    assert get("brands/") == {"meta": {"total_count": 0}, "items": []}
    assert api(f"brands/{brand.pk}/").status_code == 404
    product.save_revision().publish()
    assert get("brands/")["meta"]["total_count"] == 1
    product.delete()
    assert get("brands/")["meta"]["total_count"] == 0
    factories.EventPageFactory(parent=site_tree.id.education, brand=brand)
    assert get(f"brands/{brand.pk}/")["name"] == brand.name


def test_a_home_page_shows_public_brands_and_categories(get: Get, site_tree: SiteTree) -> None:
    factories.BrandFactory(), factories.CategoryFactory()
    product = factories.ProductPageFactory(parent=site_tree.id.products)
    home = get(f"pages/{site_tree.en.home.pk}/")
    assert [brand["slug"] for brand in home["brands"]] == [product.brand.slug]
    assert [term["slug"] for term in home["categories"]] == [product.categories.get().slug]


def test_missing_brand_is_404(api: Get) -> None:
    assert api("brands/1/").status_code == 404

import pytest

from tests import factories
from tests.frontend_bridge.conftest import Get

pytestmark = pytest.mark.django_db


def test_brands_come_in_the_editors_order(get: Get) -> None:
    factories.BrandFactory(name="Zeta", sort_order=1)
    factories.BrandFactory(name="Alfa", sort_order=2)
    answer = get("brands/")
    assert [brand["name"] for brand in answer["items"]] == ["Zeta", "Alfa"]
    assert answer["meta"] == {"total_count": 2}


def test_profile_is_in_the_asked_language(get: Get) -> None:
    brand = factories.BrandFactory(logo=factories.PictureFactory())
    found = get(f"brands/{brand.pk}/", locale="en")
    assert found["profile"] == "Professional hair care."
    assert found["logo"]["alt"] == "A shampoo bottle on a table"
    assert get(f"brands/{brand.pk}/")["profile"] == "Perawatan rambut profesional."
    assert found["meta"]["detail_url"] == f"http://localhost:8000/api/v2/brands/{brand.pk}/"


def test_fields_can_be_left_out(get: Get) -> None:
    factories.BrandFactory(name="Zeta")
    assert get("brands/", fields="_,name")["items"] == [{"name": "Zeta"}]


@pytest.mark.parametrize("query", [{"locale": "fr"}, {"name": "Zeta"}, {"limit": "1000"}])
def test_bad_parameter_is_400(api: Get, query: dict[str, str]) -> None:
    assert api("brands/", **query).status_code == 400


def test_missing_brand_is_404(api: Get) -> None:
    assert api("brands/1/").status_code == 404

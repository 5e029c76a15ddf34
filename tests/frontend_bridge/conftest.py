from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from cms.models import ProductPage
from tests import factories
from tests.contract import faults
from tests.site_tree import SiteTree

Get = Callable[..., Any]


@pytest.fixture
def api() -> Get:
    """GET below /api/v2/; keyword arguments are query parameters.

    Every answer is held against the OpenAPI document.
    """

    def get(address: str, /, **parameters: Any) -> Any:
        response = Client().get(f"/api/v2/{address}", parameters)
        assert faults(response) == []
        return response

    return get


@pytest.fixture
def get(api: Get) -> Get:
    """The JSON of a successful GET below /api/v2/."""

    def get_json(address: str, /, **parameters: Any) -> Any:
        response = api(address, **parameters)
        assert response.status_code == 200, response.content
        return response.json()

    return get_json


@pytest.fixture
def product(site_tree: SiteTree) -> ProductPage:
    """A product with every field filled."""
    return factories.ProductPageFactory(
        parent=site_tree.id.products,
        title="Serum Kilau",
        slug="serum-kilau",
        code="SRM-1",
        brand=factories.BrandFactory(name="Aurora", logo=factories.PictureFactory()),
        categories=[factories.CategoryFactory(name_id="Sampo", name_en="Shampoo")],
        functions=[factories.FunctionFactory(name_id="Kilau", name_en="Shine", slug="shine")],
        for_barber=True,
        is_new=True,
        summary="Memperbaiki rambut rusak.",
        overview="Untuk salon.",
        benefits=factories.stream(("benefit", "Berkilau"), ("benefit", "Lembut")),
        use_cases=factories.stream(("use_case", "Rambut kering")),
        how_to_use=factories.stream(("step", "Oleskan.")),
        technical_notes="<p>Bahan <b>aman</b></p>",
        variants=factories.stream(("variant", {"name": "500 ml", "code": "A-500"})),
        specification_sheet=factories.DocumentFactory(title="Lembar data"),
        photos=[factories.photo(), factories.photo(alt="Botol merah")],
    )

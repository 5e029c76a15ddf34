from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation
from pytest_django import Settings

from cms.models import Brand, Category
from tests.factories import BrandFactory, CategoryFactory, FunctionFactory
from tests.site_tree import SiteTree


@pytest.fixture(autouse=True)
def _own_imports(settings: Settings, tmp_path: Path) -> None:
    settings.IMPORT_DIR = tmp_path / "imports"


@pytest.fixture(autouse=True)
def _english_messages() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def brand(site_tree: SiteTree) -> Brand:
    """A brand, and with it the tree and the terms that rows of these tests name."""
    FunctionFactory(name_en="Moisturising", slug="moisturising")
    CategoryFactory(name_en="Hair care", slug="hair-care")
    made: Brand = BrandFactory(name="Lumera", slug="lumera")
    return made


@pytest.fixture
def category(brand: Brand) -> Category:
    return Category.objects.get(slug="hair-care")

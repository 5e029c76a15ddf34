"""The number of SQL statements of a listing does not depend on the number of its items."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms.models import PictureRendition
from tests import factories
from tests.site_tree import SiteTree


def product(tree: SiteTree) -> None:
    training = factories.EventPageFactory(parent=tree.id.education)
    factories.ProductPageFactory(
        parent=tree.id.products,
        brand=factories.BrandFactory(logo=factories.PictureFactory()),
        functions=[factories.FunctionFactory()],
        photos=[photo_with_renditions()],
        product_trainings=[factories.training(training)],
        technical_notes=f'<p><a linktype="page" id="{training.pk}">training</a></p>',
        specification_sheet=factories.DocumentFactory(),
    )


def photo_with_renditions() -> Any:
    photo = factories.photo()
    PictureRendition.objects.create(
        image=photo.picture,
        filter_spec="width-480|format-webp",
        width=480,
        height=360,
        file="images/one.webp",
    )
    return photo


def event(tree: SiteTree) -> None:
    factories.EventPageFactory(
        parent=tree.id.education,
        brand=factories.BrandFactory(logo=factories.PictureFactory()),
        picture=factories.PictureFactory(),
        body=body(tree),
    )


def article(tree: SiteTree) -> None:
    factories.ArticlePageFactory(
        parent=tree.id.education, picture=factories.PictureFactory(), body=body(tree)
    )


def body(tree: SiteTree) -> str:
    link = f'<p><a linktype="page" id="{tree.en.about.pk}">about</a></p>'
    picture = {"image": factories.PictureFactory().pk, "decorative": False, "alt_text": ""}
    return factories.stream(("paragraph", link), ("picture", picture))


def brand(tree: SiteTree) -> None:
    factories.BrandFactory(logo=factories.PictureFactory())


LISTINGS: list[tuple[str, Callable[[SiteTree], None], int]] = [
    ("pages/?type=cms.ProductPage", product, 6),
    ("pages/?type=cms.ProductPage&fields=*&limit=100", product, 18),
    ("products/?limit=100", product, 16),
    ("products/?limit=100&search=serum", product, 17),
    ("products/?limit=100&facets=brand,category,function,audience", product, 20),
    ("events/?limit=100", event, 11),
    ("events/?limit=100&fields=*", event, 12),
    ("articles/?limit=100&fields=*", article, 10),
    ("brands/?limit=100", brand, 6),
]


def statements(address: str) -> list[str]:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert Client().get(f"/api/v2/{address}").status_code == 200
    return [query["sql"] for query in captured]


@pytest.mark.parametrize(("address", "make", "expected"), LISTINGS)
def test_twenty_items_cost_what_one_costs(
    site_tree: SiteTree, address: str, make: Callable[[SiteTree], None], expected: int
) -> None:
    make(site_tree)
    ContentType.objects.clear_cache()
    statements(address)
    one = statements(address)
    for _number in range(19):
        make(site_tree)
    twenty = statements(address)
    assert len(twenty) == len(one), "\n".join(twenty)
    assert len(one) == expected


def test_no_rendition_is_made_or_looked_up_one_by_one(site_tree: SiteTree) -> None:
    product(site_tree)
    made = PictureRendition.objects.count()
    queries = statements("products/")
    assert PictureRendition.objects.count() == made
    assert not [sql for sql in queries if sql.startswith(("INSERT", "UPDATE"))]

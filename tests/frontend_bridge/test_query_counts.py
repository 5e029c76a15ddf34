"""The number of SQL statements of a listing does not depend on the number of its items."""

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.contrib.redirects.models import Redirect

from cms.models import EventPage, PictureRendition, ProductPage
from tests import factories
from tests.site_tree import SiteTree


def product(tree: SiteTree, **relations: Any) -> ProductPage:
    training = factories.EventPageFactory(parent=tree.id.education)
    made: ProductPage = factories.ProductPageFactory(
        parent=tree.id.products,
        brand=factories.BrandFactory(logo=factories.PictureFactory()),
        functions=[factories.FunctionFactory()],
        photos=[photo_with_renditions()],
        technical_notes=f'<p><a linktype="page" id="{training.pk}">training</a></p>',
        specification_sheet=factories.DocumentFactory(),
        **{"product_trainings": [factories.training(training)], **relations},
    )
    return made


def product_with(tree: SiteTree, related: Sequence[ProductPage], trainings: int) -> ProductPage:
    """Trainings and related products with pictures and brands of their own."""
    return product(
        tree,
        product_trainings=[factories.training(event(tree)) for _number in range(trainings)],
        product_relations=[factories.relation(each) for each in related],
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


def event(tree: SiteTree) -> EventPage:
    made: EventPage = factories.EventPageFactory(
        parent=tree.id.education,
        brand=factories.BrandFactory(logo=factories.PictureFactory()),
        picture=factories.PictureFactory(),
        body=body(tree),
    )
    return made


def article(tree: SiteTree) -> None:
    factories.ArticlePageFactory(
        parent=tree.id.education, picture=factories.PictureFactory(), body=body(tree)
    )


def body(tree: SiteTree) -> str:
    link = f'<p><a linktype="page" id="{tree.en.about.pk}">about</a></p>'
    picture = {"image": factories.PictureFactory().pk, "decorative": False, "alt_text": ""}
    return factories.stream(("paragraph", link), ("picture", picture))


def brand(tree: SiteTree) -> None:
    brand = factories.BrandFactory(logo=factories.PictureFactory())
    factories.used(brand, tree.id.products)


def redirect(tree: SiteTree) -> None:
    number = Redirect.objects.count()
    Redirect.add_redirect(f"/old-{number}/", factories.ArticlePageFactory(parent=tree.id.education))


def translated_pages(tree: SiteTree) -> None:
    article = factories.ArticlePageFactory(parent=tree.id.education)
    factories.ArticlePageFactory(parent=tree.en.education, translation_key=article.translation_key)


def tagged_picture(tree: SiteTree) -> None:
    photo = photo_with_renditions()
    photo.picture.tags.add("salon")
    factories.ProductPageFactory(parent=tree.id.products, photos=[photo])


def tagged_document(tree: SiteTree) -> None:
    document = factories.DocumentFactory()
    document.tags.add("salon")
    factories.ProductPageFactory(parent=tree.id.products, specification_sheet=document)


def term_of_each_kind(tree: SiteTree) -> None:
    for factory in (factories.CategoryFactory, factories.FunctionFactory):
        factories.used(factory(), tree.id.products)


#: Only PostgreSQL asks whether there is a hit before it looks for similar words.
ASKS_FOR_LIKENESS = int(connection.vendor == "postgresql")
#: What is made, and the statements of the addresses that show it.
COUNTS: list[tuple[Callable[[SiteTree], object], dict[str, int]]] = [
    (
        product,
        {
            "pages/?type=cms.ProductPage": 6,
            "pages/?type=cms.ProductPage&fields=*&limit=100": 18,
            "pages/?fields=*&limit=100": 6,
            "pages/?type=cms.HomePage&fields=*": 17,
            "products/?limit=100": 16,
            "products/?limit=100&search=serum": 17 + ASKS_FOR_LIKENESS,
            "products/?limit=100&facets=brand,category,function,audience": 20,
            "products/?limit=100&fields=*&locale=en&fallback=true": 18,
            "resolve/?path=/": 18,
            "site/": 10,
        },
    ),
    (event, {"events/?limit=100": 11, "events/?limit=100&fields=*": 12}),
    (article, {"articles/?limit=100&fields=*": 10}),
    (brand, {"brands/?limit=100&fields=*": 8}),
    (
        term_of_each_kind,
        {"categories/?limit=100&fields=*": 5, "functions/?limit=100&fields=*": 5},
    ),
    (tagged_picture, {"images/?limit=100&fields=*": 8}),
    (tagged_document, {"documents/?limit=100&fields=*": 7}),
    (redirect, {"redirects/?limit=100&fields=*": 6}),
    (translated_pages, {"sitemap/": 6}),
]


def statements(address: str) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        assert Client().get(f"/api/v2/{address}").status_code == 200
    return [query["sql"] for query in captured]


@pytest.mark.parametrize(
    ("make", "expected"), COUNTS, ids=lambda value: getattr(value, "__name__", "")
)
def test_fifty_items_cost_what_one_costs(
    site_tree: SiteTree, make: Callable[[SiteTree], object], expected: dict[str, int]
) -> None:
    make(site_tree)
    ContentType.objects.clear_cache()
    for address in expected:
        statements(address)
    one = {address: len(statements(address)) for address in expected}
    for _number in range(49):
        make(site_tree)
    fifty = {address: len(statements(address)) for address in expected}
    assert fifty == one
    assert one == expected


#: Of a product's detail, and of its preview with the look-up of the token.
DETAIL, PREVIEW = 47, 43


def test_a_detail_costs_the_same_however_much_is_related_to_it(site_tree: SiteTree) -> None:
    others = [product(site_tree) for _number in range(4)]
    few = product_with(site_tree, others[:1], trainings=1)
    many = product_with(site_tree, others, trainings=20)
    ContentType.objects.clear_cache()
    for addresses, expected in (
        ([f"products/{page.pk}/" for page in (few, few, many)], DETAIL),
        ([preview_address(page) for page in (few, few, many)], PREVIEW),
    ):
        _warm, one, all_of_them = (len(statements(address)) for address in addresses)
        assert (one, all_of_them) == (expected, expected)
    shown = Client().get(f"/api/v2/products/{many.pk}/").json()
    assert (len(shown["related_products"]), len(shown["trainings"])) == (4, 20)


def preview_address(page: ProductPage) -> str:
    token = page.create_page_preview().token
    return f"page_preview/?{urlencode({'content_type': 'cms.productpage', 'token': token})}"


def test_no_rendition_is_made_or_looked_up_one_by_one(site_tree: SiteTree) -> None:
    product(site_tree)
    made = PictureRendition.objects.count()
    queries = statements("products/")
    assert PictureRendition.objects.count() == made
    assert not [sql for sql in queries if sql.startswith(("INSERT", "UPDATE"))]

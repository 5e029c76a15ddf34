"""The reference index knows what a page no longer refers to."""

import pytest
from wagtail.models import ReferenceIndex

from cms.models import ProductPage
from tests import factories
from tests.factories import photo, relation
from tests.site_tree import SiteTree


def publish(product: ProductPage) -> None:
    product.save_revision().publish()


@pytest.fixture
def product(site_tree: SiteTree) -> ProductPage:
    other = factories.ProductPageFactory(parent=site_tree.id.products)
    made: ProductPage = factories.ProductPageFactory(
        parent=site_tree.id.products,
        photos=[photo(), photo()],
        product_relations=[relation(other)],
    )
    publish(made)
    return ProductPage.objects.get(pk=made.pk)


def users(target: object) -> list[str]:
    """The fields that refer to it."""
    return list(ReferenceIndex.get_references_to(target).values_list("model_path", flat=True))


def test_photo_that_was_taken_out_is_no_longer_referred_to(product: ProductPage) -> None:
    first, second = product.photos.all()
    product.photos.remove(first)
    assert users(first.picture) == ["photos.item.picture"]
    publish(product)
    assert users(first.picture) == []
    assert users(second.picture) == ["photos.item.picture"]


def test_last_photo_that_was_taken_out_is_no_longer_referred_to(product: ProductPage) -> None:
    pictures = [row.picture for row in product.photos.all()]
    product.photos.clear()
    publish(product)
    assert [users(picture) for picture in pictures] == [[], []]


def test_related_product_that_was_taken_out_is_no_longer_referred_to(product: ProductPage) -> None:
    [row] = product.product_relations.all()
    product.product_relations.remove(row)
    publish(product)
    assert users(row.related) == []


def test_deleted_page_leaves_no_reference(product: ProductPage) -> None:
    pictures = [row.picture for row in product.photos.all()]
    product.delete()
    assert [users(picture) for picture in pictures] == [[], []]

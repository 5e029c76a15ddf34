import pytest
from django.core.exceptions import ValidationError

from cms.models import ProductRelation
from tests.factories import ProductPageFactory
from tests.site_tree import SiteTree


def test_code_is_refused_when_another_product_of_the_language_has_it(site_tree: SiteTree) -> None:
    ProductPageFactory(parent=site_tree.id.products, code="SRM-1")
    with pytest.raises(ValidationError) as error:
        ProductPageFactory(parent=site_tree.id.products, code="SRM-1")
    assert list(error.value.message_dict) == ["code"]


def test_code_may_repeat_in_the_other_language(site_tree: SiteTree) -> None:
    ProductPageFactory(parent=site_tree.id.products, code="SRM-1")
    english = ProductPageFactory(parent=site_tree.en.products, code="SRM-1")
    assert english.code == "SRM-1"


def test_product_keeps_its_own_code_when_saved_again(site_tree: SiteTree) -> None:
    product = ProductPageFactory(parent=site_tree.id.products, code="SRM-1")
    product.full_clean()


def test_product_for_nobody_is_refused(site_tree: SiteTree) -> None:
    with pytest.raises(ValidationError) as error:
        ProductPageFactory(parent=site_tree.id.products, for_salon=False, for_barber=False)
    assert list(error.value.message_dict) == ["for_salon"]


def test_audience_lists_both(site_tree: SiteTree) -> None:
    product = ProductPageFactory(parent=site_tree.id.products, for_salon=True, for_barber=True)
    assert product.audience == ["SALON", "BARBER"]


def test_product_is_not_related_to_itself(site_tree: SiteTree) -> None:
    product = ProductPageFactory(parent=site_tree.id.products)
    with pytest.raises(ValidationError):
        ProductRelation(product=product, related=product).clean()


def test_a_copy_of_a_copy_gets_a_free_code(site_tree: SiteTree) -> None:
    product = ProductPageFactory(parent=site_tree.id.products, code="SRM-1")
    ProductPageFactory(parent=site_tree.id.products, code=product.code_for_copy())
    assert product.code_for_copy() == "SRM-1-COPY2"


def test_a_long_code_is_shortened_for_its_copy(site_tree: SiteTree) -> None:
    product = ProductPageFactory(parent=site_tree.id.products, code="S" * 40)
    assert len(product.code_for_copy()) == 40

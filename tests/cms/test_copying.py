from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from cms.models import ProductPage
from tests.factories import ProductPageFactory
from tests.site_tree import SiteTree


def copy(client: Client, product: ProductPage, **answers: str) -> ProductPage:
    form = {
        "new_title": "Salinan",
        "new_slug": "salinan",
        "new_parent_page": str(product.get_parent().pk),
        **answers,
    }
    answer: Any = client.post(reverse("wagtailadmin_pages:copy", args=[product.pk]), form)
    assert answer.status_code == 302
    copied: ProductPage = ProductPage.objects.get(slug="salinan")
    return copied


@pytest.fixture
def product(site_tree: SiteTree) -> ProductPage:
    page = ProductPageFactory(parent=site_tree.id.products, code="SRM-1")
    page.save_revision().publish()
    made: ProductPage = ProductPage.objects.get(pk=page.pk)
    return made


def test_copy_gets_a_code_of_its_own_in_page_and_draft(
    marketing_client: Client, product: ProductPage
) -> None:
    copied = copy(marketing_client, product)
    assert copied.code == "SRM-1-COPY"
    assert copied.get_latest_revision_as_object().code == "SRM-1-COPY"
    assert not copied.live


def test_published_copy_keeps_its_own_code(marketing_client: Client, product: ProductPage) -> None:
    copied = copy(marketing_client, product, publish_copies="on")
    assert copied.live
    assert copied.live_revision.as_object().code == "SRM-1-COPY"


def test_original_keeps_its_code(marketing_client: Client, product: ProductPage) -> None:
    copy(marketing_client, product)
    original = ProductPage.objects.get(pk=product.pk)
    assert original.code == original.get_latest_revision_as_object().code == "SRM-1"


def test_no_alias_of_a_product_is_offered(marketing_client: Client, product: ProductPage) -> None:
    copied = copy(marketing_client, product, alias="on")
    assert copied.alias_of is None
    assert copied.code == "SRM-1-COPY"


def test_copying_in_code_without_a_new_code_is_refused(product: ProductPage) -> None:
    with pytest.raises(ValidationError):
        product.copy(update_attrs={"slug": "salinan"})


def test_translation_keeps_the_code(
    marketing_client: Client, product: ProductPage, site_tree: SiteTree
) -> None:
    address = reverse("simple_translation:submit_page_translation", args=[product.pk])
    answer = marketing_client.post(address, {"locales": [site_tree.en.locale.pk]})
    assert answer.status_code == 302
    translation = product.get_translation(site_tree.en.locale)
    assert (translation.code, translation.live) == ("SRM-1", False)
    assert translation.get_parent().specific == site_tree.en.products

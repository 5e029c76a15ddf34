from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext, override
from wagtail.models import Page
from wagtail.users.models import UserProfile

from cms.models import ProductPage, User
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


def test_publishing_the_copy_leaves_the_originals_draft_unpublished(
    marketing_client: Client, product: ProductPage
) -> None:
    live_text = product.summary
    product.summary = "Belum untuk umum"
    product.save_revision()
    copied = copy(marketing_client, product, publish_copies="on")
    assert (copied.live, copied.code, copied.summary) == (True, "SRM-1-COPY", live_text)
    assert copied.has_unpublished_changes
    draft = copied.get_latest_revision_as_object()
    assert (draft.code, draft.summary) == ("SRM-1-COPY", "Belum untuk umum")
    original = ProductPage.objects.get(pk=product.pk)
    assert (original.code, original.summary) == ("SRM-1", live_text)


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


@pytest.mark.parametrize(
    "name",
    ["home", "products", "education", "partnership", "about", "contact", "privacy", "terms"],
)
@pytest.mark.parametrize("language", ["en", "id"])
def test_a_page_that_exists_once_is_not_copied(
    marketing: User, site_tree: SiteTree, product: ProductPage, name: str, language: str
) -> None:
    UserProfile.objects.create(user=marketing, preferred_language=language)
    client = Client()
    client.force_login(marketing)
    page = getattr(site_tree.id, name)
    before = set(Page.objects.values_list("pk", flat=True))
    form = {
        "new_title": "Salinan",
        "new_slug": "salinan",
        "new_parent_page": str(page.get_parent().pk),
        "copy_subpages": "on",
        "publish_copies": "on",
    }
    answer: Any = client.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), form)
    assert answer.status_code == 302
    assert answer.url == reverse("wagtailadmin_explore", args=[page.get_parent().pk])
    with override(language):
        told = gettext(
            "This page exists once per language and cannot be copied. Translate or edit it instead."
        )
    assert [str(message) for message in get_messages(answer.wsgi_request)] == [told]
    assert set(Page.objects.values_list("pk", flat=True)) == before
    page.full_clean()
    product.full_clean()

"""Missing, outdated and complete translations, in the column and in the filter."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cms.models import ProductPage
from cms.product_list.translations import languages_of
from tests.cms.product_list.conftest import Act, login, publish, titles
from tests.factories import ProductPageFactory
from tests.site_tree import SiteTree


@pytest.fixture
def source(site_tree: SiteTree) -> ProductPage:
    return publish(ProductPageFactory(parent=site_tree.id.products, title="Sampo"))


def translate(site_tree: SiteTree, source: ProductPage, **values: Any) -> ProductPage:
    translation: ProductPage = ProductPageFactory(
        parent=site_tree.en.products,
        title="Shampoo",
        code=source.code,
        translation_key=source.translation_key,
        **values,
    )
    if translation.live:
        return publish(translation)
    translation.save_revision()
    return ProductPage.objects.get(pk=translation.pk)


def state(product: ProductPage) -> dict[str, str]:
    return {
        language.code: "missing"
        if language.page is None
        else "outdated"
        if language.is_outdated
        else "fine"
        for language in languages_of([product])[product.pk]
    }


def assert_found(show: Act, wanted: str) -> None:
    """By one filter, and by no other."""
    for name in ("missing", "outdated", "complete"):
        found = bool(titles(show(translation=name)))
        assert found == (name == wanted), name


def test_a_language_without_a_page_is_missing(show: Act, source: ProductPage) -> None:
    assert state(source) == {"id": "fine", "en": "missing"}
    assert_found(show, "missing")


def test_an_indonesian_page_can_be_missing_too(show: Act, site_tree: SiteTree) -> None:
    english = ProductPageFactory(parent=site_tree.en.products)
    assert state(english) == {"id": "missing", "en": "fine"}
    assert_found(show, "missing")


def test_a_translation_made_after_its_source_was_published_is_complete(
    show: Act, site_tree: SiteTree, source: ProductPage
) -> None:
    translate(site_tree, source)
    assert state(source) == {"id": "fine", "en": "fine"}
    assert_found(show, "complete")


def test_publishing_the_source_again_makes_its_translation_outdated(
    show: Act, site_tree: SiteTree, source: ProductPage
) -> None:
    translation = translate(site_tree, source)
    publish(source)
    assert state(source) == state(translation) == {"id": "fine", "en": "outdated"}
    assert_found(show, "outdated")


def test_a_draft_of_the_source_leaves_its_translation_as_it_is(
    site_tree: SiteTree, source: ProductPage
) -> None:
    translate(site_tree, source)
    source.save_revision()
    assert state(source)["en"] == "fine"


def test_publishing_the_translation_settles_it_and_a_draft_of_it_does_not(
    marketing_client: Client, site_tree: SiteTree, source: ProductPage
) -> None:
    translation = translate(site_tree, source)
    publish(source)
    translation.save_revision()
    assert state(source)["en"] == "outdated"
    assert reported(marketing_client) == [translation.pk]
    publish(translation)
    assert state(source)["en"] == "fine"
    assert reported(marketing_client) == []


def test_a_translation_that_is_not_live_yet_is_settled_by_editing_it(
    show: Act, marketing_client: Client, site_tree: SiteTree, source: ProductPage
) -> None:
    translation = translate(site_tree, source, live=False)
    assert_found(show, "complete")
    publish(source)
    assert state(source)["en"] == "outdated"
    assert_found(show, "outdated")
    translation.save_revision()
    assert state(source)["en"] == "fine"
    assert_found(show, "complete")
    assert reported(marketing_client) == []


def test_nothing_is_outdated_beside_a_source_that_is_not_live(
    show: Act, marketing_client: Client, site_tree: SiteTree, source: ProductPage
) -> None:
    translate(site_tree, source)
    publish(source).unpublish()
    assert state(source)["en"] == "fine"
    assert_found(show, "complete")
    assert reported(marketing_client) == []


def reported(client: Client) -> list[int]:
    """What the report of incomplete pages calls behind, by the same rule."""
    answer: Any = client.get(reverse("cms_reports:incomplete_pages"), {"gap": "is_outdated"})
    return [page.pk for page in answer.context["object_list"]]


def test_publishing_a_translation_makes_no_source_outdated(
    site_tree: SiteTree, source: ProductPage
) -> None:
    publish(translate(site_tree, source))
    assert state(source) == {"id": "fine", "en": "fine"}


def test_the_column_leads_to_the_translation_or_to_making_one(
    marketing_client: Client, show: Act, site_tree: SiteTree, source: ProductPage
) -> None:
    make = reverse("simple_translation:submit_page_translation", args=[source.pk])
    assert f'<a href="{make}">terjemahkan</a>' in show().content.decode()
    translation = translate(site_tree, source)
    html = show(locale="id").content.decode()
    assert reverse("wagtailadmin_pages:edit", args=[translation.pk]) in html
    assert "terjemahkan" not in html


def test_who_may_not_translate_sees_no_way_to_it(site_tree: SiteTree, source: ProductPage) -> None:
    html = login("editor", "change_page").get(reverse("products:index")).content.decode()
    assert "belum ada" in html
    assert "terjemahkan" not in html

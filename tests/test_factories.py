import pytest
from wagtail.models import Page, Site

from tests import factories
from tests.site_tree import SiteTree


def test_every_page_of_the_tree_is_valid(site_tree: SiteTree) -> None:
    for page in Page.objects.descendant_of(site_tree.id.home, inclusive=True).specific():
        page.full_clean()


def test_the_tree_exists_in_both_languages(site_tree: SiteTree) -> None:
    assert site_tree.id.products.get_translation(site_tree.en.locale).pk == site_tree.en.products.pk
    assert site_tree.id.about.url_path == "/beranda/tentang-kami/"
    assert site_tree.en.about.get_url_parts()[2] == "/en/about/"


def test_the_default_site_is_the_storefront(site_tree: SiteTree) -> None:
    assert Site.objects.get(is_default_site=True).root_url == "http://localhost:3000"


def test_a_product_is_valid_and_carries_its_category(site_tree: SiteTree) -> None:
    product = factories.ProductPageFactory(parent=site_tree.id.products)
    product.full_clean()
    assert product.categories.count() == 1
    assert product.locale == site_tree.id.locale


def test_a_page_without_parent_is_refused(site_tree: SiteTree) -> None:
    with pytest.raises(TypeError, match="needs parent="):
        factories.EventPageFactory()


@pytest.mark.django_db
def test_pictures_and_documents_have_files() -> None:
    assert factories.PictureFactory().width == 640
    assert factories.DocumentFactory().file.size

"""Redirects that are made when a page is renamed or moved, as a frontend finds them."""

from typing import Any

import pytest
from django.test import Client, TestCase
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from cms.models import ProductIndexPage, ProductPage
from tests import factories
from tests.site_tree import SiteTree, build_further_tree

ORIGIN = "http://localhost:3000"


def rename(page: Page, slug: str) -> None:
    """As the editor's *Publish* does."""
    fresh = Page.objects.get(pk=page.pk).specific
    fresh.slug = slug
    with TestCase.captureOnCommitCallbacks(execute=True):
        fresh.save_revision().publish()


def resolve(path: str) -> Any:
    return Client().get("/api/v2/resolve/", {"path": path}).json()


def leads_to(path: str) -> str | None:
    location: str | None = resolve(path).get("location")
    return location.removeprefix(ORIGIN) if location else None


@pytest.fixture
def product(site_tree: SiteTree) -> ProductPage:
    made: ProductPage = factories.ProductPageFactory(parent=site_tree.id.products, slug="serum")
    return made


@pytest.fixture
def english(site_tree: SiteTree, product: ProductPage) -> ProductPage:
    made: ProductPage = factories.ProductPageFactory(
        parent=site_tree.en.products, slug="serum", translation_key=product.translation_key
    )
    return made


def test_old_address_of_a_renamed_page_leads_to_the_new_one(product: ProductPage) -> None:
    rename(product, "serum-kilau")
    assert resolve("/produk/serum/") == {
        "type": "redirect",
        "status": 301,
        "location": f"{ORIGIN}/produk/serum-kilau/",
    }


def test_each_language_has_its_own(product: ProductPage, english: ProductPage) -> None:
    rename(english, "shine-serum")
    assert leads_to("/en/products/serum/") == "/en/products/shine-serum/"
    assert resolve("/produk/serum/")["type"] == "page"


def test_pages_below_a_renamed_one_lead_on(site_tree: SiteTree, product: ProductPage) -> None:
    rename(site_tree.id.products, "katalog")
    assert leads_to("/produk/") == "/katalog/"
    assert leads_to("/produk/serum/") == "/katalog/serum/"


def test_page_moved_in_the_admin_leads_to_its_new_place(
    marketing_client: Client, site_tree: SiteTree
) -> None:
    article = factories.ArticlePageFactory(parent=site_tree.id.education, slug="tren")
    home = factories.HomePageFactory(
        parent=site_tree.id.home.get_parent(), slug="lain", locale=site_tree.id.locale
    )
    other = factories.EducationIndexPageFactory(parent=home, slug="akademi")
    home.move(site_tree.id.home, pos="last-child")
    address = reverse("wagtailadmin_pages:move_confirm", args=[article.pk, other.pk])
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert marketing_client.post(address).status_code == 302
    assert leads_to("/edukasi/tren/") == "/lain/akademi/tren/"


def test_several_renamings_each_lead_to_the_last_address(product: ProductPage) -> None:
    for slug in ("b", "c", "d"):
        rename(product, slug)
    for slug in ("serum", "b", "c"):
        assert leads_to(f"/produk/{slug}/") == "/produk/d/"


def test_renaming_back_leaves_no_circle(product: ProductPage) -> None:
    rename(product, "b")
    rename(product, "serum")
    assert resolve("/produk/serum/")["type"] == "page"
    assert leads_to("/produk/b/") == "/produk/serum/"
    assert list(Redirect.objects.values_list("old_path", flat=True)) == ["/produk/b"]


def test_renaming_the_parent_back_leaves_no_circle_below(
    site_tree: SiteTree, product: ProductPage
) -> None:
    rename(site_tree.id.products, "katalog")
    rename(ProductIndexPage.objects.get(pk=site_tree.id.products.pk), "produk")
    assert resolve("/produk/serum/")["type"] == "page"
    assert leads_to("/katalog/serum/") == "/produk/serum/"
    assert not Redirect.objects.filter(old_path__startswith="/produk").exists()


def test_a_redirect_made_by_hand_stays(product: ProductPage) -> None:
    Redirect.add_redirect("/produk/b", product, is_permanent=False)
    rename(product, "b")
    assert Redirect.objects.filter(old_path="/produk/b", automatically_created=False).exists()
    assert resolve("/produk/b/")["type"] == "page"


def test_address_changed_in_a_draft_leads_on_once_it_is_published(product: ProductPage) -> None:
    product.slug = "baru"
    revision = product.save_revision()
    assert resolve("/produk/serum/")["type"] == "page"
    with TestCase.captureOnCommitCallbacks(execute=True):
        revision.publish()
    assert leads_to("/produk/serum/") == "/produk/baru/"


def test_nothing_leads_to_a_page_that_is_no_longer_published(product: ProductPage) -> None:
    rename(product, "baru")
    ProductPage.objects.get(pk=product.pk).unpublish()
    assert resolve("/produk/serum/")["code"] == "not_found"


def test_new_page_at_an_old_address_wins(site_tree: SiteTree, product: ProductPage) -> None:
    rename(product, "baru")
    newcomer = factories.ProductPageFactory(parent=site_tree.id.products, slug="serum")
    assert resolve("/produk/serum/")["page"]["id"] == newcomer.pk


def test_renaming_a_home_changes_no_address(site_tree: SiteTree, english: ProductPage) -> None:
    rename(site_tree.en.home, "welcome")
    assert resolve("/en/products/serum/")["type"] == "page"
    assert not Redirect.objects.exists()


def test_another_sites_redirect_under_the_same_path_stays(
    site_tree: SiteTree, product: ProductPage
) -> None:
    """The page moved away from the other site, which has nothing else under that path."""
    other = build_further_tree("salon.example.org")
    kept, circle = (
        Redirect.objects.create(
            old_path="/produk/serum",
            site=site,
            redirect_page=product,
            automatically_created=True,
        )
        for site in (other.site, site_tree.site)
    )
    rename(product, "lain")
    rename(product, "serum")
    assert list(Redirect.objects.filter(pk__in=[kept.pk, circle.pk])) == [kept]

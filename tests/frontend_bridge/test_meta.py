"""What every page says about itself: search engines, sharing, breadcrumbs, translations."""

from typing import Any

import pytest

from cms.models import ProductPage
from tests import factories
from tests.frontend_bridge.conftest import Get
from tests.site_tree import SiteTree


@pytest.fixture
def meta(get: Get) -> Any:
    return lambda page: get(f"pages/{page.pk}/")["meta"]


def test_bundle_falls_back_to_the_pages_own_texts(meta: Any, product: ProductPage) -> None:
    seo = meta(product)["seo"]
    address = "http://localhost:3000/produk/serum-kilau/"
    assert (seo["title"], seo["description"]) == ("Serum Kilau", "Memperbaiki rambut rusak.")
    assert seo["canonical"] == seo["open_graph"]["url"] == address
    assert seo["open_graph"]["locale"] == "id_ID"
    assert seo["open_graph"]["type"] == "product"
    assert seo["open_graph"]["site_name"] == "Alfa Beauty Cosmetica"
    assert seo["open_graph"]["image"].startswith("http://localhost:8000/media/")
    assert seo["twitter"]["card"] == "summary_large_image"


def test_bundle_prefers_what_the_editor_wrote(meta: Any, site_tree: SiteTree) -> None:
    page = site_tree.en.about
    page.seo_title, page.search_description = "Who we are", "Professional beauty."
    page.canonical_url = "https://example.org/about/"
    page.social_image = factories.PictureFactory()
    page.save()
    seo = meta(page)["seo"]
    assert (seo["title"], seo["description"]) == ("Who we are", "Professional beauty.")
    assert seo["canonical"] == "https://example.org/about/"
    assert seo["twitter"]["image"].endswith(page.social_image.file.name)
    assert seo["open_graph"]["locale"] == "en_US"


def test_sites_picture_serves_pages_without_one(meta: Any, site_tree: SiteTree) -> None:
    assert meta(site_tree.id.about)["seo"]["twitter"] == {
        "title": "About",
        "description": "",
        "card": "summary",
        "image": None,
    }
    picture = factories.PictureFactory()
    factories.AppearanceSettingsFactory(site=site_tree.site, default_social_image=picture)
    assert meta(site_tree.id.about)["seo"]["twitter"]["image"].endswith(picture.file.name)


def test_breadcrumbs_leave_out_what_is_not_public(meta: Any, product: ProductPage) -> None:
    trail = [step["path"] for step in meta(product)["breadcrumbs"]]
    assert trail == ["/", "/produk/", "/produk/serum-kilau/"]
    parent = product.get_parent()
    parent.live = False
    parent.save()
    assert [step["path"] for step in meta(product)["breadcrumbs"]] == [
        "/",
        "/produk/serum-kilau/",
    ]


def test_alternates_are_live_translations(meta: Any, site_tree: SiteTree) -> None:
    expected = [
        ("id", "/produk/"),
        ("en", "/en/products/"),
        ("x-default", "/produk/"),
    ]
    for page in (site_tree.id.products, site_tree.en.products):
        listed = meta(page)["alternates"]
        assert [(other["hreflang"], other["path"]) for other in listed] == expected
    site_tree.id.products.live = False
    site_tree.id.products.save()
    listed = meta(site_tree.en.products)["alternates"]
    assert [(other["hreflang"], other["path"]) for other in listed] == [
        ("en", "/en/products/"),
        ("x-default", "/en/products/"),
    ]
    assert listed[0]["url"] == "http://localhost:3000/en/products/"


def kinds(documents: list[dict[str, Any]]) -> list[str]:
    assert all(document["@context"] == "https://schema.org" for document in documents)
    return [document["@type"] for document in documents]


def test_each_page_type_has_its_json_ld(
    meta: Any, site_tree: SiteTree, product: ProductPage
) -> None:
    event = factories.EventPageFactory(parent=site_tree.id.education, is_online=True)
    article = factories.ArticlePageFactory(parent=site_tree.id.education)
    assert kinds(meta(site_tree.id.home)["json_ld"]) == ["Organization", "WebSite"]
    for name, kind in {
        "products": "CollectionPage",
        "education": "CollectionPage",
        "about": "AboutPage",
        "contact": "ContactPage",
    }.items():
        documents = meta(getattr(site_tree.id, name))["json_ld"]
        assert kinds(documents) == ["BreadcrumbList", kind]
    for name in ("partnership", "privacy", "terms"):
        assert kinds(meta(getattr(site_tree.id, name))["json_ld"]) == ["BreadcrumbList"]
    assert kinds(meta(product)["json_ld"]) == ["BreadcrumbList", "Product"]
    assert kinds(meta(event)["json_ld"]) == ["BreadcrumbList", "Event"]
    assert kinds(meta(article)["json_ld"]) == ["BreadcrumbList", "Article"]


def test_product_is_described_without_a_price(meta: Any, product: ProductPage) -> None:
    described = meta(product)["json_ld"][1]
    assert described["sku"] == "SRM-1"
    assert described["brand"] == {"@type": "Brand", "name": "Aurora"}
    assert "offers" not in described


def test_organization_is_described_from_the_settings(meta: Any, site_tree: SiteTree) -> None:
    factories.ContactSettingsFactory(site=site_tree.site)
    assert meta(site_tree.id.home)["json_ld"][:1] == [
        {
            "@context": "https://schema.org",
            "@type": "Organization",
            "name": "PT Alfa Beauty Cosmetica",
            "url": "http://localhost:3000/",
            "address": "Jakarta",
            "email": "hello@alfabeauty.invalid",
            "telephone": "+6281234567890",
        }
    ]


def test_site_and_overviews_are_described_in_their_language(meta: Any, site_tree: SiteTree) -> None:
    assert meta(site_tree.en.home)["json_ld"][1] == {
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": "Alfa Beauty Cosmetica",
        "url": "http://localhost:3000/en/",
        "inLanguage": "en",
        "publisher": {"@type": "Organization", "name": "PT Alfa Beauty Cosmetica"},
    }
    site_tree.en.products.introduction = "Everything for salons."
    site_tree.en.products.save()
    assert meta(site_tree.en.products)["json_ld"][1] == {
        "@context": "https://schema.org",
        "@type": "CollectionPage",
        "name": "Products",
        "description": "Everything for salons.",
        "url": "http://localhost:3000/en/products/",
        "inLanguage": "en",
    }

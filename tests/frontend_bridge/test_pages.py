from typing import Any

import pytest
from django.test import Client

from cms.models import ProductPage
from tests import factories
from tests.frontend_bridge.conftest import Get
from tests.site_tree import SiteTree


def test_listing_is_wagtails_own_short_form(get: Get, site_tree: SiteTree) -> None:
    item = get("pages/", slug="produk")["items"][0]
    assert set(item) == {"id", "meta", "title"}
    assert item["meta"] == {
        "type": "cms.ProductIndexPage",
        "detail_url": f"http://localhost:8000/api/v2/pages/{site_tree.id.products.pk}/",
        "html_url": "http://localhost:3000/produk/",
        "slug": "produk",
        "first_published_at": item["meta"]["first_published_at"],
        "locale": "id",
        "path": "/produk/",
    }


def test_listing_holds_all_languages_unless_one_is_asked_for(get: Get, site_tree: SiteTree) -> None:
    assert get("pages/")["meta"]["total_count"] == 16
    english = get("pages/", locale="en")["items"]
    assert {item["meta"]["locale"] for item in english} == {"en"}
    assert english[0]["meta"]["html_url"] == "http://localhost:3000/en/"


@pytest.mark.parametrize(
    ("fields", "top", "meta"),
    [
        ("_", set(), set()),
        ("_,title", {"title"}, set()),
        ("-title,-slug", {"id", "meta"}, {"type", "detail_url", "html_url", "locale", "path"}),
        ("_,id,locale", {"id", "meta"}, {"locale"}),
    ],
)
def test_fields_are_chosen_as_in_wagtail(
    get: Get, site_tree: SiteTree, fields: str, top: set[str], meta: set[str]
) -> None:
    item = get("pages/", fields=fields)["items"][0]
    assert set(item) == top
    assert set(item.get("meta", {})) - {"first_published_at"} == meta


def test_all_fields_of_one_type(get: Get, product: ProductPage) -> None:
    item = get("pages/", type="cms.ProductPage", fields="*")["items"][0]
    assert item["code"] == "SRM-1"
    assert item["categories"][0]["name"] == "Sampo"
    assert item["technical_notes"] == "<p>Bahan <b>aman</b></p>"
    assert "seo" not in item["meta"]


def test_nested_fields_are_chosen_as_in_wagtail(get: Get, product: ProductPage) -> None:
    item = get("pages/", type="cms.ProductPage", fields="_,brand(_,name),categories(-id)")["items"][
        0
    ]
    assert item == {
        "brand": {"name": "Aurora"},
        "categories": [{"slug": "shampoo", "name": "Sampo"}],
    }


def test_tree_filters_of_wagtail(get: Get, site_tree: SiteTree) -> None:
    def slugs(**parameters: Any) -> set[str]:
        return {item["meta"]["slug"] for item in get("pages/", **parameters)["items"]}

    factories.EventPageFactory(parent=site_tree.id.education, slug="warna")
    assert slugs(child_of=site_tree.id.education.pk) == {"warna"}
    assert "warna" in slugs(descendant_of="root")
    assert slugs(translation_of=site_tree.id.products.pk) == {"products"}
    assert slugs(ancestor_of=site_tree.id.products.pk) == {"beranda"}
    assert slugs(type="cms.LegalPage,cms.AboutPage", locale="en") == {"about", "privacy", "terms"}


def test_order_limit_and_offset(get: Get, site_tree: SiteTree) -> None:
    answer = get("pages/", locale="id", order="-title", limit=2, offset=1)
    assert answer["meta"]["total_count"] == 8
    assert [item["title"] for item in answer["items"]] == ["Products", "Privacy"]


def test_random_order_is_answered(get: Get, site_tree: SiteTree) -> None:
    assert len(get("pages/", order="random")["items"]) == 16


def test_search(get: Get, site_tree: SiteTree) -> None:
    found = get("pages/", search="partnership", locale="id")["items"]
    assert [item["meta"]["slug"] for item in found] == ["kemitraan"]


def test_detail_of_home(get: Get, site_tree: SiteTree, product: ProductPage) -> None:
    factories.ContactSettingsFactory(site=site_tree.site)
    event = factories.EventPageFactory(parent=site_tree.id.education)
    factories.EventPageFactory(parent=site_tree.en.education)
    home = site_tree.id.home
    home.pillars = factories.stream(
        ("pillar", {"title": "Produk", "text": "Semua merek", "page": site_tree.en.products.pk}),
        ("pillar", {"title": "Lain", "text": "Tanpa halaman", "page": None}),
    )
    home.save()
    page = get(f"pages/{home.pk}/")
    assert page["hero_title"] == "Professional beauty, delivered"
    assert page["hero_image"] is None
    assert page["pillars"][0]["page"] == {
        "id": site_tree.id.products.pk,
        "title": "Products",
        "url": "http://localhost:3000/produk/",
        "path": "/produk/",
        "type": "cms.ProductIndexPage",
    }
    assert page["pillars"][1]["page"] is None
    assert [brand["slug"] for brand in page["brands"]] == ["aurora"]
    assert (
        page["categories"] == [{"id": 1, "slug": "shampoo", "name": "Sampo"}]
        or page["categories"][0]["name"] == "Sampo"
    )
    assert [item["id"] for item in page["events"]] == [event.pk]
    assert page["whatsapp_url"].startswith("https://wa.me/6281234567890?text=")


@pytest.mark.parametrize(
    ("branch_page", "expected"),
    [
        ("partnership", {"introduction", "benefits", "form_title", "success_title"}),
        ("about", {"introduction", "body"}),
        ("contact", {"introduction", "body"}),
        ("privacy", {"kind", "introduction", "body"}),
        ("education", {"introduction"}),
        ("products", {"introduction", "empty_text"}),
    ],
)
def test_detail_of_each_standard_page(
    get: Get, site_tree: SiteTree, branch_page: str, expected: set[str]
) -> None:
    page = get(f"pages/{getattr(site_tree.en, branch_page).pk}/")
    assert expected <= set(page)
    assert {"seo", "json_ld", "breadcrumbs", "alternates"} <= set(page["meta"])


def test_find_redirects_to_the_page_of_its_path_and_language(site_tree: SiteTree) -> None:
    response = Client().get("/api/v2/pages/find/", {"html_path": "/en/products/", "fields": "_"})
    assert response.status_code == 302
    assert response["Location"] == (
        f"http://localhost:8000/api/v2/pages/{site_tree.en.products.pk}/?fields=_"
    )


def test_find_by_id(site_tree: SiteTree) -> None:
    response = Client().get("/api/v2/pages/find/", {"id": site_tree.id.about.pk})
    assert (
        response["Location"].removesuffix("?").endswith(f"/api/v2/pages/{site_tree.id.about.pk}/")
    )


@pytest.mark.parametrize("query", [{"html_path": "/nope/"}, {"id": "999999"}, {}])
def test_find_of_nothing_is_404(api: Get, site_tree: SiteTree, query: dict[str, str]) -> None:
    assert api("pages/find/", **query).status_code == 404


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"nope": "1"}, "unknown_parameter"),
        ({"fields": "nope"}, "unknown_field"),
        ({"fields": "(("}, "invalid"),
        ({"fields": "title("}, "invalid"),
        ({"fields": "title(id)"}, "unknown_field"),
        ({"fields": "parent(" * 400}, "too_long"),
        ({"fields": "parent(" * 200}, "too_deep"),
        ({"limit": "101"}, "out_of_range"),
        ({"limit": "x"}, "invalid"),
        ({"limit": "٣"}, "invalid"),
        ({"offset": "-1"}, "out_of_range"),
        ({"order": "nope"}, "invalid_choice"),
        ({"order": "path"}, "invalid_choice"),
        ({"order": "random,title"}, "invalid"),
        ({"order": "random", "offset": "1"}, "invalid"),
        ({"type": "auth.User"}, "invalid_choice"),
        ({"type": "nope"}, "invalid_choice"),
        ({"locale": "fr"}, "invalid_choice"),
        ({"child_of": "x"}, "invalid"),
        ({"child_of": "999999"}, "not_found"),
        ({"ancestor_of": "999999"}, "not_found"),
        ({"descendant_of": "999999"}, "not_found"),
        ({"translation_of": "999999"}, "not_found"),
        ({"site": "other.example"}, "not_found"),
        ({"site": "localhost:x"}, "invalid"),
        ({"rich_text_format": "db_html"}, "invalid_choice"),
        ({"search_operator": "xor"}, "invalid_choice"),
        ({"title": "\x00"}, "invalid"),
        ({"title": "x" * 2001}, "too_long"),
        ({"title": ["a", "b"]}, "repeated"),
        ({"id": "9" * 19}, "out_of_range"),
        ({"id": "9" * 30}, "invalid"),
        ({"first_published_at": "yesterday"}, "invalid"),
        ({"first_published_at": "9999-12-31T23:59:59-12:00"}, "invalid"),
        ({"show_in_menus": "perhaps"}, "invalid_choice"),
    ],
)
def test_bad_parameter_is_named(
    api: Get, site_tree: SiteTree, query: dict[str, str], code: str
) -> None:
    response = api("pages/", **query)
    assert response.status_code == 400, response.content
    assert response.json()["code"] == code
    assert response.json()["errors"][0]["field"] == next(iter(query))


def test_find_refuses_a_bad_id(api: Get, site_tree: SiteTree) -> None:
    assert api("pages/find/", id="x").status_code == 400


@pytest.mark.parametrize("pk", ["999999", "9" * 19, "9" * 5000])
def test_detail_of_nothing_is_404(api: Get, site_tree: SiteTree, pk: str) -> None:
    assert api(f"pages/{pk}/").status_code == 404


@pytest.mark.parametrize("listing", ["pages", "products", "events", "articles"])
@pytest.mark.parametrize("name", ["child_of", "ancestor_of", "descendant_of", "translation_of"])
def test_every_listing_of_pages_knows_the_tree(
    api: Get, site_tree: SiteTree, listing: str, name: str
) -> None:
    assert api(f"{listing}/", **{name: site_tree.id.products.pk}).status_code == 200
    response = api(f"{listing}/", **{name: 999999})
    assert response.json()["errors"][0] == {
        "field": name,
        "code": "not_found",
        "message": "Tidak ada halaman publik seperti itu.",
    }


def test_two_branches_at_once_are_refused(api: Get, site_tree: SiteTree) -> None:
    home = site_tree.id.home.pk
    response = api("pages/", child_of=home, descendant_of=home)
    assert response.json()["errors"][0]["code"] == "exclusive"


def test_unknown_field_is_told_what_the_same_answer_could_hold(
    api: Get, site_tree: SiteTree
) -> None:
    listed = api("products/", fields="nope").json()["detail"]
    assert "code" in listed
    assert "trainings" not in listed


def test_details_of_a_named_site_are_asked_by_its_name(get: Get, site_tree: SiteTree) -> None:
    item = get("pages/", site="localhost:3000", slug="produk")["items"][0]
    assert item["meta"]["detail_url"].endswith("/?site=localhost%3A3000")
    address = item["meta"]["detail_url"].partition("/api/v2/")[2]
    assert get(address)["meta"]["parent"]["meta"]["detail_url"].endswith("?site=localhost%3A3000")

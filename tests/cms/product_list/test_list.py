"""The admin's list of products: what it shows, finds and costs."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cms.models import Picture, PictureRendition
from cms.renditions import THUMBNAIL, make_due_renditions
from tests.cms.product_list.conftest import Act, login, titles
from tests.factories import (
    BrandFactory,
    CategoryFactory,
    FunctionFactory,
    PictureFactory,
    ProductPageFactory,
    photo,
)
from tests.site_tree import SiteTree

LIST = "products:index"
#: Of the admin's frame and of the list together, on either database.
STATEMENTS = 34


def test_a_row_shows_picture_brand_audience_status_and_language(
    show: Act, site_tree: SiteTree
) -> None:
    picture = PictureFactory()
    ProductPageFactory(
        parent=site_tree.id.products,
        title="Serum Melati",
        code="SRM-1",
        brand=BrandFactory(name="Lumera"),
        for_barber=True,
        photos=[photo(picture=picture)],
    )
    ProductPageFactory(parent=site_tree.en.products, title="Oil", for_barber=False, live=False)
    make_due_renditions(seconds=60)
    thumbnail = PictureRendition.objects.get(filter_spec=THUMBNAIL, image=picture).url
    expected = (
        thumbnail,
        "Serum Melati",
        "SRM-1",
        "Lumera",
        "Salon, Barber",
        "tayang",
        "Indonesia",
    )
    cells = cells_of(show(), "Serum Melati")
    assert [part in cell for part, cell in zip(expected, cells, strict=False)] == [True] * 7, cells
    other = cells_of(show(), "Oil")
    assert [part in cell for part, cell in zip(expected, other, strict=False)] == [False] * 7, other


def cells_of(answer: Any, title: str) -> list[str]:
    """The HTML of the cells of the row with this title, behind the box to tick."""
    rows = re.findall(r"<tr\b.*?</tr>", answer.content.decode(), re.DOTALL)
    (row,) = [row for row in rows if title in row]
    cells: list[str] = re.findall(r"<td\b.*?</td>", row, re.DOTALL)
    return cells[1:]


@pytest.mark.parametrize("name", [LIST, "wagtailsnippets_cms_brand:list"])
def test_a_picture_is_shown_once_its_thumbnail_is_made_and_never_made_by_the_list(
    marketing_client: Client, site_tree: SiteTree, name: str
) -> None:
    picture: Picture = PictureFactory()
    photos, brand = [photo(picture=picture)], BrandFactory(logo=picture)
    ProductPageFactory(parent=site_tree.id.products, brand=brand, photos=photos)
    html = marketing_client.get(reverse(name)).content.decode()
    assert "Gambar kecil belum dibuat" in html
    assert not PictureRendition.objects.exists()
    make_due_renditions(seconds=60)
    html = marketing_client.get(reverse(name)).content.decode()
    assert PictureRendition.objects.get(filter_spec=THUMBNAIL, image=picture).url in html
    assert "Gambar kecil belum dibuat" not in html


def test_the_menu_shows_the_list_to_editors_only(site_tree: SiteTree) -> None:
    link = f'"{reverse(LIST)}"'
    assert link in login("editor", "change_page").get("/admin/").content.decode()
    stranger = login("stranger")
    assert link not in stranger.get("/admin/").content.decode()


def test_the_list_is_refused_to_others(site_tree: SiteTree) -> None:
    ProductPageFactory(parent=site_tree.id.products, title="Serum Melati")
    for address in (reverse(LIST), reverse("products:index_results")):
        assert Client().get(address).status_code == 302
        answer = login(f"stranger{len(address)}").get(address)
        assert answer.status_code == 302
        assert "Serum Melati" not in answer.content.decode()


@pytest.mark.parametrize("text", ["melati", "RUM MEL", "srm-77", "77"])
def test_products_are_found_by_a_part_of_title_or_code(
    show: Act, site_tree: SiteTree, text: str
) -> None:
    ProductPageFactory(parent=site_tree.id.products, title="Serum Melati", code="SRM-77")
    ProductPageFactory(parent=site_tree.id.products, title="Sampo Kenanga", code="SMP-1")
    assert titles(show(q=text)) == {"Serum Melati"}


def test_a_draft_title_is_found(show: Act, site_tree: SiteTree) -> None:
    product = ProductPageFactory(parent=site_tree.id.products, title="Serum")
    product.title = "Minyak"
    product.save_revision()
    assert titles(show(q="minyak")) == {"Serum"}


@pytest.fixture
def two_products(site_tree: SiteTree) -> dict[str, Any]:
    """One that every filter means, and one that none means; returns the filters."""
    brand, category, function = BrandFactory(), CategoryFactory(), FunctionFactory()
    ProductPageFactory(
        parent=site_tree.id.products,
        title="Meant",
        brand=brand,
        categories=[category, CategoryFactory()],
        functions=[function],
        for_salon=False,
        for_barber=True,
    )
    ProductPageFactory(
        parent=site_tree.en.products, title="Not meant", live=False, first_published_at=None
    )
    return {
        "brand": brand.pk,
        "category": category.pk,
        "function": function.pk,
        "audience": "BARBER",
        "status": "published",
        "locale": "id",
    }


@pytest.mark.parametrize("name", ["brand", "category", "function", "audience", "status", "locale"])
def test_a_filter_leaves_what_it_means(show: Act, two_products: dict[str, Any], name: str) -> None:
    assert titles(show()) == {"Meant", "Not meant"}
    assert titles(show(**{name: two_products[name]})) == {"Meant"}


def test_filters_and_search_combine(show: Act, two_products: dict[str, Any]) -> None:
    assert titles(show(**two_products, q="mean")) == {"Meant"}
    assert titles(show(**two_products, q="nothing")) == set()


def test_unpublished_changes_and_drafts_have_filters(show: Act, site_tree: SiteTree) -> None:
    changed = ProductPageFactory(parent=site_tree.id.products, title="Changed")
    changed.save_revision()
    ProductPageFactory(parent=site_tree.id.products, title="Same")
    ProductPageFactory(parent=site_tree.id.products, title="Draft", live=False)
    planned = ProductPageFactory(parent=site_tree.id.products, title="Planned", live=False)
    planned.save_revision(approved_go_live_at=timezone.now() + timedelta(days=1))
    assert titles(show(status="changed")) == {"Changed"}
    assert titles(show(status="draft")) == {"Draft", "Planned"}
    assert titles(show(status="scheduled")) == {"Planned"}


@pytest.mark.parametrize(
    "query",
    [{"brand": "x"}, {"brand": 999999}, {"status": "nope"}, {"translation": "\x00"}],
)
def test_a_filter_that_cannot_be_understood_shows_nothing(
    show: Act, two_products: dict[str, Any], query: dict[str, Any]
) -> None:
    assert titles(show(**query)) == set()


def test_an_empty_list_says_what_to_do(show: Act, site_tree: SiteTree) -> None:
    answer = show()
    assert "Belum ada produk." in answer.content.decode()
    assert reverse("products:choose_parent") in answer.content.decode()
    ProductPageFactory(parent=site_tree.id.products)
    assert "Tampilkan semua produk" in show(q="nothing").content.decode()


def test_twenty_products_cost_as_many_statements_as_one(show: Act, site_tree: SiteTree) -> None:
    def add(number: int) -> None:
        for _number in range(number):
            product = ProductPageFactory(parent=site_tree.id.products, photos=[photo()])
            ProductPageFactory(
                parent=site_tree.en.products,
                translation_key=product.translation_key,
                code=product.code,
            )

    add(1)
    one = _statements(show)
    add(19)
    assert _statements(show) == one
    assert one == STATEMENTS


def _statements(show: Callable[..., Any]) -> int:
    make_due_renditions(seconds=60)
    show(locale="id")  # fills the caches
    with CaptureQueriesContext(connection) as queries:
        answer = show(locale="id")
    assert answer.status_code == 200
    return len(queries)

"""What a client written for Wagtail's own API v2 asks, and what its documentation promises."""

from dataclasses import dataclass
from typing import Any

import pytest

from cms.models import EventPage, ProductPage
from tests import factories
from tests.frontend_bridge.conftest import Get
from tests.site_tree import SiteTree


@dataclass(frozen=True)
class Place:
    """Content with known ids, which requests name as ``{name}``."""

    tree: SiteTree
    serum: ProductPage
    mask: ProductPage
    training: EventPage

    @property
    def ids(self) -> dict[str, int]:
        return {
            "home": self.tree.id.home.pk,
            "products": self.tree.id.products.pk,
            "education": self.tree.id.education.pk,
            "serum": self.serum.pk,
            "mask": self.mask.pk,
        }


@pytest.fixture
def place(site_tree: SiteTree) -> Place:
    parent = site_tree.id.products
    return Place(
        tree=site_tree,
        serum=factories.ProductPageFactory(
            parent=parent,
            title="Serum Kilau",
            slug="serum",
            brand=factories.BrandFactory(name="Aurora"),
            is_new=True,
        ),
        mask=factories.ProductPageFactory(
            parent=parent, title="Masker Kilau", slug="mask", summary="Lembut sekali"
        ),
        training=factories.EventPageFactory(
            parent=site_tree.id.education, title="Kelas", slug="kelas"
        ),
    )


def slugs(answer: Any) -> list[str]:
    return [item["meta"]["slug"] for item in answer["items"]]


#: Which pages a listing holds. An unordered one is compared as a set.
LISTED = [
    ("pages/?type=cms.ProductPage", {"serum", "mask"}),
    ("pages/?type=cms.ProductPage,cms.EventPage", {"serum", "mask", "kelas"}),
    ("pages/?slug=serum", {"serum"}),
    ("pages/?id={mask}", {"mask"}),
    ("pages/?title=Serum Kilau", {"serum"}),
    ("pages/?type=cms.ProductPage&is_new=true", {"serum"}),
    ("pages/?type=cms.ProductPage&is_new=0&slug=mask", {"mask"}),
    ("pages/?child_of={products}", {"serum", "mask"}),
    (
        "pages/?child_of=root",
        {"produk", "edukasi", "kemitraan", "tentang-kami", "kontak", "privasi", "syarat"},
    ),
    ("pages/?descendant_of={education}", {"kelas"}),
    ("pages/?descendant_of={home}&type=cms.ProductPage", {"serum", "mask"}),
    ("pages/?ancestor_of={serum}", {"beranda", "produk"}),
    ("pages/?translation_of={products}", {"products"}),
    ("pages/?translation_of=root", {"home-en"}),
    ("pages/?translation_of={products}&locale=id", set()),
    ("pages/?locale=en&slug=about", {"about"}),
    ("pages/?search=kilau", {"serum", "mask"}),
    ("pages/?search=kilau serum", {"serum"}),
    ("pages/?search=serum masker&search_operator=or", {"serum", "mask"}),
    ("pages/?search=kilau&child_of={products}&slug=mask", {"mask"}),
    ("pages/?type=cms.ProductPage&search=lembut", {"mask"}),
    ("pages/?child_of={products}&order=title", ["mask", "serum"]),
    ("pages/?child_of={products}&order=-title", ["serum", "mask"]),
    ("pages/?child_of={products}&order=id", ["serum", "mask"]),
    ("pages/?type=cms.ProductPage&order=is_new,-title", ["mask", "serum"]),
    ("pages/?search=kilau&order=title", ["mask", "serum"]),
    ("pages/?child_of={products}&order=title&limit=1", ["mask"]),
    ("pages/?child_of={products}&order=title&limit=1&offset=1", ["serum"]),
    ("pages/?child_of={products}&order=random", {"serum", "mask"}),
]


@pytest.mark.parametrize(("request_", "expected"), LISTED)
def test_listing_holds_what_the_documentation_promises(
    get: Get, place: Place, request_: str, expected: Any
) -> None:
    found = slugs(get(*split(request_, place)[:1], **split(request_, place)[1]))
    assert (found if isinstance(expected, list) else set(found)) == expected
    assert len(found) == len(set(found))


def split(request_: str, place: Place) -> tuple[str, dict[str, str]]:
    address, _mark, query = request_.format(**place.ids).partition("?")
    pairs = [pair.partition("=") for pair in query.split("&") if pair]
    return address, {name: value for name, _equals, value in pairs}


DEFAULT_META = {"type", "detail_url", "html_url", "slug", "first_published_at", "locale", "path"}
#: Which fields an item has: those beside `meta`, then those of `meta`.
FIELDS = [
    ("", {"id", "title"}, DEFAULT_META),
    ("summary", {"id", "title", "summary"}, DEFAULT_META),
    ("summary,code", {"id", "title", "summary", "code"}, DEFAULT_META),
    ("-title", {"id"}, DEFAULT_META),
    ("-title,summary", {"id", "summary"}, DEFAULT_META),
    ("_,title", {"title"}, set()),
    ("_,title,slug", {"title"}, {"slug"}),
    ("-detail_url,-html_url", {"id", "title"}, DEFAULT_META - {"detail_url", "html_url"}),
]


@pytest.mark.parametrize(("fields", "body", "meta"), FIELDS)
def test_fields_are_added_removed_and_chosen(
    get: Get, place: Place, fields: str, body: set[str], meta: set[str]
) -> None:
    query = {"type": "cms.ProductPage", "slug": "serum", **({"fields": fields} if fields else {})}
    item = get("pages/", **query)["items"][0]
    assert set(item) - {"meta"} == body
    assert set(item.get("meta", {})) == meta


def test_star_is_every_field_and_may_leave_some_out(get: Get, place: Place) -> None:
    everything = get("pages/", type="cms.ProductPage", slug="serum", fields="*")["items"][0]
    assert {"id", "title", "code", "brand", "summary", "benefits", "overview"} <= set(everything)
    assert "parent" not in everything["meta"]
    less = get("pages/", type="cms.ProductPage", slug="serum", fields="*,-title")["items"][0]
    assert set(everything) - set(less) == {"title"}


@pytest.mark.parametrize(
    ("fields", "brand"),
    [
        ("_,brand(_,name)", {"name"}),
        ("_,brand(-id,-logo)", {"slug", "name", "profile"}),
        ("*,brand(_,slug,name)", {"slug", "name"}),
    ],
)
def test_nested_fields_are_chosen(get: Get, place: Place, fields: str, brand: set[str]) -> None:
    item = get("pages/", type="cms.ProductPage", slug="serum", fields=fields)["items"][0]
    assert set(item["brand"]) == brand


def test_total_count_ignores_paging(get: Get, place: Place) -> None:
    answer = get("pages/", child_of=place.tree.id.products.pk, limit=1)
    assert (answer["meta"], len(answer["items"])) == ({"total_count": 2}, 1)


def test_detail_has_every_field_and_its_parent(get: Get, place: Place) -> None:
    page = get(f"pages/{place.serum.pk}/")
    parent = page["meta"]["parent"]
    assert (parent["id"], parent["title"]) == (place.tree.id.products.pk, "Products")
    assert parent["meta"]["type"] == "cms.ProductIndexPage"
    assert parent["meta"]["html_url"] == "http://localhost:3000/produk/"
    assert parent["meta"]["detail_url"].endswith(f"/api/v2/pages/{parent['id']}/")
    assert page["overview"] == ""


@pytest.mark.parametrize(
    ("query", "name"),
    [({"html_path": "/produk/serum/"}, "serum"), ({"id": "{mask}"}, "mask")],
)
def test_find_redirects_to_the_detail(
    api: Get, place: Place, query: dict[str, str], name: str
) -> None:
    response = api("pages/find/", **{key: text.format(**place.ids) for key, text in query.items()})
    assert response.status_code == 302
    assert response["Location"].split("?")[0].endswith(f"/{place.ids[name]}/")


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("pages/999999/", 404),
        ("pages/find/?html_path=/nowhere/", 404),
        ("pages/?fields=nope", 400),
        ("pages/?fields=*,title", 400),
        ("pages/?fields=_,-title", 400),
        ("pages/?fields=title(nope)", 400),
        ("pages/?child_of=nope", 400),
        ("pages/?child_of={serum}&descendant_of={home}", 400),
        ("pages/?order=random&offset=1", 400),
        ("pages/?order=nope", 400),
        ("pages/?limit=1000", 400),
        ("pages/?limit=-1", 400),
        ("pages/?type=cms.Nope", 400),
        ("pages/?nope=1", 400),
    ],
)
def test_error_has_a_message(api: Get, place: Place, address: str, status: int) -> None:
    path, query = split(address, place)
    response = api(path, **query)
    assert response.status_code == status
    assert response.json()["message"]


def test_media_have_the_fields_of_wagtails_own_endpoints(get: Get, place: Place) -> None:
    picture, sheet = factories.PictureFactory(title="Botol"), factories.DocumentFactory()
    factories.ProductPageFactory(
        parent=place.tree.id.products,
        photos=[factories.photo(picture=picture)],
        specification_sheet=sheet,
    )
    image = get("images/")["items"][0]
    assert (image["title"], image["width"], image["height"]) == ("Botol", 640, 480)
    for item in (image, get("documents/")["items"][0]):
        assert set(item["meta"]) == {"type", "detail_url", "tags", "download_url"}
        assert item["meta"]["download_url"].startswith("http://localhost:8000/")

import pytest
from wagtail.contrib.redirects.models import Redirect

from tests.frontend_bridge.conftest import Get
from tests.site_tree import SiteTree


@pytest.mark.parametrize(
    ("path", "language", "name"),
    [
        ("/", "id", "home"),
        ("/en/", "en", "home"),
        ("/en", "en", "home"),
        ("/produk/", "id", "products"),
        ("/produk", "id", "products"),
        ("/en/products/", "en", "products"),
    ],
)
def test_path_leads_to_its_page_in_its_language(
    get: Get, site_tree: SiteTree, path: str, language: str, name: str
) -> None:
    answer = get("resolve/", path=path)
    page = getattr(getattr(site_tree, language), name)
    assert answer["type"] == "page"
    assert answer["page"] == get(f"pages/{page.pk}/")


@pytest.mark.parametrize("path", ["/products/", "/en/produk/", "/id/produk/", "/beranda/", "/x/"])
def test_path_of_another_language_is_404(api: Get, site_tree: SiteTree, path: str) -> None:
    response = api("resolve/", path=path)
    assert response.status_code == 404
    assert response.json()["code"] == "not_found"


def test_redirect_to_a_page_is_absolute(get: Get, site_tree: SiteTree) -> None:
    Redirect.add_redirect("/lama/", site_tree.en.about, is_permanent=True)
    assert get("resolve/", path="/lama/") == {
        "type": "redirect",
        "status": 301,
        "location": "http://localhost:3000/en/about/",
    }


def test_redirect_to_an_address(get: Get, site_tree: SiteTree) -> None:
    Redirect.add_redirect("/promo", "https://example.org/", is_permanent=False)
    answer = get("resolve/", path="/promo/")
    assert (answer["status"], answer["location"]) == (302, "https://example.org/")


def test_redirect_of_this_site_wins(get: Get, site_tree: SiteTree) -> None:
    Redirect.add_redirect("/promo", "https://example.org/all/")
    Redirect.add_redirect("/promo", "https://example.org/ours/", site=site_tree.site)
    assert get("resolve/", path="/promo")["location"] == "https://example.org/ours/"


def test_redirect_to_a_draft_is_404(api: Get, site_tree: SiteTree) -> None:
    Redirect.add_redirect("/lama/", site_tree.id.about)
    site_tree.id.about.live = False
    site_tree.id.about.save()
    assert api("resolve/", path="/lama/").status_code == 404


@pytest.mark.parametrize("path", ["//[", "//[x]/", "/?a=1", "/#x", "/;x", "/%zz", "/" * 900])
def test_malformed_path_is_404_or_home(api: Get, site_tree: SiteTree, path: str) -> None:
    assert api("resolve/", path=path).status_code in {200, 404}


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"path": "produk"},
        {"path": "/", "locale": "fr"},
        {"path": "/", "nope": "1"},
        {"path": "/", "fallback": "true"},
        {"path": "/", "locale": "en", "fallback": "yes"},
    ],
)
def test_bad_parameter_is_400(api: Get, site_tree: SiteTree, query: dict[str, str]) -> None:
    assert api("resolve/", **query).status_code == 400


def test_chain_of_redirects_is_answered_in_one_step(get: Get, site_tree: SiteTree) -> None:
    Redirect.add_redirect("/a", "http://localhost:3000/b/")
    Redirect.add_redirect("/b", "http://localhost:3000/c/")
    Redirect.add_redirect("/c", site_tree.id.about)
    answer = get("resolve/", path="/a/")
    assert (answer["status"], answer["location"]) == (301, "http://localhost:3000/tentang-kami/")


def test_chain_is_temporary_when_one_step_is(get: Get, site_tree: SiteTree) -> None:
    Redirect.add_redirect("/a", "http://localhost:3000/b/")
    Redirect.add_redirect("/b", "https://example.org/", is_permanent=False)
    answer = get("resolve/", path="/a/")
    assert (answer["status"], answer["location"]) == (302, "https://example.org/")


def test_redirect_to_the_path_of_a_page_ends_there(get: Get, site_tree: SiteTree) -> None:
    Redirect.add_redirect("/a", "http://localhost:3000/produk/")
    Redirect.add_redirect("/produk", "https://example.org/")
    assert get("resolve/", path="/a/")["location"] == "http://localhost:3000/produk/"


@pytest.mark.parametrize("circle", [["a"], ["a", "b"], ["a", "b", "c"]])
def test_circle_is_404(api: Get, site_tree: SiteTree, circle: list[str]) -> None:
    for place, name in enumerate(circle):
        following = circle[(place + 1) % len(circle)]
        Redirect.add_redirect(f"/{name}", f"http://localhost:3000/{following}/")
    assert api("resolve/", path="/a/").status_code == 404


def test_chain_without_end_is_404(api: Get, site_tree: SiteTree) -> None:
    for number in range(30):
        Redirect.add_redirect(f"/{number}", f"http://localhost:3000/{number + 1}/")
    assert api("resolve/", path="/0/").status_code == 404

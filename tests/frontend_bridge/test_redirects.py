from typing import Any

import pytest
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from tests import factories
from tests.frontend_bridge.conftest import Get
from tests.site_tree import SiteTree


def paths(answer: Any) -> list[str]:
    return [item["old_path"] for item in answer["items"]]


def test_redirect_says_where_it_leads_and_for_how_long(get: Get, site_tree: SiteTree) -> None:
    redirect = Redirect.add_redirect("/lama/", site_tree.en.about)
    Redirect.add_redirect("/promo/", "https://example.org/", is_permanent=False)
    first, second = get("redirects/")["items"]
    assert first == {
        "id": redirect.pk,
        "meta": {
            "type": "wagtailredirects.Redirect",
            "detail_url": f"http://localhost:8000/api/v2/redirects/{redirect.pk}/",
        },
        "old_path": "/lama",
        "location": "http://localhost:3000/en/about/",
        "status": 301,
        "is_permanent": True,
    }
    assert (second["location"], second["status"]) == ("https://example.org/", 302)
    assert get(f"redirects/{redirect.pk}/") == first


def test_redirect_to_what_is_not_public_is_unknown(get: Get, api: Get, site_tree: SiteTree) -> None:
    hidden = factories.ArticlePageFactory(parent=site_tree.id.education, live=False)
    redirect = Redirect.add_redirect("/lama/", hidden)
    assert get("redirects/") == {"meta": {"total_count": 0}, "items": []}
    assert api(f"redirects/{redirect.pk}/").status_code == 404
    assert api("redirects/find/", html_path="/lama/").status_code == 404


def test_redirect_of_another_site_is_unknown(get: Get, site_tree: SiteTree) -> None:
    home = factories.HomePageFactory(parent=Page.get_first_root_node(), slug="other")
    other = Site.objects.create(hostname="other.example", root_page=home)
    Redirect.add_redirect("/promo/", "https://example.org/", site=other)
    assert paths(get("redirects/")) == []


def test_redirect_of_this_site_hides_one_of_all_sites(get: Get, site_tree: SiteTree) -> None:
    Redirect.add_redirect("/promo/", "https://example.org/all/")
    Redirect.add_redirect("/promo/", "https://example.org/ours/", site=site_tree.site)
    assert [item["location"] for item in get("redirects/")["items"]] == [
        "https://example.org/ours/"
    ]


@pytest.mark.parametrize(
    "path", ["/soirée/", "/soir%C3%A9e", "/soir%C3%A9e/?utm_source=x", "soirée"]
)
def test_find_looks_a_path_up_however_it_is_written(
    api: Get, site_tree: SiteTree, path: str
) -> None:
    redirect = Redirect.add_redirect("/soirée/", "https://example.org/")
    response = api("redirects/find/", html_path=path, fields="_,location")
    assert response.status_code == 302
    assert response["Location"] == (
        f"http://localhost:8000/api/v2/redirects/{redirect.pk}/?fields=_%2Clocation"
    )


def test_redirect_of_an_address_with_query_comes_before_that_of_its_path(
    api: Get, site_tree: SiteTree
) -> None:
    Redirect.add_redirect("/promo/", "https://example.org/")
    special = Redirect.add_redirect("/promo/?id=1", "https://example.org/1/")
    response = api("redirects/find/", html_path="/promo/?id=1")
    assert f"/redirects/{special.pk}/" in response["Location"]


def test_columns_order_and_paging(get: Get, site_tree: SiteTree) -> None:
    for name in ("a", "b", "c"):
        Redirect.add_redirect(f"/{name}/", "https://example.org/", is_permanent=name != "b")
    assert paths(get("redirects/", order="-old_path", limit=2)) == ["/c", "/b"]
    assert paths(get("redirects/", old_path="/b")) == ["/b"]
    assert paths(get("redirects/", is_permanent="false")) == ["/b"]
    answer = get("redirects/", limit=1, offset=2)
    assert (answer["meta"]["total_count"], paths(answer)) == (3, ["/c"])


@pytest.mark.parametrize("path", ["", "/nope/", "//[", "//[x]/", "/%zz", "/" * 900])
def test_find_of_nothing_is_404(api: Get, site_tree: SiteTree, path: str) -> None:
    assert api("redirects/find/", html_path=path).status_code == 404


@pytest.mark.parametrize(
    "query",
    [{"nope": "1"}, {"is_permanent": "perhaps"}, {"order": "location"}, {"html_path": "/x/"}],
)
def test_bad_parameter_is_400(api: Get, site_tree: SiteTree, query: dict[str, str]) -> None:
    assert api("redirects/", **query).status_code == 400


def test_without_any_site_there_are_no_redirects(get: Get, site_tree: SiteTree) -> None:
    Redirect.add_redirect("/old/", "https://example.com/")
    Site.objects.all().delete()
    assert get("redirects/")["meta"]["total_count"] == 0

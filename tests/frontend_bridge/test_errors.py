import pytest
from django.test import Client

from tests.site_tree import SiteTree

PROBLEM = {"type", "status", "code", "title", "detail", "message"}


def test_unknown_parameter_lists_the_valid_ones(site_tree: SiteTree) -> None:
    response = Client().get("/api/v2/brands/?nope=1&colour=red")
    assert response.status_code == 400
    body = response.json()
    assert set(body) == PROBLEM | {"errors"}
    assert [error["field"] for error in body["errors"]] == ["colour", "nope"]
    known = "_, fields, format, limit, locale, offset, rich_text_format, site."
    assert body["detail"].endswith(known), body["detail"]


def test_unknown_field_lists_the_valid_ones(site_tree: SiteTree) -> None:
    body = Client().get("/api/v2/brands/?fields=price").json()
    assert body["errors"][0]["field"] == "fields"
    assert "logo, name, profile, slug" in body["detail"]


def test_message_is_where_clients_of_wagtail_look_for_it(site_tree: SiteTree) -> None:
    client = Client(headers={"Accept-Language": "en"})
    body = client.get("/api/v2/pages/?limit=1000").json()
    assert body["message"] == body["detail"] == "limit: A whole number from 0 to 100."


def test_404_is_a_problem_for_objects_and_addresses(site_tree: SiteTree) -> None:
    for address in ("/api/v2/products/999999/", "/api/v2/nope/", "/api/v2/", "/api/v2/site"):
        response = Client().get(address)
        assert response.status_code == 404
        assert set(response.json()) == PROBLEM


def test_writing_is_refused(site_tree: SiteTree) -> None:
    for method in ("post", "put", "patch", "delete", "options"):
        response = getattr(Client(), method)("/api/v2/products/")
        assert response.status_code == 405
        assert response.json()["code"] == "method_not_allowed"
        assert response["Allow"] == "GET, HEAD"


def test_answer_that_cannot_be_accepted_is_406(site_tree: SiteTree) -> None:
    response = Client().get("/api/v2/products/", headers={"Accept": "image/png"})
    assert response.status_code == 406
    assert response["Content-Type"] == "application/problem+json; charset=utf-8"


def test_error_is_in_the_readers_language_and_says_so_to_caches(site_tree: SiteTree) -> None:
    response = Client().get("/api/v2/nope/", headers={"Accept-Language": "en-GB,en;q=0.9"})
    assert response.json()["title"] == "Nothing was found at this address"
    assert "Accept-Language" in response["Vary"]


def test_content_does_not_follow_the_readers_language(site_tree: SiteTree) -> None:
    for address in ("/api/v2/pages/", "/api/v2/site/", "/api/v2/products/?facets=audience"):
        english = Client().get(address, headers={"Accept-Language": "en"})
        assert english.json() == Client().get(address).json()
        assert english["Content-Language"] == "id, en"


def test_answer_is_compact_json_with_validator(site_tree: SiteTree) -> None:
    response = Client().get("/api/v2/pages/")
    assert response["Content-Type"] == "application/json; charset=utf-8"
    assert b"\n" not in response.content
    assert b'": ' not in response.content
    assert response["Cache-Control"] == "no-cache"
    assert "Cookie" not in response["Vary"]
    again = Client().get("/api/v2/pages/", headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304
    assert again.content == b""


def test_head_is_answered(site_tree: SiteTree) -> None:
    response = Client().head("/api/v2/pages/")
    assert (response.status_code, response.content) == (200, b"")


@pytest.mark.parametrize("address", ["schema/", "docs/", "preview_checks/", "nope/", "products/"])
def test_writing_is_refused_as_a_problem(site_tree: SiteTree, address: str) -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post(f"/api/v2/{address}", {}, content_type="application/json")
    assert response.status_code == (404 if address == "nope/" else 405)
    assert response["Content-Type"] == "application/problem+json; charset=utf-8"

import pytest
from django.test import Client, RequestFactory
from pytest_django import Settings

from config import errors


@pytest.mark.django_db
def test_below_the_api_an_unknown_address_gets_a_problem_document(client: Client) -> None:
    response = client.get("/api/public/nothing/", headers={"Accept-Language": "en"})
    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json; charset=utf-8"
    assert response.json()["code"] == "not_found"


@pytest.mark.django_db
def test_elsewhere_it_gets_a_page_with_a_way_to_the_website(
    client: Client, settings: Settings
) -> None:
    response = client.get("/nothing/")
    assert response.status_code == 404
    assert response["Content-Type"].startswith("text/html")
    assert settings.STOREFRONT_URL in response.content.decode()


@pytest.mark.parametrize("path", ["/api/public/partner-leads/", "/admin/"])
def test_a_fault_of_ours_is_answered_without_the_database(rf: RequestFactory, path: str) -> None:
    # No database fixture: the page for a broken database must not need one.
    assert errors.server_error(rf.get(path)).status_code == 500


def test_nothing_of_a_fault_is_told_to_strangers(rf: RequestFactory) -> None:
    try:
        raise ValueError("postgres://user:password@db")
    except ValueError as error:
        answer = errors.bad_request(rf.get("/api/v2/pages/"), error)
    assert answer.status_code == 400
    assert "password" not in answer.content.decode()

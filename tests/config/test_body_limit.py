import pytest
from django.test import Client
from pytest_django import Settings


@pytest.fixture(autouse=True)
def _small_limit(settings: Settings) -> None:
    settings.MAX_REQUEST_BYTES = 2**20


def test_a_body_over_the_limit_is_refused_before_anything_reads_it(client: Client) -> None:
    # No database fixture: neither session nor view may run.
    response = client.post("/admin/login/", data=b"x" * (2**20 + 1), content_type="text/plain")
    assert response.status_code == 413
    assert response["Content-Type"].startswith("text/html")


def test_below_the_api_the_refusal_is_a_problem_document(client: Client) -> None:
    response = client.post("/api/v2/pages/", data=b"x" * (2**20 + 1), content_type="text/plain")
    assert response.status_code == 413
    assert response.json()["code"] == "too_large"


@pytest.mark.parametrize("length", ["-1", "1e9", "many"])
def test_a_length_that_is_no_number_is_refused(client: Client, length: str) -> None:
    assert client.generic("POST", "/livez/", CONTENT_LENGTH=length).status_code == 413


@pytest.mark.django_db
def test_a_body_within_the_limit_passes(client: Client) -> None:
    response = client.post("/admin/login/", {"username": "a", "password": "b"})
    assert response.status_code == 200

from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

# The end of a request closes connections.
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files(settings: Settings) -> None:
    for name in ("images/photo.txt", "documents/sheet.txt"):
        path = Path(settings.MEDIA_ROOT, name)
        path.parent.mkdir(parents=True)
        path.write_text("content")


def test_a_picture_is_served_and_may_be_kept(client: Client) -> None:
    answer = client.get("/media/images/photo.txt")
    assert b"".join(answer) == b"content"
    answer.close()
    assert answer.headers["Cache-Control"] == "public, max-age=2592000"


@pytest.mark.parametrize(
    "path",
    [
        "documents/sheet.txt",
        "./documents/sheet.txt",
        "images/../documents/sheet.txt",
        "/documents/sheet.txt",
        "images/%2e%2e/documents/sheet.txt",
    ],
)
def test_documents_come_only_through_the_view_that_knows_private_collections(
    client: Client, path: str
) -> None:
    assert client.get(f"/media/{path}").status_code == 404

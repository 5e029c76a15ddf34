from typing import Any

import pytest
from wagtail.documents.models import Document
from wagtail.models import CollectionViewRestriction

from tests import factories
from tests.frontend_bridge.conftest import Get
from tests.site_tree import SiteTree


@pytest.fixture
def sheet(site_tree: SiteTree) -> Document:
    """A document of a public product."""
    document = factories.DocumentFactory(title="Lembar data")
    document.tags.add("serum")
    factories.ProductPageFactory(parent=site_tree.id.products, specification_sheet=document)
    return document


def ids(answer: Any) -> list[int]:
    return [item["id"] for item in answer["items"]]


def test_document_says_what_and_how_large_it_is(get: Get, sheet: Document) -> None:
    item = get("documents/")["items"][0]
    address = f"http://localhost:8000/documents/{sheet.pk}/{sheet.filename}"
    assert item == {
        "id": sheet.pk,
        "meta": {
            "type": "wagtaildocs.Document",
            "detail_url": f"http://localhost:8000/api/v2/documents/{sheet.pk}/",
            "tags": ["serum"],
            "download_url": address,
        },
        "title": "Lembar data",
        "url": address,
        "size": 14,
        "mime_type": "application/pdf",
    }
    assert get(f"documents/{sheet.pk}/") == item


def test_size_of_a_missing_file_is_unknown(get: Get, sheet: Document) -> None:
    Document.objects.update(file_size=None)
    sheet.file.storage.delete(sheet.file.name)
    assert get(f"documents/{sheet.pk}/")["size"] is None


def test_document_that_a_text_links_is_public(get: Get, site_tree: SiteTree) -> None:
    linked = factories.DocumentFactory()
    link = f'<p><a linktype="document" id="{linked.pk}">sheet</a></p>'
    factories.AboutPageFactory(
        parent=site_tree.id.home, title="More", body=factories.stream(("paragraph", link))
    )
    assert ids(get("documents/")) == [linked.pk]


def test_document_that_only_a_hidden_page_uses_is_unknown(
    get: Get, api: Get, site_tree: SiteTree
) -> None:
    secret = factories.DocumentFactory()
    factories.ProductPageFactory(
        parent=site_tree.id.products, specification_sheet=secret, live=False
    )
    assert ids(get("documents/")) == []
    assert api(f"documents/{secret.pk}/").status_code == 404
    assert api("documents/find/", id=secret.pk).status_code == 404


def test_document_of_a_private_collection_is_unknown(get: Get, sheet: Document) -> None:
    sheet.collection = factories.collection("Private")
    sheet.save()
    CollectionViewRestriction.objects.create(collection=sheet.collection, restriction_type="login")
    assert ids(get("documents/")) == []


def test_search_tags_and_order(get: Get, site_tree: SiteTree, sheet: Document) -> None:
    other = factories.DocumentFactory(title="Brosur")
    factories.ProductPageFactory(parent=site_tree.id.products, specification_sheet=other)
    assert ids(get("documents/", search="brosur")) == [other.pk]
    assert ids(get("documents/", tags="serum")) == [sheet.pk]
    assert ids(get("documents/", order="title")) == [other.pk, sheet.pk]
    assert ids(get("documents/", title="Brosur")) == [other.pk]


@pytest.mark.parametrize(
    "query", [{"nope": "1"}, {"locale": "en"}, {"fields": "file_hash"}, {"order": "size"}]
)
def test_bad_parameter_is_400(api: Get, sheet: Document, query: dict[str, str]) -> None:
    assert api("documents/", **query).status_code == 400

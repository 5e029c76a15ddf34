"""A visit to a page's address on the CMS."""

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from tests.site_tree import SiteTree


@pytest.mark.parametrize("path", ["/", "/produk/", "/en/", "/en/products/"])
def test_visit_leads_to_the_storefront(site_tree: SiteTree, path: str) -> None:
    response = Client().get(path)
    assert response.status_code == 302
    assert response["Location"] == f"http://localhost:3000{path}"


def test_draft_is_404(site_tree: SiteTree) -> None:
    site_tree.id.about.live = False
    site_tree.id.about.save()
    assert Client().get("/tentang-kami/").status_code == 404


@pytest.mark.parametrize("kind", ["login", "password", "groups"])
def test_private_page_shows_nothing_of_itself(site_tree: SiteTree, kind: str) -> None:
    page = site_tree.id.about
    page.title = "Very secret"
    page.save()
    PageViewRestriction.objects.create(page=page, restriction_type=kind, password="x")
    response = Client().get("/tentang-kami/")
    assert "localhost:3000" not in response.get("Location", "")
    assert b"secret" not in response.content

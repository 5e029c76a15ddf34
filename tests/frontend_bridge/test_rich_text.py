from collections.abc import Callable

import pytest

from tests import factories
from tests.frontend_bridge.conftest import Get
from tests.site_tree import SiteTree


@pytest.fixture
def rendered(get: Get, site_tree: SiteTree) -> Callable[[str], str]:
    """What an English reader gets for stored rich text."""

    def render(html: str) -> str:
        product = factories.ProductPageFactory(parent=site_tree.en.products, technical_notes=html)
        return str(get(f"products/{product.pk}/")["technical_notes"])

    return render


def test_link_leads_to_the_page_in_the_readers_language(
    rendered: Callable[[str], str], site_tree: SiteTree
) -> None:
    html = f'<p>See <a linktype="page" id="{site_tree.id.about.pk}">us</a>.</p>'
    assert rendered(html) == '<p>See <a href="http://localhost:3000/en/about/">us</a>.</p>'


def test_link_to_an_untranslated_page_leads_to_the_original(
    rendered: Callable[[str], str], site_tree: SiteTree
) -> None:
    event = factories.EventPageFactory(parent=site_tree.id.education, slug="warna")
    html = f'<p><a linktype="page" id="{event.pk}">Warna</a></p>'
    assert rendered(html) == '<p><a href="http://localhost:3000/edukasi/warna/">Warna</a></p>'


def test_link_to_a_draft_loses_its_anchor_not_its_text(
    rendered: Callable[[str], str], site_tree: SiteTree
) -> None:
    event = factories.EventPageFactory(parent=site_tree.en.education, live=False)
    html = f'<p>Our <a linktype="page" id="{event.pk}"><b>training</b></a>.</p>'
    assert rendered(html) == "<p>Our <b>training</b>.</p>"


@pytest.mark.parametrize("target", ["999999", "x", "", "9" * 30])
def test_link_to_nothing_loses_its_anchor(rendered: Callable[[str], str], target: str) -> None:
    for kind in ("page", "document"):
        html = f'<p><a linktype="{kind}" id="{target}">text</a></p>'
        assert rendered(html) == "<p>text</p>"


def test_document_is_served_by_the_cms(rendered: Callable[[str], str]) -> None:
    sheet = factories.DocumentFactory()
    html = f'<p><a linktype="document" id="{sheet.pk}">PDF</a></p>'
    assert rendered(html) == f'<p><a href="http://localhost:8000{sheet.url}">PDF</a></p>'


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        ("<p>a<script>alert(1)</script></p>", "<p>aalert(1)</p>"),
        ('<p onclick="x()">a</p>', "<p>a</p>"),
        ('<p><a href="javascript:alert(1)">a</a></p>', "<p>a</p>"),
        ('<p><img src="x" onerror="x()"/>a</p>', "<p>a</p>"),
        ("<h2>a</h2>", "a"),
        ("<p>1 &lt; 2 &amp; 3</p>", "<p>1 &lt; 2 &amp; 3</p>"),
        ('<embed embedtype="image" id="1" format="left" alt="x"/>', ""),
        (
            '<p><a href="https://example.org/?a=1&amp;b=2">a</a></p>',
            '<p><a href="https://example.org/?a=1&amp;b=2">a</a></p>',
        ),
        (
            '<p><a href="/en/about/">a</a></p>',
            '<p><a href="http://localhost:3000/en/about/">a</a></p>',
        ),
        ('<p><a href="mailto:a@b.example">a</a></p>', '<p><a href="mailto:a@b.example">a</a></p>'),
        ("", ""),
    ],
)
def test_only_what_the_editor_offers_is_kept(
    rendered: Callable[[str], str], stored: str, expected: str
) -> None:
    assert rendered(stored) == expected

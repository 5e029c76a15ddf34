"""Formatted text out of cells: what the editor could have written, and nothing else."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cms.catalogue.kinds import CellError
from cms.catalogue.kinds.rich_text import TAGS, RichText
from cms.catalogue.names import Names

pytestmark = pytest.mark.django_db  # links to pages are looked up
KIND = RichText("technical_notes")
PIECES = [
    *(f"<{tag}>" for tag in (*TAGS, "script", "img", "h2", "p onclick='x'")),
    *(f"</{tag}>" for tag in (*TAGS, "script")),
    *("text", " & ", "<", ">", "\n", "<a href='https://x.id'>", "<a linktype='page' id='3'>", "<!"),
]


def read(text: str) -> str:
    stored: str = KIND.read(text, "id", Names())[KIND.field]
    return stored


@pytest.mark.parametrize(
    ("cell", "stored"),
    [
        ("", ""),
        ("<p></p>", ""),
        ("Aman & lembut\n\n5 < 6", "<p>Aman &amp; lembut</p><p>5 &lt; 6</p>"),
        ("<p>a<strong>b</strong></p>", "<p>a<b>b</b></p>"),
        ("<ul><li>a</li><li>b</li></ul>", "<ul><li>a</li><li>b</li></ul>"),
        ("<p style='color:red'>a</p>", "<p>a</p>"),
        ("<p>belum ditutup", "<p>belum ditutup</p>"),
        ('<p><a href="https://x.id">a</a></p>', '<p><a href="https://x.id">a</a></p>'),
        (
            '<p><a linktype="page" id="3">a</a></p>',
            '<p><a linktype="page" id="3">a</a></p>',
        ),
    ],
)
def test_html_is_stored_as_the_editor_would(cell: str, stored: str) -> None:
    assert read(cell) == stored


@pytest.mark.parametrize("tag", ["script", "img", "h2", "iframe", "style", "svg"])
def test_a_tag_that_the_editor_does_not_offer_is_refused(tag: str) -> None:
    with pytest.raises(CellError, match=tag):
        read(f"<p>a</p><{tag}>x</{tag}>")


@pytest.mark.parametrize("href", ["javascript:x", "data:x", "//x.id", "", "http://[", "/produk"])
def test_a_link_needs_a_safe_address(href: str) -> None:
    with pytest.raises(CellError, match="https://"):
        read(f'<p><a href="{href}">x</a></p>')


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=9).map("".join))
def test_any_html_is_stored_stably_or_refused(html: str) -> None:
    with suppress(CellError):
        stored = read(html)
        assert read(stored) == stored

from typing import Any

from tests import factories
from tests.frontend_bridge.conftest import Get
from tests.site_tree import SiteTree


def body(get: Get, site_tree: SiteTree, *blocks: tuple[str, Any]) -> list[tuple[str, Any]]:
    article = factories.ArticlePageFactory(
        parent=site_tree.en.education, body=factories.stream(*blocks)
    )
    return [(block["type"], block["value"]) for block in get(f"articles/{article.pk}/")["body"]]


def test_text_and_quotes(get: Get, site_tree: SiteTree) -> None:
    assert body(
        get,
        site_tree,
        ("heading", "Colour"),
        ("paragraph", "<p>Text</p>"),
        ("quote", {"text": "Good", "source": ""}),
    ) == [
        ("heading", "Colour"),
        ("paragraph", "<p>Text</p>"),
        ("quote", {"text": "Good", "source": ""}),
    ]


def test_picture_speaks_its_own_text_the_librarys_or_none(get: Get, site_tree: SiteTree) -> None:
    picture = factories.PictureFactory().pk
    shown = body(
        get,
        site_tree,
        ("picture", {"image": picture, "decorative": False, "alt_text": "Own"}),
        ("picture", {"image": picture, "decorative": False, "alt_text": ""}),
        ("picture", {"image": picture, "decorative": True, "alt_text": "Own"}),
    )
    texts = [value["alt"] for _type, value in shown]
    assert texts == ["Own", "A shampoo bottle on a table", ""]


def test_deleted_picture_is_left_out(get: Get, site_tree: SiteTree) -> None:
    block = ("picture", {"image": 999999, "decorative": False, "alt_text": ""})
    assert body(get, site_tree, block, ("heading", "Colour")) == [("heading", "Colour")]

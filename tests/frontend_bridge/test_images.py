from typing import Any

import pytest
from wagtail.models import CollectionViewRestriction, PageViewRestriction

from cms.models import Picture
from tests import factories
from tests.frontend_bridge.conftest import Get
from tests.site_tree import SiteTree


@pytest.fixture
def shown(site_tree: SiteTree) -> Picture:
    """A picture on a public page."""
    picture = factories.PictureFactory(title="Botol")
    picture.tags.add("salon", "botol")
    site_tree.id.home.hero_image = picture
    site_tree.id.home.save()
    return picture


def ids(answer: Any) -> list[int]:
    return [item["id"] for item in answer["items"]]


def test_picture_is_the_picture_object_with_its_title(get: Get, shown: Picture) -> None:
    item = get("images/")["items"][0]
    file = f"http://localhost:8000/media/{shown.file.name}"
    assert item == {
        "id": shown.pk,
        "meta": {
            "type": "cms.Picture",
            "detail_url": f"http://localhost:8000/api/v2/images/{shown.pk}/",
            "tags": ["botol", "salon"],
            "download_url": file,
        },
        "title": "Botol",
        "width": 640,
        "height": 480,
        "alt": "Botol sampo di atas meja",
        "focal_point": None,
        "src": file,
        "sources": [],
        "placeholder": None,
    }
    assert get(f"images/{shown.pk}/") == item


def test_alternative_text_is_in_the_asked_language(get: Get, shown: Picture) -> None:
    assert get("images/", locale="en")["items"][0]["alt"] == "A shampoo bottle on a table"
    assert get(f"images/{shown.pk}/", locale="en")["alt"] == "A shampoo bottle on a table"


def test_renditions_are_listed(get: Get, shown: Picture) -> None:
    shown.renditions.create(
        filter_spec="width-480|format-webp", width=480, height=360, file="images/one.webp"
    )
    assert get("images/")["items"][0]["sources"] == [
        {"type": "image/webp", "srcset": "http://localhost:8000/media/images/one.webp 480w"}
    ]


def test_pictures_of_galleries_texts_brands_and_settings_are_public(
    get: Get, site_tree: SiteTree
) -> None:
    photo, body, logo, social = (factories.PictureFactory() for _number in range(4))
    factories.ProductPageFactory(
        parent=site_tree.id.products, photos=[factories.photo(picture=photo)]
    )
    block = {"image": body.pk, "decorative": False, "alt_text": ""}
    factories.AboutPageFactory(
        parent=site_tree.id.home, title="More", body=factories.stream(("picture", block))
    )
    factories.used(factories.BrandFactory(logo=logo), site_tree.id.products)
    factories.AppearanceSettingsFactory(site=site_tree.site, default_social_image=social)
    assert ids(get("images/")) == [photo.pk, body.pk, logo.pk, social.pk]


def test_picture_that_nothing_uses_is_unknown(get: Get, api: Get, site_tree: SiteTree) -> None:
    picture = factories.PictureFactory()
    assert ids(get("images/")) == []
    assert api(f"images/{picture.pk}/").status_code == 404
    assert api("images/find/", id=picture.pk).status_code == 404


def test_picture_of_a_draft_is_unknown(
    get: Get, api: Get, site_tree: SiteTree, shown: Picture
) -> None:
    home = site_tree.id.home
    home.hero_image = drafted = factories.PictureFactory()
    home.save_revision()
    assert ids(get("images/")) == [shown.pk]
    assert api(f"images/{drafted.pk}/").status_code == 404
    home.get_latest_revision().publish()
    assert ids(get("images/")) == [drafted.pk]
    assert api(f"images/{shown.pk}/").status_code == 404


def test_picture_leaves_with_the_page_that_shows_it(
    get: Get, site_tree: SiteTree, shown: Picture
) -> None:
    PageViewRestriction.objects.create(page=site_tree.id.home, restriction_type="login")
    assert ids(get("images/")) == []


def test_picture_of_a_private_collection_is_unknown(get: Get, shown: Picture) -> None:
    shown.collection = factories.collection("Private")
    shown.save()
    CollectionViewRestriction.objects.create(collection=shown.collection, restriction_type="login")
    assert ids(get("images/")) == []


def test_search_order_tags_and_columns(get: Get, site_tree: SiteTree, shown: Picture) -> None:
    comb = factories.PictureFactory(title="Sisir")
    comb.tags.add("salon")
    factories.used(factories.BrandFactory(logo=comb), site_tree.id.products)
    assert ids(get("images/", search="sisir")) == [comb.pk]
    assert ids(get("images/", order="-title")) == [comb.pk, shown.pk]
    assert ids(get("images/", tags="salon,botol")) == [shown.pk]
    assert ids(get("images/", tags="salon", order="title")) == [shown.pk, comb.pk]
    assert ids(get("images/", title="Sisir", width=640)) == [comb.pk]
    assert ids(get("images/", limit=1, offset=1)) == [comb.pk]


def test_find_by_id_redirects_to_the_detail(api: Get, shown: Picture) -> None:
    response = api("images/find/", id=shown.pk)
    assert response.status_code == 302
    address = response["Location"].removesuffix("?")
    assert address == f"http://localhost:8000/api/v2/images/{shown.pk}/"


@pytest.mark.parametrize(
    "query",
    [
        {"nope": "1"},
        {"locale": "fr"},
        {"limit": "101"},
        {"fields": "file"},
        {"order": "file"},
        {"order": "alt"},
        {"width": "wide"},
        {"collection": "1"},
    ],
)
def test_bad_parameter_is_400(api: Get, shown: Picture, query: dict[str, str]) -> None:
    assert api("images/", **query).status_code == 400


def test_as_many_tags_as_are_allowed_are_answered(
    api: Get, site_tree: SiteTree, shown: Picture
) -> None:
    tags = [f"tag-{number}" for number in range(11)]
    assert api("images/", tags=",".join(tags[:10])).status_code == 200
    assert api("images/", tags=",".join(tags)).json()["code"] == "too_many"

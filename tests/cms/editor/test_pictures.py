"""Alternative texts at every way into the library, and the facts about a chosen picture."""

import gc
import json
import warnings
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from wagtail.models import UploadedFile

from cms.models import Picture, User
from tests.cms.pictures import jpeg
from tests.factories import PictureFactory

TEXTS = {"alt_id": "Botol di meja", "alt_en": "A bottle on a table"}


def upload_single(client: Client, texts: dict[str, str]) -> Any:
    form = {"title": "Bottle", "file": jpeg(20, 20), **texts}
    return client.post(reverse("wagtailimages:add"), form)


def upload_in_chooser(client: Client, texts: dict[str, str]) -> Any:
    form = {"title": "Bottle", "file": jpeg(20, 20), **texts}
    prefixed = {f"image-chooser-upload-{name}": value for name, value in form.items()}
    return client.post(reverse("wagtailimages_chooser:create"), prefixed)


UPLOADS = [upload_single, upload_in_chooser]


@pytest.mark.parametrize("upload", UPLOADS)
def test_a_picture_with_both_texts_is_uploaded(
    marketing_client: Client, upload: Callable[..., Any]
) -> None:
    upload(marketing_client, TEXTS)
    picture = Picture.objects.get()
    assert (picture.alt_id, picture.alt_en) == tuple(TEXTS.values())


@pytest.mark.parametrize("upload", UPLOADS)
@pytest.mark.parametrize(("missing", "named"), [("alt_id", "Indonesia"), ("alt_en", "Inggris")])
def test_a_picture_without_one_of_the_texts_is_refused(
    marketing_client: Client, upload: Callable[..., Any], missing: str, named: str
) -> None:
    texts = {name: text for name, text in TEXTS.items() if name != missing}
    answer = upload(marketing_client, texts)
    assert named in answer.content.decode()
    assert not Picture.objects.exists()


def test_one_of_several_dropped_pictures_waits_for_its_texts(marketing_client: Client) -> None:
    dropped = marketing_client.post(
        reverse("wagtailimages:add_multiple"), {"title": "Bottle", "files[]": jpeg(20, 20)}
    ).json()
    assert dropped["success"]
    assert not Picture.objects.exists()
    waiting = UploadedFile.objects.get()
    address = reverse("wagtailimages:create_multiple_from_uploaded_image", args=[waiting.pk])

    def complete(**texts: str) -> dict[str, Any]:
        form = {"title": "Bottle", **texts}
        prefix = f"uploaded-image-{waiting.pk}"
        answer = marketing_client.post(
            address, {f"{prefix}-{name}": value for name, value in form.items()}
        )
        body: dict[str, Any] = json.loads(answer.content)
        return body

    assert not complete(alt_id="Botol")["success"]
    assert not Picture.objects.exists()
    assert complete(**TEXTS)["success"]
    assert Picture.objects.get().alt_en == TEXTS["alt_en"]
    forget_open_uploads()


def forget_open_uploads() -> None:
    """Wagtail leaves a completed upload's file to the collector, whose warning fails the run."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


def edit(client: Client, picture: Picture, **values: str) -> Any:
    form = {"title": picture.title, "alt_id": picture.alt_id, "alt_en": picture.alt_en, **values}
    return client.post(reverse("wagtailimages:edit", args=[picture.pk]), form)


def test_an_old_picture_without_texts_may_be_edited_and_says_what_is_missing(
    marketing_client: Client,
) -> None:
    old = PictureFactory(alt_id="Botol", alt_en="")
    shown = marketing_client.get(reverse("wagtailimages:edit", args=[old.pk])).content.decode()
    assert "Gambar ini belum punya teks bahasa Inggris." in shown
    assert "Gambar ini belum punya teks bahasa Indonesia." not in shown
    assert edit(marketing_client, old, title="Bottle").status_code == 302
    old.refresh_from_db()
    assert old.title == "Bottle"


def test_a_text_that_exists_cannot_be_taken_away(marketing_client: Client) -> None:
    picture = PictureFactory()
    assert edit(marketing_client, picture, alt_en="").status_code == 200
    picture.refresh_from_db()
    assert picture.alt_en


def facts(client: Client, picture: Picture) -> Any:
    return client.get(reverse("picture_facts", args=[picture.pk]))


def test_the_focal_point_is_told_in_per_cent(marketing_client: Client) -> None:
    picture = PictureFactory(
        focal_point_x=160, focal_point_y=360, focal_point_width=10, focal_point_height=10
    )
    assert facts(marketing_client, picture).json() == {
        "focal_point": {"x": 25.0, "y": 75.0},
        "missing": "",
    }


def test_a_picture_without_focal_point_and_text_says_so(marketing_client: Client) -> None:
    answer = facts(marketing_client, PictureFactory(alt_id="", alt_en="")).json()
    assert answer["focal_point"] is None
    assert "Indonesia" in answer["missing"]
    assert "Inggris" in answer["missing"]


def test_only_who_may_choose_pictures_learns_about_them(db: None) -> None:
    stranger = User.objects.create_user("stranger", password="unused")
    group = Group.objects.create(name="Admin only")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    stranger.groups.add(group)
    client = Client()
    picture = PictureFactory()
    assert facts(client, picture).status_code == 302
    client.force_login(stranger)
    answer = facts(client, picture)
    assert answer.status_code == 302
    assert "focal_point" not in answer.content.decode()


def test_a_missing_picture_is_404(marketing_client: Client) -> None:
    assert marketing_client.get(reverse("picture_facts", args=[999999])).status_code == 404

"""Pictures of a ZIP: into the media library once, by its rules, and never anywhere else."""

import io
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from wagtail.models import GroupCollectionPermission

from cms.catalogue import archive
from cms.catalogue.archive import ArchiveError, open_archive
from cms.models import Brand, CatalogueImport, Picture, ProductPage, User
from tests.cms.catalogue.files import applied, apply, checked, csv_file, outcomes, said, zip_file
from tests.cms.catalogue.rows import row
from tests.cms.pictures import jpeg

pytestmark = pytest.mark.django_db


def packed(entries: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in entries.items():
            made.writestr(name, data)
    return file.getvalue()


def test_pictures_enter_the_library_with_their_text(brand: Brand, marketing: User) -> None:
    rows = [
        row(photos="depan.jpg | Botol\nbelakang.jpg | Label"),
        row(locale="en", photos="depan.jpg | Bottle"),
    ]
    made = applied(marketing, csv_file(rows), images=zip_file(["depan.jpg", "foto/belakang.jpg"]))
    assert outcomes(made) == {"CREATE": 2}
    assert {picture.title for picture in Picture.objects.all()} == {"depan", "belakang"}
    front = Picture.objects.get(title="depan")
    assert (front.alt_id, front.alt_en) == ("Botol", "Bottle")
    assert (front.uploaded_by_user, front.width) == (marketing, 40)
    page = ProductPage.objects.get(locale__language_code="id").get_latest_revision_as_object()
    assert [photo.picture.title for photo in page.photos.all()] == ["depan", "belakang"]


def test_the_same_zip_twice_brings_no_second_picture(brand: Brand, marketing: User) -> None:
    content, images = csv_file([row(photos="a.jpg | Botol")]), zip_file(["a.jpg"])
    applied(marketing, content, images=images)
    assert outcomes(checked(marketing, content, images=images)) == {"UNCHANGED": 1}
    assert Picture.objects.count() == 1


def test_a_picture_without_a_text_in_the_rows_language_refuses_it(
    brand: Brand, marketing: User
) -> None:
    rows = [row(photos="a.jpg | Botol"), row(locale="en", photos="a.jpg")]
    made = checked(marketing, csv_file(rows), images=zip_file(["a.jpg"]))
    assert outcomes(made) == {"CREATE": 1, "REFUSE": 1}
    (_picture, gap), (column, refusal) = said(made)
    assert (column, "a.jpg | …" in refusal) == ("photos", True)
    assert gap == "a.jpg still lacks its alternative text (English)."


@pytest.mark.parametrize("cell", ["5", "1.5", "true", "null", "[1]", '{"a": 1}'])
def test_a_cell_that_looks_like_something_else_stays_a_name(
    cell: str, brand: Brand, marketing: User
) -> None:
    rows = [row(photos="a.jpg | Botol"), row(locale="en", photos=cell)]
    made = checked(marketing, csv_file(rows), images=zip_file(["a.jpg"]))
    assert outcomes(made) == {"CREATE": 1, "REFUSE": 1}


@pytest.mark.parametrize(
    ("photos", "refused"),
    [("", True), ("a.jpg", True), ("b.jpg | Label", True), ("a.jpg | Botol", False)],
)
def test_a_social_picture_enters_the_library_only_with_a_text(
    photos: str, refused: bool, brand: Brand, marketing: User
) -> None:
    images = zip_file(["a.jpg", "b.jpg"])
    content = csv_file([row(photos=photos, social_picture="a.jpg")])
    made = checked(marketing, content, images=images)
    assert outcomes(made) == ({"REFUSE": 1} if refused else {"CREATE": 1})
    texts = [text for column, text in said(made) if column == "social_picture"]
    assert ["a.jpg | …" in text for text in texts] == [True] * refused
    apply(made)
    assert not Picture.objects.filter(alt_id="").exists()
    assert ProductPage.objects.filter(social_image__alt_id="Botol").exists() is not refused


def test_a_text_that_no_language_of_the_file_brings_is_called_missing(
    brand: Brand, marketing: User
) -> None:
    both = [row(photos="a.jpg | Botol"), row(locale="en", photos="a.jpg | Bottle")]
    one = row(code="B", title="B", photos="b.jpg | Label")
    made = checked(marketing, csv_file([*both, one]), images=zip_file(["a.jpg", "b.jpg"]))
    assert outcomes(made) == {"CREATE": 3}
    assert said(made) == [("photos", "b.jpg still lacks its alternative text (English).")]


def test_a_text_of_the_library_is_not_overwritten(brand: Brand, marketing: User) -> None:
    images = zip_file(["a.jpg"])
    applied(marketing, csv_file([row(photos="a.jpg | Botol")]), images=images)
    applied(marketing, csv_file([row(code="B", photos="a.jpg | Lain")]), images=images)
    assert Picture.objects.get().alt_id == "Botol"


def test_a_picture_that_no_row_names_stays_outside(brand: Brand, marketing: User) -> None:
    applied(marketing, csv_file([row()]), images=zip_file(["a.jpg"]))
    assert not Picture.objects.exists()


def test_the_dry_run_adds_nothing_to_the_library(brand: Brand, marketing: User) -> None:
    checked(marketing, csv_file([row(photos="a.jpg | Botol")]), images=zip_file(["a.jpg"]))
    assert not Picture.objects.exists()


def test_a_path_that_leads_elsewhere_is_only_a_name(brand: Brand, marketing: User) -> None:
    names = ["../../../../a.jpg", "/etc/b.jpg"]
    made = applied(
        marketing, csv_file([row(photos="a.jpg | A\nb.jpg | B")]), images=zip_file(names)
    )
    assert outcomes(made) == {"CREATE": 1}
    folder = Path(settings.MEDIA_ROOT)
    stored = sorted(str(path.relative_to(folder)) for path in folder.rglob("*.jpg"))
    assert stored == ["original_images/a.jpg", "original_images/b.jpg"]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.jpg", b"no picture"),
        ("a.jpg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("a.php", jpeg(9, 9).read()),
        ("a.png", jpeg(9, 9).read()),
        ("a.jpg", b""),
    ],
    ids=["text", "svg", "program", "other format", "empty"],
)
def test_what_is_no_picture_refuses_its_row_alone(
    name: str, data: bytes, brand: Brand, marketing: User
) -> None:
    made = checked(
        marketing,
        csv_file([row(photos=f"{name} | Botol"), row(code="B", title="B", photos="")]),
        images=packed({name: data}),
    )
    assert outcomes(made) == {"CREATE": 1, "REFUSE": 1}
    assert [column for column, _text in said(made)] == ["photos"]


def test_who_may_add_no_picture_is_told(brand: Brand, marketing: User) -> None:
    GroupCollectionPermission.objects.filter(permission__codename="add_image").delete()
    made = checked(
        User.objects.get(pk=marketing.pk),
        csv_file([row(photos="a.jpg | Botol")]),
        images=zip_file(["a.jpg"]),
    )
    assert said(made) == [("photos", "You may not add pictures to the media library.")]


def opened(content: bytes) -> str:
    with pytest.raises(ArchiveError) as refused, open_archive(ContentFile(content, name="x.zip")):
        pass
    return str(refused.value)


def test_a_zip_that_is_none_is_refused() -> None:
    assert "no ZIP" in opened(b"hello")


def test_a_zip_with_too_many_files_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_ENTRIES", 2)
    assert "more than 2" in opened(zip_file(["a", "b", "c"]))


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_UNPACKED", 2**20)
    assert "larger than 1 MB" in opened(packed({"a.jpg": bytes(2**20 + 1)}))


def test_a_zip_with_a_password_is_refused() -> None:
    content = bytearray(zip_file(["a.jpg"]))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + offset] |= 1
    assert "password" in opened(bytes(content))


def test_a_damaged_picture_refuses_its_row(brand: Brand, marketing: User) -> None:
    images = bytearray(packed({"a.jpg": jpeg(300, 300).read()}))
    images[60:90] = bytes(30)
    made = checked(marketing, csv_file([row(photos="a.jpg | Botol")]), images=bytes(images))
    assert made.state == CatalogueImport.State.CHECKED
    assert outcomes(made) == {"REFUSE": 1}

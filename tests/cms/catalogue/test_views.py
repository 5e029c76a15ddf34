"""The page *Import & export*: who opens it, what it takes and what it shows."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings
from wagtail.models import GroupPagePermission, Page

from cms.catalogue.jobs import run_due_imports
from cms.models import Brand, CatalogueImport, ProductPage, User
from tests.cms.catalogue.authors import author_of_products
from tests.cms.catalogue.files import applied, checked, csv_file, make_import, zip_file
from tests.cms.catalogue.rows import FULL, row
from tests.factories import ProductPageFactory
from tests.site_tree import SiteTree

pytestmark = pytest.mark.django_db
INDEX = "/admin/catalogue/"
State = CatalogueImport.State


def upload(content: bytes, name: str = "produk.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.fixture
def visitor_of_the_admin(site_tree: SiteTree) -> Client:
    """Somebody who may sign in and edit the education pages, and nothing else."""
    user = User.objects.create_user("education", password="unused")
    group = Group.objects.create(name="Education")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for codename in ("add_page", "change_page"):
        GroupPagePermission.objects.create(
            group=group,
            page=Page.objects.get(pk=site_tree.id.education.pk),
            permission=Permission.objects.get(codename=codename),
        )
    user.groups.add(group)
    client = Client()
    client.force_login(user)
    return client


def test_everything_is_refused_to_who_edits_no_products(
    visitor_of_the_admin: Client, brand: Brand, marketing: User
) -> None:
    made = checked(marketing, csv_file([row()]))
    for address in (
        INDEX,
        f"{INDEX}export/?format=csv",
        f"{INDEX}template.csv",
        f"{INDEX}{made.pk}/",
        f"{INDEX}{made.pk}/progress/",
    ):
        answer = visitor_of_the_admin.get(address)
        assert (answer.status_code, answer.headers["Location"]) == (302, "/admin/"), address
    visitor_of_the_admin.post(f"{INDEX}{made.pk}/apply/")
    visitor_of_the_admin.post(INDEX, {"file": upload(csv_file([row()]))})
    made.refresh_from_db()
    assert made.state == State.CHECKED
    assert CatalogueImport.objects.count() == 1


def test_a_stranger_is_sent_to_the_login(site_tree: SiteTree, client: Client) -> None:
    assert client.get(INDEX).headers["Location"].startswith("/admin/login/")


def test_the_menu_shows_the_page_to_who_may_open_it(
    visitor_of_the_admin: Client, marketing_client: Client
) -> None:
    assert INDEX in marketing_client.get("/admin/").content.decode()
    assert f'"{INDEX}"' not in visitor_of_the_admin.get("/admin/").content.decode()


def test_a_file_goes_through_check_and_apply(brand: Brand, marketing_client: Client) -> None:
    answer = marketing_client.post(INDEX, {"file": upload(csv_file([FULL])), "publish": "on"})
    made = CatalogueImport.objects.get()
    assert answer.headers["Location"] == f"{INDEX}{made.pk}/"
    assert (made.file_name, str(made.created_by), made.publish) == (
        *("produk.csv", "marketing", True),
    )
    run_due_imports(60)
    page = marketing_client.get(f"{INDEX}{made.pk}/").content.decode()
    assert "Masker Argan" in page
    assert f'action="{INDEX}{made.pk}/apply/"' in page
    assert not ProductPage.objects.exists()
    marketing_client.post(f"{INDEX}{made.pk}/apply/")
    run_due_imports(60)
    assert ProductPage.objects.get().live
    assert "/apply/" not in marketing_client.get(f"{INDEX}{made.pk}/").content.decode()


@pytest.mark.parametrize("kept_in_memory", [2**20, 1], ids=["small", "large"])
def test_pictures_that_are_uploaded_reach_the_product(
    kept_in_memory: int, brand: Brand, marketing_client: Client, settings: Settings
) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = kept_in_memory
    marketing_client.post(
        INDEX,
        {
            "file": upload(csv_file([row(photos="a.jpg | Botol")])),
            "images": upload(zip_file(["a.jpg"]), "foto.zip"),
        },
    )
    made = CatalogueImport.objects.get()
    run_due_imports(60)
    marketing_client.post(f"{INDEX}{made.pk}/apply/")
    run_due_imports(60)
    page = ProductPage.objects.get().get_latest_revision_as_object()
    assert [(photo.picture.title, photo.alt) for photo in page.photos.all()] == [("a", "Botol")]


def test_the_form_says_how_much_can_be_uploaded(
    brand: Brand, marketing_client: Client, settings: Settings
) -> None:
    settings.MAX_REQUEST_BYTES = 7 * 2**20
    assert "7 MB" in marketing_client.get(INDEX).content.decode()


def test_without_a_choice_everything_waits_as_a_draft(
    brand: Brand, marketing_client: Client
) -> None:
    marketing_client.post(INDEX, {"file": upload(csv_file([row()]))})
    assert CatalogueImport.objects.get().publish is False


def test_who_may_not_publish_is_not_asked_and_cannot_choose_to(
    brand: Brand, marketing: User, marketing_client: Client
) -> None:
    GroupPagePermission.objects.filter(permission__codename="publish_page").delete()
    assert 'name="publish"' not in marketing_client.get(INDEX).content.decode()
    marketing_client.post(INDEX, {"file": upload(csv_file([row()])), "publish": "on"})
    assert CatalogueImport.objects.get().publish is False


@pytest.mark.parametrize(
    ("files", "hint"),
    [
        ({}, "harus diisi"),
        ({"file": upload(b"")}, "kosong"),
        ({"file": upload(b"code,locale,harga\nA,id,1")}, "harga"),
        ({"file": upload(b"\xff\x00\x01", "x.xlsx")}, "Pengodean"),
        ({"file": upload(csv_file([row()])), "images": upload(b"x", "x.zip")}, "bukan berkas ZIP"),
        ({"file": upload(zip_file(["a.jpg"]), "x.xlsx")}, "bukan berkas XLSX"),
    ],
    ids=["none", "empty", "unknown column", "binary", "no zip", "zip as sheet"],
)
def test_a_wrong_file_is_refused_at_once_with_a_reason(
    files: dict[str, SimpleUploadedFile], hint: str, brand: Brand, marketing_client: Client
) -> None:
    for file in files.values():
        file.seek(0)
    answer = marketing_client.post(INDEX, files)
    assert answer.status_code == 422
    assert hint in str(answer.context["form"].errors)
    assert not CatalogueImport.objects.exists()


def test_applying_needs_a_post_and_a_finished_check(
    brand: Brand, marketing: User, marketing_client: Client
) -> None:
    made = make_import(marketing, csv_file([row()]))
    assert marketing_client.get(f"{INDEX}{made.pk}/apply/").status_code == 405
    marketing_client.post(f"{INDEX}{made.pk}/apply/")
    made.refresh_from_db()
    assert made.state == State.READING


def test_progress_counts_rows(brand: Brand, marketing: User, marketing_client: Client) -> None:
    made = checked(marketing, csv_file([row(), row(code="B", brand="x")]))
    made.start_applying(marketing)
    answer = marketing_client.get(f"{INDEX}{made.pk}/progress/")
    assert answer.json() == {
        "state": "APPLYING",
        "label": "sedang diterapkan",
        "done": 0,
        "total": 1,
    }
    assert "no-store" in answer.headers["Cache-Control"]
    page = marketing_client.get(f"{INDEX}{made.pk}/").content.decode()
    assert f'data-progress-url="{INDEX}{made.pk}/progress/"' in page
    assert "<progress" in page


def test_who_is_signed_out_meanwhile_is_told_that_the_numbers_stopped(
    brand: Brand, marketing: User, marketing_client: Client
) -> None:
    made = make_import(marketing, csv_file([row()]))
    page = marketing_client.get(f"{INDEX}{made.pk}/").content.decode()
    assert 'data-stopped-text="Anda sudah keluar' in page
    marketing_client.logout()
    answer = marketing_client.get(
        f"{INDEX}{made.pk}/progress/", headers={"accept": "application/json"}
    )
    assert answer.headers["Location"].startswith("/admin/login/")


def test_rows_can_be_shown_by_outcome(
    brand: Brand, marketing: User, marketing_client: Client
) -> None:
    made = checked(marketing, csv_file([row(), row(code="B", title="Ditolak", brand="x")]))
    page = marketing_client.get(f"{INDEX}{made.pk}/?outcome=REFUSE").content.decode()
    assert "Ditolak" in page
    assert "Masker Argan" not in page
    assert marketing_client.get(f"{INDEX}{made.pk}/?outcome=x&p=zz").status_code == 200


def test_texts_of_a_file_are_shown_and_never_run(
    brand: Brand, marketing: User, marketing_client: Client
) -> None:
    evil = "<script>alert(1)</script>"
    made = checked(marketing, csv_file([row(title=evil, brand=evil, code=evil)]))
    page = marketing_client.get(f"{INDEX}{made.pk}/").content.decode()
    assert evil not in page
    assert "&lt;script&gt;" in page


def test_imports_of_others_are_for_those_who_publish(
    site_tree: SiteTree, brand: Brand, marketing: User, marketing_client: Client
) -> None:
    author = author_of_products(site_tree)
    theirs = checked(author, csv_file([row()]))
    mine = checked(marketing, csv_file([row(code="B")]))
    client = Client()
    client.force_login(author)
    assert f"{INDEX}{theirs.pk}/" in client.get(INDEX).content.decode()
    assert f"{INDEX}{mine.pk}/" not in client.get(INDEX).content.decode()
    for end in ("", "progress/"):
        assert client.get(f"{INDEX}{theirs.pk}/{end}").status_code == 200
        assert client.get(f"{INDEX}{mine.pk}/{end}").status_code == 404
        assert marketing_client.get(f"{INDEX}{theirs.pk}/{end}").status_code == 200
    assert client.post(f"{INDEX}{mine.pk}/apply/").status_code == 404
    mine.refresh_from_db()
    assert mine.state == State.CHECKED
    client.post(f"{INDEX}{theirs.pk}/apply/")
    theirs.refresh_from_db()
    assert theirs.state == State.APPLYING


def test_an_import_that_is_not_there_is_404(site_tree: SiteTree, marketing_client: Client) -> None:
    for end in ("", "progress/"):
        assert marketing_client.get(f"{INDEX}999/{end}").status_code == 404
    assert marketing_client.post(f"{INDEX}999/apply/").status_code == 404


def test_the_pages_cost_the_same_for_few_and_for_many(
    site_tree: SiteTree,
    brand: Brand,
    marketing: User,
    marketing_client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(12):
        ProductPageFactory(parent=site_tree.id.products, code=f"P{number}")
    few, many = (
        checked(marketing, csv_file([row(code=f"P{n}") for n in range(size)])) for size in (2, 12)
    )
    marketing_client.get(f"{INDEX}{few.pk}/")
    for made in (few, many):
        with django_assert_num_queries(IMPORT_STATEMENTS):
            marketing_client.get(f"{INDEX}{made.pk}/")
    marketing_client.get(INDEX)
    with django_assert_num_queries(INDEX_STATEMENTS):
        marketing_client.get(INDEX)
    for _number in range(5):
        make_import(marketing, csv_file([row()]))
    with django_assert_num_queries(INDEX_STATEMENTS):
        marketing_client.get(INDEX)


IMPORT_STATEMENTS = 17
INDEX_STATEMENTS = 15


def test_the_address_of_a_product_leads_to_its_editor(
    brand: Brand, marketing: User, marketing_client: Client
) -> None:
    made = applied(marketing, csv_file([row()]))
    editor = reverse("wagtailadmin_pages:edit", args=[ProductPage.objects.get().pk])
    assert editor in marketing_client.get(f"{INDEX}{made.pk}/").content.decode()

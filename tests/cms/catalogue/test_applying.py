"""What applying an import does, row by row; every test asks afterwards what an editor would see."""

import pytest
from wagtail.models import GroupPagePermission, PageLogEntry, Revision

from cms.catalogue.jobs import run_due_imports
from cms.models import Brand, CatalogueImport, Category, Picture, ProductPage, Stage, User
from tests.cms.catalogue.files import (
    applied,
    apply,
    checked,
    csv_file,
    only_row,
    outcomes,
    said,
    zip_file,
)
from tests.cms.catalogue.rows import FULL, row
from tests.factories import DocumentFactory, EventPageFactory, PictureFactory, ProductPageFactory
from tests.site_tree import SiteTree

pytestmark = pytest.mark.django_db


def product(code: str = "ARM-01", locale: str = "id") -> ProductPage:
    """Its latest draft."""
    page = ProductPage.objects.get(code=code, locale__language_code=locale)
    draft: ProductPage = page.get_latest_revision_as_object()
    return draft


def test_a_new_row_becomes_a_draft_with_everything_the_file_says(
    site_tree: SiteTree, brand: Brand, category: Category, marketing: User
) -> None:
    picture, document = PictureFactory(), DocumentFactory()
    event = EventPageFactory(parent=site_tree.id.education)
    names = {
        "photos": f"{picture.file.name.rpartition('/')[2]} | Botol",
        "social_picture": picture.file.name.rpartition("/")[2],
        "specification_sheet": document.file.name.rpartition("/")[2],
        "trainings": event.slug,
    }
    made = applied(marketing, csv_file([{**FULL, **names}]))
    assert (made.state, outcomes(made)) == (CatalogueImport.State.APPLIED, {"CREATE": 1})
    page = product()
    assert only_row(made).page == page
    assert (page.live, page.has_unpublished_changes, page.owner) == (False, True, marketing)
    assert page.get_parent().specific == site_tree.id.products
    assert (page.title, page.slug, page.brand, page.is_new) == (
        *("Masker Argan", "masker-argan", brand, True),
    )
    assert list(page.categories.all()) == [category]
    assert [term.slug for term in page.functions.all()] == ["moisturising"]
    assert page.audience == ["SALON", "BARBER"]
    assert (page.summary, page.overview) == (FULL["summary"], FULL["overview"])
    assert [block.value for block in page.benefits] == ["Lembut", "Berkilau"]
    assert [block.value for block in page.use_cases] == ["Rambut kering"]
    assert [block.value for block in page.how_to_use][1] == "Oleskan\ndari ujung."
    assert [dict(block.value) for block in page.variants] == [
        {"name": "250 ml", "code": "ARM-250"},
        {"name": "500 ml", "code": ""},
    ]
    assert "<b>paraben</b>" in page.technical_notes
    assert [(each.picture, each.alt) for each in page.photos.all()] == [(picture, "Botol")]
    assert (page.social_image, page.specification_sheet) == (picture, document)
    assert [each.event for each in page.product_trainings.all()] == [event]
    assert (page.seo_title, page.search_description, page.canonical_url) == (
        *(FULL["search_title"], FULL["search_description"], FULL["canonical_address"]),
    )


def test_the_admin_knows_who_created_and_edited(brand: Brand, marketing: User) -> None:
    applied(marketing, csv_file([FULL]))
    entries = PageLogEntry.objects.filter(page_id=product().pk)
    assert {(entry.action, entry.user) for entry in entries} == {
        ("wagtail.create", marketing),
        ("wagtail.edit", marketing),
    }


def test_the_same_file_twice_changes_nothing(brand: Brand, marketing: User) -> None:
    content = csv_file([FULL, {**FULL, "locale": "en", "related_products": ""}])
    applied(marketing, content)
    revisions = Revision.objects.count()
    again = checked(marketing, content)
    assert outcomes(again) == {"UNCHANGED": 2}
    assert apply(again).state == CatalogueImport.State.APPLIED
    assert Revision.objects.count() == revisions


def test_a_live_page_keeps_what_visitors_see(
    site_tree: SiteTree, brand: Brand, category: Category, marketing: User
) -> None:
    page = ProductPageFactory(
        parent=site_tree.id.products,
        code="ARM-01",
        brand=brand,
        categories=[category],
        summary="Lama",
    )
    made = applied(marketing, csv_file([row(summary="Baru")]))
    assert outcomes(made) == {"CHANGE": 1}
    page.refresh_from_db()
    assert (page.live, page.summary, page.has_unpublished_changes) == (True, "Lama", True)
    assert product().summary == "Baru"
    assert product().latest_revision.user == marketing


def test_a_draft_keeps_what_the_file_does_not_name(
    site_tree: SiteTree, brand: Brand, marketing: User
) -> None:
    page = ProductPageFactory(parent=site_tree.id.products, code="ARM-01")
    page.overview = "Hanya di konsep"
    page.save_revision()
    applied(marketing, csv_file([{"code": "ARM-01", "locale": "id", "summary": "Baru"}]))
    assert (product().overview, product().summary) == ("Hanya di konsep", "Baru")


def test_publishing_directly_puts_live_what_the_file_calls_live(
    brand: Brand, marketing: User
) -> None:
    rows = [row(code=name, slug=name, status=name) for name in ("live", "draft", "changed")]
    content = csv_file(rows)
    applied(marketing, content, publish=True)
    live = {page.code for page in ProductPage.objects.live()}
    assert live == {"live"}
    assert outcomes(checked(marketing, content, publish=True)) == {"UNCHANGED": 3}


def test_publishing_alone_is_a_change(brand: Brand, marketing: User) -> None:
    applied(marketing, csv_file([row()]))
    made = checked(marketing, csv_file([row()]), publish=True)
    assert only_row(made).changes == [{"field": "status", "before": "draft", "after": "live"}]
    apply(made)
    assert product().live


def test_publishing_without_the_right_refuses_the_row(brand: Brand, marketing: User) -> None:
    GroupPagePermission.objects.filter(permission__codename="publish_page").delete()
    made = checked(User.objects.get(pk=marketing.pk), csv_file([row()]), publish=True)
    assert said(made) == [("status", "You may not publish this product.")]


@pytest.mark.parametrize("order", [("id", "en"), ("en", "id")])
def test_both_languages_become_translations_in_any_order(
    order: tuple[str, str], site_tree: SiteTree, brand: Brand, marketing: User
) -> None:
    applied(marketing, csv_file([row(locale=locale) for locale in order]))
    indonesian, english = product(), product(locale="en")
    assert english.translation_key == indonesian.translation_key
    assert english.get_parent().specific == site_tree.en.products


def test_a_sibling_that_comes_in_a_later_file_is_a_translation_too(
    brand: Brand, marketing: User
) -> None:
    applied(marketing, csv_file([row(locale="en")]))
    applied(marketing, csv_file([row(locale="id")]))
    assert product().translation_key == product(locale="en").translation_key


def test_related_products_of_the_same_file_are_linked_in_a_circle(
    brand: Brand, marketing: User
) -> None:
    content = csv_file(
        [row(related_products="B-1"), row(code="B-1", title="B", related_products="ARM-01")]
    )
    made = applied(marketing, content)
    assert said(made) == []
    assert outcomes(made) == {"CREATE": 2}
    assert [each.related.code for each in product().product_relations.all()] == ["B-1"]
    assert [each.related.code for each in product("B-1").product_relations.all()] == ["ARM-01"]
    assert outcomes(checked(marketing, content)) == {"UNCHANGED": 2}


def test_a_link_to_a_refused_row_is_missing_and_said(
    brand: Brand, marketing: User, site_tree: SiteTree
) -> None:
    made = checked(
        marketing, csv_file([row(related_products="B-1"), row(code="B-1", slug="taken")])
    )
    ProductPageFactory(parent=site_tree.id.products, slug="taken")
    apply(made)
    assert outcomes(made) == {"CREATE": 1, "REFUSE": 1}
    assert ("related_products", "Not linked, because these rows were refused: B-1.") in said(made)
    assert product().revisions.count() == 1
    assert made.rows.exclude(stage=Stage.DONE).filter(outcome="CREATE").count() == 0


def test_one_bad_row_refuses_only_itself(
    site_tree: SiteTree, brand: Brand, marketing: User
) -> None:
    rows = [
        row(code=f"P{n}", title=f"P {n}", brand="none" if n == 5 else "lumera") for n in range(9)
    ]
    made = applied(marketing, csv_file(rows))
    assert outcomes(made) == {"CREATE": 8, "REFUSE": 1}
    assert ProductPage.objects.count() == 8


def test_a_product_that_changed_since_the_check_is_not_overwritten(
    site_tree: SiteTree, brand: Brand, marketing: User
) -> None:
    page = ProductPageFactory(parent=site_tree.id.products, code="ARM-01")
    ProductPageFactory(parent=site_tree.id.products, code="B-1")
    made = checked(marketing, csv_file([row(summary="Berkas"), row(code="B-1", summary="Berkas")]))
    page.overview = "Disunting sementara itu"
    page.save_revision()
    apply(made)
    assert outcomes(made) == {"CHANGE": 1, "REFUSE": 1}
    assert said(made) == [("", "The product was changed since the check. Import the file again.")]
    assert product().summary != "Berkas"
    assert product("B-1").summary == "Berkas"


def test_what_was_unpublished_since_the_check_stays_unpublished(
    site_tree: SiteTree, brand: Brand, marketing: User
) -> None:
    page = ProductPageFactory(parent=site_tree.id.products, code="ARM-01")
    made = checked(
        marketing, csv_file([{"code": "ARM-01", "locale": "id", "summary": "x"}]), publish=True
    )
    page.unpublish()
    apply(made)
    page.refresh_from_db()
    assert (page.live, outcomes(made)) == (False, {"REFUSE": 1})


@pytest.mark.parametrize(("status", "live"), [("", "Lama"), ("live", "Berkas")])
def test_a_draft_of_somebody_else_goes_live_only_when_the_file_says_so(
    status: str, live: str, site_tree: SiteTree, brand: Brand, marketing: User
) -> None:
    page = ProductPageFactory(parent=site_tree.id.products, code="ARM-01", summary="Lama")
    page.overview = "Belum disetujui"
    page.save_revision()
    line = {"code": "ARM-01", "locale": "id", "summary": "Berkas", "status": status}
    applied(marketing, csv_file([line]), publish=True)
    page.refresh_from_db()
    assert (page.summary, product().summary) == (live, "Berkas")
    assert page.has_unpublished_changes == (status == "")


def test_a_product_that_was_made_or_deleted_since_the_check_is_left_alone(
    site_tree: SiteTree, brand: Brand, marketing: User
) -> None:
    page = ProductPageFactory(parent=site_tree.id.products, code="B-1")
    made = checked(marketing, csv_file([row(), row(code="B-1", summary="x")]))
    ProductPageFactory(parent=site_tree.id.products, code="ARM-01", summary="Milik orang lain")
    page.delete()
    apply(made)
    assert outcomes(made) == {"REFUSE": 2}
    assert ProductPage.objects.get().summary == "Milik orang lain"


def test_a_right_that_was_lost_since_the_check_refuses(brand: Brand, marketing: User) -> None:
    made = checked(marketing, csv_file([row()]))
    marketing.groups.clear()
    apply(made)
    assert outcomes(made) == {"REFUSE": 1}
    assert not ProductPage.objects.exists()


def test_a_broken_save_refuses_the_row_and_takes_its_picture_back(
    site_tree: SiteTree, brand: Brand, marketing: User
) -> None:
    made = checked(
        marketing,
        csv_file([row(slug="taken", photos="a.jpg | Botol")]),
        images=zip_file(["a.jpg"]),
    )
    ProductPageFactory(parent=site_tree.en.products, slug="elsewhere")
    ProductPageFactory(parent=site_tree.id.products, slug="taken")
    apply(made)
    assert outcomes(made) == {"REFUSE": 1}
    assert not Picture.objects.exists()


def test_only_one_of_two_people_applies(brand: Brand, marketing: User) -> None:
    made = checked(marketing, csv_file([row()]))
    assert made.start_applying(marketing)
    assert not made.start_applying(marketing)
    run_due_imports(60)
    assert ProductPage.objects.count() == 1

"""What the dry run says of each row; it writes nothing."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from wagtail.models import (
    GroupApprovalTask,
    GroupCollectionPermission,
    Page,
    Revision,
    Workflow,
    WorkflowTask,
)

from cms.catalogue.chunk import Chunk
from cms.catalogue.context import open_context
from cms.catalogue.planning import plan_rows
from cms.catalogue.staging import stage
from cms.models import (
    Brand,
    CatalogueImport,
    Category,
    HomePage,
    ImportRow,
    ProductIndexPage,
    ProductPage,
    User,
)
from tests.cms.catalogue.authors import author_of_products
from tests.cms.catalogue.files import (
    applied,
    checked,
    csv_file,
    make_import,
    only_row,
    outcomes,
    said,
)
from tests.cms.catalogue.rows import FULL, row
from tests.cms.pictures import jpeg
from tests.factories import (
    DocumentFactory,
    PictureFactory,
    ProductPageFactory,
    collection,
    photo,
    relation,
)
from tests.site_tree import SiteTree

pytestmark = pytest.mark.django_db


@pytest.fixture
def product(site_tree: SiteTree, brand: Brand, category: Category) -> ProductPage:
    made: ProductPage = ProductPageFactory(
        parent=site_tree.id.products,
        code="ARM-01",
        title="Masker Argan",
        brand=brand,
        categories=[category],
        summary="Memperbaiki rambut rusak.",
    )
    return made


def test_a_new_code_would_be_created_and_nothing_is_written(brand: Brand, marketing: User) -> None:
    made = checked(marketing, csv_file([FULL]))
    assert outcomes(made) == {"CREATE": 1}
    assert not ProductPage.objects.exists()


def test_a_change_shows_what_it_was_and_what_it_becomes(
    product: ProductPage, marketing: User
) -> None:
    made = checked(marketing, csv_file([row(summary="Baru")]))
    assert outcomes(made) == {"CHANGE": 1}
    assert only_row(made).changes == [
        {"field": "summary", "before": "Memperbaiki rambut rusak.", "after": "Baru"}
    ]
    assert only_row(made).page == product
    assert not Revision.objects.exists()


def test_a_row_that_says_what_is_there_changes_nothing(
    product: ProductPage, marketing: User
) -> None:
    assert outcomes(checked(marketing, csv_file([row()]))) == {"UNCHANGED": 1}


def test_a_row_is_compared_with_the_latest_draft(product: ProductPage, marketing: User) -> None:
    product.summary = "Konsep"
    product.save_revision()
    assert outcomes(checked(marketing, csv_file([row(summary="Konsep")]))) == {"UNCHANGED": 1}


def test_a_missing_column_keeps_and_an_empty_cell_empties(
    product: ProductPage, marketing: User
) -> None:
    product.overview = "Lama"
    product.save()
    kept = {"code": "ARM-01", "locale": "id"}
    assert outcomes(checked(marketing, csv_file([kept]))) == {"UNCHANGED": 1}
    emptied = checked(marketing, csv_file([{**kept, "overview": ""}]))
    assert only_row(emptied).changes == [{"field": "overview", "before": "Lama", "after": ""}]


def test_the_word_keep_keeps(product: ProductPage, marketing: User) -> None:
    assert outcomes(checked(marketing, csv_file([row(summary="(keep)")]))) == {"UNCHANGED": 1}


@pytest.mark.parametrize(
    ("values", "column", "hint"),
    [
        ({"code": ""}, "code", "may not be empty"),
        ({"code": "x" * 41}, "code", "at most 40"),
        ({"locale": "fr"}, "locale", "id, en"),
        ({"title": ""}, "title", "may not be empty"),
        ({"title": "x" * 256}, "title", "255"),
        ({"title": "a_x0007_b"}, "title", "control characters"),
        ({"brand": "lumerra"}, "brand", "Did you mean “lumera”?"),
        ({"brand": ""}, "brand", "may not be empty"),
        ({"categories": "hair-care, naik"}, "categories", "“naik”"),
        ({"categories": ""}, "categories", "may not be empty"),
        ({"functions": "x"}, "functions", "No function"),
        ({"audience": "KIDS"}, "audience", "SALON, BARBER"),
        ({"audience": ""}, "audience", "SALON, BARBER"),
        ({"new": "maybe"}, "new", "yes or no"),
        ({"summary": "x" * 161}, "summary", "160"),
        ({"overview": "x" * 801}, "overview", "800"),
        ({"benefits": "a\nb\nc\nd\ne\nf"}, "benefits", "At most 5"),
        ({"benefits": "a\n" + "x" * 141}, "benefits", "Line 2"),
        ({"variants": " | X-1"}, "variants", "Line 1"),
        ({"technical_notes": "<script>x</script>"}, "technical_notes", "script"),
        ({"technical_notes": "<a href='javascript:x'>y</a>"}, "technical_notes", "https://"),
        ({"technical_notes": "<li>x</li>"}, "technical_notes", "inside <ul>"),
        ({"technical_notes": "<p>x<!-- y --></p>"}, "technical_notes", "comments"),
        ({"photos": "gone.jpg"}, "photos", "“gone.jpg”"),
        ({"photos": "x.jpg | " + "x" * 161}, "photos", "gone|no|holds"),
        ({"specification_sheet": "gone.pdf"}, "specification_sheet", "“gone.pdf”"),
        ({"related_products": "NO-1"}, "related_products", "“NO-1”"),
        ({"related_products": "ARM-01"}, "related_products", "itself"),
        ({"trainings": "nope"}, "trainings", "No event"),
        ({"slug": "not a slug"}, "slug", "slug"),
        ({"canonical_address": "no"}, "canonical_address", "URL"),
        ({"status": "gone"}, "status", "live, draft"),
    ],
)
def test_a_bad_cell_refuses_its_row_with_the_column_and_the_reason(
    values: dict[str, str], column: str, hint: str, brand: Brand, marketing: User
) -> None:
    good = {name: FULL.get(name, "") for name in values if name not in ("code", "slug")}
    made = checked(marketing, csv_file([row(**values), row(code="OK-1", **good)]))
    assert outcomes(made) == {"CREATE": 1, "REFUSE": 1}
    (problem,) = said(made)[:1]
    assert problem[0] == column
    assert any(part in problem[1] for part in hint.split("|"))


@pytest.mark.parametrize("column", ["photos", "social_picture", "specification_sheet"])
@pytest.mark.parametrize("name", ["–", "—", "…", "?", "/", "..", ".", "x" * 300])
def test_what_can_be_no_files_name_refuses_its_row_alone(
    name: str, column: str, brand: Brand, marketing: User
) -> None:
    made = checked(marketing, csv_file([row(**{column: name}), row(code="OK-1", **{column: ""})]))
    assert outcomes(made) == {"CREATE": 1, "REFUSE": 1}
    assert [(where, f"“{name}”" in text) for where, text in said(made)] == [(column, True)]


@pytest.mark.parametrize("column", ["code", "title", "brand", "photos", "slug", "technical_notes"])
@pytest.mark.parametrize("cell", ["a_x0000_b", "a_xD800_b"])
def test_escapes_of_what_no_database_holds_stop_nothing(
    cell: str, column: str, brand: Brand, marketing: User
) -> None:
    made = checked(marketing, csv_file([row(**{column: cell}), row(code="OK-1")]))
    assert made.state == CatalogueImport.State.CHECKED


def test_names_that_are_stored_alike_are_one_picture(brand: Brand, marketing: User) -> None:
    PictureFactory(file=jpeg(40, 30, name="A_B.jpg"))
    rows = [row(code=f"P{n}", photos=name) for n, name in enumerate(["A B.jpg", "A_B.jpg"])]
    assert outcomes(checked(marketing, csv_file(rows))) == {"CREATE": 2}


def test_everything_that_is_wrong_with_a_row_is_said_at_once(brand: Brand, marketing: User) -> None:
    made = checked(marketing, csv_file([row(brand="x", new="maybe", photos="x.jpg")]))
    assert [column for column, _text in said(made)] == ["brand", "new", "photos"]


def test_a_new_product_needs_its_texts_even_without_their_columns(
    brand: Brand, marketing: User
) -> None:
    made = checked(marketing, csv_file([{"code": "A", "locale": "id"}]))
    assert {column for column, _text in said(made)} == {"title", "brand", "categories", "summary"}


def test_an_address_that_another_page_has_is_refused(product: ProductPage, marketing: User) -> None:
    made = checked(marketing, csv_file([row(code="NEW", slug=product.slug)]))
    assert [column for column, _text in said(made)] == ["slug"]


def test_english_alone_is_told_so_and_beside_indonesian_is_not(
    brand: Brand, marketing: User
) -> None:
    alone = checked(marketing, csv_file([row(locale="en")]))
    assert outcomes(alone) == {"CREATE": 1}
    assert "stand alone" in said(alone)[0][1]
    assert said(checked(marketing, csv_file([row(locale="en"), row(locale="id")]))) == []


def test_a_product_of_another_row_may_be_named_as_related(brand: Brand, marketing: User) -> None:
    made = checked(
        marketing,
        csv_file([row(related_products="B-1"), row(code="B-1", related_products="ARM-01")]),
    )
    assert outcomes(made) == {"CREATE": 2}


def test_a_locked_product_is_refused(product: ProductPage, marketing: User) -> None:
    product.locked = True
    product.save()
    assert said(checked(marketing, csv_file([row(summary="x")]))) == [
        ("", "This product is locked.")
    ]


def test_locks_cost_the_same_for_three_products_and_for_twelve(
    site_tree: SiteTree,
    brand: Brand,
    marketing: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    """Of workflows and of schedules; unchanged rows of locked products are no fault."""
    task = GroupApprovalTask.objects.create(name="Persetujuan")
    workflow = Workflow.objects.create(name="Persetujuan")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    for number in range(12):
        page = ProductPageFactory(parent=site_tree.id.products, code=f"P{number}", brand=brand)
        revision = page.save_revision()
        if number % 2:
            workflow.start(page, marketing)
        else:
            revision.approved_go_live_at = timezone.now() + timedelta(days=1)
            revision.save()
    lines = [{"code": f"P{number}", "locale": "id", "summary": "Baru"} for number in range(12)]
    made = make_import(marketing, csv_file(lines))
    stage(made)
    rows = list(ImportRow.objects.all())
    with open_context(made) as context:
        list(plan_rows(Chunk(context, rows[:2])))
        for size in (3, 12):
            with django_assert_num_queries(LOCK_STATEMENTS):
                plans = [plan for _row, plan in plan_rows(Chunk(context, rows[:size]))]
            assert {plan.messages[0]["text"] for plan in plans} == {"This product is locked."}
    same = [{"code": f"P{number}", "locale": "id"} for number in range(12)]
    assert outcomes(checked(marketing, csv_file(same))) == {"UNCHANGED": 12}


LOCK_STATEMENTS = 7


def test_a_document_that_is_no_pdf_is_refused(brand: Brand, marketing: User) -> None:
    document = DocumentFactory(file=ContentFile(b"text", name="sheet.txt"))
    name = document.file.name.rpartition("/")[2]
    made = checked(marketing, csv_file([row(specification_sheet=name)]))
    assert said(made) == [("specification_sheet", "Choose a PDF document.")]


def test_line_breaks_in_a_text_of_one_line_become_spaces(brand: Brand, marketing: User) -> None:
    applied(
        marketing, csv_file([row(title="Masker\r\n Argan", search_title="a\nb", overview="a\nb")])
    )
    page = ProductPage.objects.get()
    assert (page.title, page.seo_title, page.overview) == ("Masker Argan", "a b", "a\nb")


def test_of_several_sites_a_new_product_goes_where_the_person_may_add(
    site_tree: SiteTree, brand: Brand
) -> None:
    author = author_of_products(site_tree)
    other = HomePage(
        title="Lain",
        slug="lain",
        locale=site_tree.id.locale,
        hero_title="Lain",
        explore_label="Lihat",
        partner_label="Mitra",
    )
    Page.get_first_root_node().add_child(instance=other)
    other.add_child(instance=ProductIndexPage(title="Produk", slug="produk-lain"))
    other.move(Page.get_first_root_node().get_first_child(), pos="left")
    assert outcomes(applied(author, csv_file([row()]))) == {"CREATE": 1}
    assert ProductPage.objects.get().get_parent().pk == site_tree.id.products.pk
    admin = User.objects.create_superuser("admin")
    made = checked(admin, csv_file([row(code="B"), row(code="ARM-01", summary="Baru")]))
    assert outcomes(made) == {"CHANGE": 1, "REFUSE": 1}
    assert [(where, "Several sites" in text) for where, text in said(made)] == [("locale", True)]


def test_an_alias_is_refused(product: ProductPage, site_tree: SiteTree, marketing: User) -> None:
    product.create_alias(parent=site_tree.en.products, update_locale=site_tree.en.locale)
    made = checked(marketing, csv_file([row(locale="en")]))
    assert "alias" in said(made)[0][1]


def test_pictures_that_the_person_may_not_choose_do_not_exist(
    product: ProductPage, marketing: User
) -> None:
    hidden = photo()
    hidden.picture.collection = collection("Rahasia")
    hidden.picture.save()
    name = hidden.picture.file.name.rpartition("/")[2]
    assert outcomes(checked(marketing, csv_file([row(photos=name)]))) == {"CHANGE": 1}
    GroupCollectionPermission.objects.all().delete()
    made = checked(User.objects.get(pk=marketing.pk), csv_file([row(photos=name)]))
    assert outcomes(made) == {"REFUSE": 1}


def test_planning_costs_the_same_for_three_rows_and_for_thirty(
    site_tree: SiteTree,
    product: ProductPage,
    marketing: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(15):
        page = ProductPageFactory(
            parent=site_tree.id.products,
            code=f"P{number}",
            photos=[photo()],
            product_relations=[relation(product)],
        )
        if number % 2:
            page.save_revision()
    stored = [PictureFactory().file.name.rpartition("/")[2] for _number in range(30)]
    rows = [
        row(code=f"P{number}", related_products="ARM-01", photos=name)
        for number, name in enumerate(stored)
    ]
    made = make_import(marketing, csv_file(rows))
    stage(made)
    with open_context(made) as context:
        list(plan_rows(Chunk(context, list(ImportRow.objects.all()[:1]))))
        for size in (3, 30):
            chunk = list(ImportRow.objects.filter(catalogue_import=made)[:size])
            with django_assert_num_queries(PLANNING_STATEMENTS):
                list(plan_rows(Chunk(context, chunk)))


PLANNING_STATEMENTS = 18

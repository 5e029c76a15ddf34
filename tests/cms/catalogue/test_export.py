"""Products leave in a fixed number of statements per chunk; who may not edit takes nothing."""

import csv
import io
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from cms.catalogue import export
from cms.catalogue.cells import KEEP, XLSX_CELL_LENGTH
from cms.catalogue.columns import HEADER
from cms.models import Brand, ProductPage, User
from tests.cms.catalogue.authors import author_of_products
from tests.cms.catalogue.files import (
    checked,
    csv_file,
    exported_csv,
    exported_xlsx,
    outcomes,
    said,
)
from tests.cms.catalogue.rows import row
from tests.factories import (
    DocumentFactory,
    EventPageFactory,
    ProductPageFactory,
    photo,
    relation,
    stream,
    training,
)
from tests.site_tree import SiteTree

pytestmark = pytest.mark.django_db
EXPORT = "/admin/catalogue/export/"
CHUNK_STATEMENTS = 13
#: With the session, the account and its rights.
EXPORT_STATEMENTS = 20


def table(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def _body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def codes(answer: Any) -> list[tuple[str, str]]:
    return [(line["code"], line["locale"]) for line in table(_body(answer))]


def hostile(site_tree: SiteTree, number: int, **values: Any) -> ProductPage:
    """A product that has everything, in texts that files stumble over."""
    related = ProductPageFactory(parent=site_tree.id.products, code=f"=R{number}")
    made: ProductPage = ProductPageFactory(
        parent=site_tree.id.products,
        code=f"-P{number}",
        slug=f"p-{number}",
        title="=HYPERLINK(1) 💇",
        summary='"kutip", titik; koma',
        overview="\r\nbaris satu\r\n\x0bbaris dua _x000B_ \u202eterbalik ",
        benefits=stream(("benefit", "- strip"), ("benefit", "a | b \\ c\r\nd")),
        variants=stream(("variant", {"name": "5 | 7 ml", "code": "+1"})),
        technical_notes='<p data-block-key="x1">Aman <b>sekali</b> &lt; 1</p>',
        specification_sheet=DocumentFactory(),
        photos=[photo(alt="@alt | teks"), photo(alt="")],
        product_relations=[relation(related)],
        product_trainings=[training(EventPageFactory(parent=site_tree.id.education))],
        **values,
    )
    return made


@pytest.mark.parametrize("exported", [exported_csv, exported_xlsx], ids=["csv", "xlsx"])
def test_hostile_texts_of_live_pages_and_drafts_import_unchanged(
    exported: Any, site_tree: SiteTree, marketing: User
) -> None:
    hostile(site_tree, 1)
    hostile(site_tree, 2).save_revision()
    draft = hostile(site_tree, 3)
    draft.title = "'=konsep"
    draft.save_revision()
    made = checked(marketing, exported())
    assert said(made) == []
    assert outcomes(made) == {"UNCHANGED": 6}


def test_no_cell_of_an_export_is_a_formula(site_tree: SiteTree) -> None:
    hostile(site_tree, 1)
    cells = [cell for line in table(exported_csv()) for cell in line.values()]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    sheet = load_workbook(io.BytesIO(exported_xlsx()), read_only=True)["products"]
    assert {cell.data_type for line in sheet.iter_rows() for cell in line} <= {"s", "inlineStr"}


def test_the_latest_draft_leaves_with_its_status(site_tree: SiteTree) -> None:
    live = ProductPageFactory(parent=site_tree.id.products, code="A")
    live.summary = "Konsep"
    live.save_revision()
    ProductPageFactory(parent=site_tree.id.products, code="B", live=False)
    ProductPageFactory(parent=site_tree.id.products, code="C")
    lines = table(exported_csv())
    assert [line["status"] for line in lines] == ["changed", "draft", "live"]
    assert lines[0]["summary"] == "Konsep"
    assert list(lines[0]) == list(HEADER)


def test_a_text_that_no_cell_can_hold_is_kept_by_xlsx(site_tree: SiteTree, marketing: User) -> None:
    ProductPageFactory(
        parent=site_tree.id.products, technical_notes="<p>" + "x" * XLSX_CELL_LENGTH + "</p>"
    )
    sheet = load_workbook(io.BytesIO(exported_xlsx()), read_only=True)["products"]
    last = list(sheet.iter_rows(values_only=True))[1]
    assert last[HEADER.index("technical_notes")] == KEEP
    assert outcomes(checked(marketing, exported_xlsx())) == {"UNCHANGED": 1}
    assert outcomes(checked(marketing, exported_csv())) == {"UNCHANGED": 1}


def test_a_chunk_costs_the_same_for_two_products_and_for_twelve(
    site_tree: SiteTree, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(12):
        made = hostile(site_tree, number)
        if number % 2:
            made.save_revision()
        if number in (1, 11):
            pks = list(ProductPage.objects.values_list("pk", flat=True))
            with django_assert_num_queries(CHUNK_STATEMENTS):
                assert len(list(export.chunk_rows(pks))) == 2 * (number + 1)


def test_products_leave_in_chunks(site_tree: SiteTree, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "CHUNK", 2)
    for number in range(5):
        ProductPageFactory(parent=site_tree.id.products, code=f"P{number}")
    assert [line["code"] for line in table(exported_csv())] == [f"P{n}" for n in range(5)]


def test_marketing_downloads_what_the_filters_choose(
    site_tree: SiteTree, brand: Brand, marketing_client: Client
) -> None:
    ProductPageFactory(parent=site_tree.id.products, code="A", brand=brand)
    ProductPageFactory(parent=site_tree.id.products, code="B", live=False)
    ProductPageFactory(parent=site_tree.en.products, code="A", locale=site_tree.en.locale)
    for query, found in (
        ("", [("A", "id"), ("A", "en"), ("B", "id")]),
        ("locale=en", [("A", "en")]),
        ("brand=lumera", [("A", "id")]),
        ("status=draft", [("B", "id")]),
        ("status=live&locale=id", [("A", "id")]),
    ):
        answer = marketing_client.get(f"{EXPORT}?format=csv&{query}")
        assert sorted(codes(answer)) == sorted(found)
    assert answer.streaming
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="products-')


def test_who_may_only_add_takes_out_their_own_products(site_tree: SiteTree, brand: Brand) -> None:
    author = author_of_products(site_tree)
    ProductPageFactory(parent=site_tree.id.products, code="MINE", owner=author)
    ProductPageFactory(parent=site_tree.id.products, code="DRAFT", live=False)
    ProductPageFactory(parent=site_tree.en.products, code="EN", locale=site_tree.en.locale)
    client = Client()
    client.force_login(author)
    assert codes(client.get(f"{EXPORT}?format=csv")) == [("MINE", "id")]


def test_an_export_costs_the_same_for_two_products_and_for_twelve(
    site_tree: SiteTree,
    brand: Brand,
    marketing_client: Client,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(12):
        ProductPageFactory(parent=site_tree.id.products, code=f"P{number}", brand=brand)
        if number in (1, 11):
            with django_assert_max_num_queries(EXPORT_STATEMENTS):
                assert len(codes(marketing_client.get(f"{EXPORT}?format=csv"))) == number + 1


def test_xlsx_holds_the_same_and_explains_its_columns(
    site_tree: SiteTree, marketing_client: Client
) -> None:
    ProductPageFactory(parent=site_tree.id.products, code="A")
    answer = marketing_client.get(f"{EXPORT}?format=xlsx")
    book = load_workbook(io.BytesIO(_body(answer)), read_only=True)
    assert [line[0] for line in book["products"].iter_rows(values_only=True)] == ["code", "A"]
    assert [line[0] for line in book["columns"].iter_rows(values_only=True)] == list(HEADER)


@pytest.mark.parametrize("query", ["", "format=exe", "format=csv&locale=fr", "format=csv&brand=x"])
def test_a_choice_that_is_not_offered_is_refused(
    query: str, site_tree: SiteTree, marketing_client: Client
) -> None:
    answer = marketing_client.get(f"{EXPORT}?{query}")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/admin/catalogue/")


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_the_template_can_be_filled_in_and_brought_back(
    file_format: str, brand: Brand, marketing_client: Client, marketing: User
) -> None:
    answer = marketing_client.get(f"/admin/catalogue/template.{file_format}")
    content = _body(answer)
    if file_format == "csv":
        filled = csv_file([{"audience": "SALON", "new": "no", **row()}], HEADER)
        assert content.decode("utf-8-sig").replace('"', "") == filled.decode().splitlines()[0] + (
            "\r\n"
        )
        assert outcomes(checked(marketing, filled)) == {"CREATE": 1}
    else:
        sheet = load_workbook(io.BytesIO(content))["products"]
        assert [cell.value for cell in sheet[1]] == list(HEADER)

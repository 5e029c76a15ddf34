"""A file as a whole: what is refused up front, and how its rows wait for the check."""

import io

import pytest
from pytest_django import DjangoAssertNumQueries

from cms.catalogue import staging
from cms.catalogue.columns import HEADER
from cms.catalogue.sheets import SheetError
from cms.catalogue.staging import read_header, stage
from cms.models import Brand, CatalogueImport, ImportRow, User
from tests.cms.catalogue.files import checked, csv_file, make_import, outcomes, said, xlsx_file

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("content", "hint"),
    [
        (b"", "empty"),
        (b"\n\n , \n", "empty"),
        (b"code,locale,title\n", "no product"),
        (b"code,locale,price\nA,id,1\n", "“price”"),
        (b"code,locale,,\nA,id\n,x,,9", None),
        (b"code,locale,,title\nA,id,,x\n", "“”"),
        (b"code,locale,Title,title\nA,id,,\n", "“title”"),
        (b"code,title\nA,x\n", "“locale”"),
        (",".join(f"c{n}" for n in range(100_000)).encode() + b"\nA\n", "200 columns"),
        (b"hello world", "Unknown columns: “hello world”"),
    ],
    ids=[
        *("empty", "blank", "header only", "unknown", "blank at the end", "blank between"),
        *("twice", "missing", "100k columns", "prose"),
    ],
)
def test_the_header_tells_at_once_whether_a_file_can_be_used(
    content: bytes, hint: str | None
) -> None:
    if hint is None:
        assert read_header(io.BytesIO(content)) == ["code", "locale"]
        return
    with pytest.raises(SheetError) as refused:
        read_header(io.BytesIO(content))
    assert hint in str(refused.value)


def test_the_refusal_of_an_unknown_column_lists_the_valid_ones() -> None:
    with pytest.raises(SheetError) as refused:
        read_header(io.BytesIO(b"code,locale,harga\nA,id,1\n"))
    assert all(name in str(refused.value) for name in HEADER)


def test_columns_may_stand_in_any_order_and_any_case(brand: Brand, marketing: User) -> None:
    made = checked(marketing, b" Title ,LOCALE,Code\nSampo,ID,A-1\n")
    row = made.rows.get()
    assert (row.code, row.locale, row.cells["title"]) == ("A-1", "id", "Sampo")


def test_a_file_with_too_many_rows_is_refused_and_leaves_none(
    brand: Brand, marketing: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging, "MAX_ROWS", 3)
    monkeypatch.setattr(staging, "BATCH", 2)
    made = checked(marketing, csv_file([{"code": f"A{n}", "locale": "id"} for n in range(4)]))
    assert made.state == CatalogueImport.State.REFUSED
    assert "more than 3 products" in made.problem
    assert not ImportRow.objects.exists()


def test_a_fault_deep_in_the_file_refuses_it_whole(brand: Brand, marketing: User) -> None:
    good = csv_file([{"code": f"A{n}", "locale": "id"} for n in range(700)])
    made = checked(marketing, good + b'A,"open')
    assert (made.state, made.rows.count()) == (CatalogueImport.State.REFUSED, 0)
    assert "Row 702" in made.problem


def test_rows_that_stand_twice_refuse_each_other_alone(brand: Brand, marketing: User) -> None:
    made = checked(
        marketing,
        csv_file(
            [
                {"code": "A", "locale": "id", "title": "x"},
                {"code": "A", "locale": "en", "title": "x"},
                {"code": " A", "locale": "ID ", "title": "y"},
            ]
        ),
    )
    twice = "This product and language stand in the file more than once, first in row 2."
    texts = {row.number: [each["text"] for each in row.messages] for row in made.rows.all()}
    assert twice in texts[2]
    assert twice in texts[4]
    assert twice not in texts[3]


def test_twins_are_refused_in_batches_however_many_there_are(
    brand: Brand, marketing: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    lines = [{"code": f"A{n}", "locale": "id", "slug": f"a{n}"} for n in range(200)]
    made = make_import(marketing, csv_file([*lines, *lines]))
    with django_assert_max_num_queries(40):
        stage(made)
    assert outcomes(made) == {"REFUSE": 400}


def test_two_new_products_may_not_have_one_address(brand: Brand, marketing: User) -> None:
    made = checked(
        marketing,
        csv_file([{"code": code, "locale": "id", "slug": "sama"} for code in ("A", "B")]),
    )
    assert {column for column, _text in said(made)} == {"slug"}
    assert outcomes(made) == {"REFUSE": 2}


def test_a_row_longer_than_the_header_is_refused(brand: Brand, marketing: User) -> None:
    made = checked(marketing, b"code,locale\nA,id,surplus\n")
    assert said(made) == [("", "This row has more cells than the header.")]


def test_rows_keep_the_numbers_that_a_spreadsheet_program_shows(
    brand: Brand, marketing: User
) -> None:
    made = checked(marketing, xlsx_file([["code", "locale"], [], ["A", "id"], [], ["B", "id"]]))
    assert [row.number for row in made.rows.all()] == [3, 5]

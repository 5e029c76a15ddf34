import re

from cms.demo.sheet import Section, specification_sheet


def test_sheet_is_a_pdf_whose_table_finds_every_object() -> None:
    pdf = specification_sheet("Serum (new)", "SRM-1", [Section("Benefits", ("Soft – “shiny”",))])
    start = int(re.search(rb"startxref\n(\d+)", pdf)[1])  # type: ignore[index]
    places = [int(place) for place in re.findall(rb"(\d{10}) 00000 n", pdf[start:])]
    assert [pdf[place:].split(b"\n")[0] for place in places] == [
        b"%d 0 obj" % number for number in range(1, 7)
    ]


def test_brackets_in_a_text_do_not_end_it() -> None:
    assert rb"(Serum \(new\)) Tj" in specification_sheet("Serum (new)", "SRM-1", [])


def test_long_lines_are_wrapped() -> None:
    pdf = specification_sheet("Serum", "SRM-1", [Section("Notes", ("word " * 60,))])
    assert pdf.count(b" Tj ") == 2 + 1 + 4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.phones import ImpossibleNumberError, for_people, searchable_digits, to_e164


@pytest.mark.parametrize(
    "written",
    [
        "0812-3456-7890",
        "0812 3456 7890",
        "62 812 3456 7890",
        "6281234567890",
        "+62812 3456 7890",
        "+62 0812 3456 7890",
        "0062 812 3456 7890",
        "(0812) 3456.7890",
        "812 3456 7890",
        "０８１２３４５６７８９０",
        "0812‑3456‑7890",
        " 0812\u00a03456 7890 ",
    ],
)
def test_one_number_in_many_writings(written: str) -> None:
    assert to_e164(written) == "+6281234567890"


@pytest.mark.parametrize(
    ("written", "e164"),
    [
        ("(021) 555-1234", "+62215551234"),
        ("+1 202 555 0123", "+12025550123"),
        ("+65 6123 4567", "+6561234567"),
        ("+673 712 3456", "+6737123456"),
    ],
)
def test_landlines_and_neighbours_are_numbers_too(written: str, e164: str) -> None:
    assert to_e164(written) == e164


@pytest.mark.parametrize(
    "written", ["", "+", "abc", "081", "12345", "0812 3456 7890 ext 5", "0812FLOWERS1", "1" * 41]
)
def test_impossible_numbers_are_told(written: str) -> None:
    with pytest.raises(ImpossibleNumberError):
        to_e164(written)


@given(st.text() | st.from_regex(r"\+?[0-9 ()./-]{3,20}", fullmatch=True))
def test_any_text_is_a_number_that_fits_or_impossible(written: str) -> None:
    try:
        e164 = to_e164(written)
    except ImpossibleNumberError:
        return
    assert e164.startswith("+")
    assert e164[1:].isascii()
    assert e164[1:].isdigit()
    assert 11 <= len(e164) <= 16


@given(st.integers(min_value=10**7, max_value=10**10 - 1).map(lambda rest: f"0812{rest}"[:13]))
def test_a_stored_number_is_found_by_any_writing_of_it(written: str) -> None:
    e164 = to_e164(written)
    national = e164.removeprefix("+62")
    for query in (written, e164, f"62{national}", f"0{national[:3]}-{national[3:]}", national[4:9]):
        digits = searchable_digits(query)
        assert not digits or digits in e164


def test_part_of_a_number_is_enough_to_search() -> None:
    assert searchable_digits("0812-3456") == "8123456"
    assert searchable_digits("7890") == "7890"
    assert searchable_digits("081") == ""
    assert searchable_digits("Salon 24") == ""


def test_numbers_are_grouped_for_people() -> None:
    assert for_people("+6281234567890") == "+62 812-3456-7890"
    assert for_people("") == ""

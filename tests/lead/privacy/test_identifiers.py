"""A person is recognised in any writing of a number or an address, alone or inside a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lead.models import Lead
from lead.privacy.identifiers import Identifier, Kind, UnknownWritingError
from lead.privacy.mentions import REDACTED, found_in, may_mention, names_somebody, redact
from tests.lead.factories import make_lead

PHONE = Identifier(Kind.PHONE, "+6281234567890")
EMAIL = Identifier(Kind.EMAIL, "ibu.contoh@example.com")
PHONES = [
    "0812-3456-7890",
    "0812 3456 7890",
    "(0812) 3456.7890",
    "62 812 3456 7890",
    "+62 812-3456-7890",
    "006281234567890",
    "+62 (0) 81234567890",
    "tel:+6281234567890",
    "https://wa.me/6281234567890",
    "０８１２３４５６７８９０",
]
EMAILS = [
    "ibu.contoh@example.com",
    " Ibu.Contoh@Example.COM ",
    "mailto:ibu.contoh@example.com",
    "Ibu Contoh <ibu.contoh@example.com>",
]
NUMBERS_IN_TEXTS = [
    "Hubungi 0812-3456-7890 ya",
    "WA: +62 812 3456 7890.",
    "081234567890/081298765432",
    "081298765432 081234567890",
    "https://wa.me/6281234567890?text=halo",
    "https://x.example/?m=0812%203456%207890",
    "https://x.example/?m=%2B62%20%28812%29%203456%2D7890&a=1",
    "https://x.example/?m=0812%25203456%25207890",
    "https://x.example/?m=0812+3456+7890",
    "diskon 50%081234567890",
    "0812_3456_7890",
    "0812, 3456, 7890",
    "0812\u200b3456\u200b7890",
    "０８１２-３４５６-７８９０",
    "https://x.example/?m=%EF%BC%90%EF%BC%98%EF%BC%91%EF%BC%9234567890",
]
ADDRESSES_IN_TEXTS = [
    "ke ibu.contoh@example.com, ya",
    "'ibu.contoh@example.com'",
    "_ibu.contoh@example.com_",
    "ibu.contoh＠example.com",
    "https://x.example/?m=Ibu.Contoh%40example.com&a=1",
    "https://x.example/?m=halo+ibu.contoh@example.com",
    "https://x.example/?m=ibu%2Econtoh%2540example.com",
    "https://x.example/?next=%2Fa%3Fm%3Dibu.contoh%40example.com",
]
IN_TEXTS = {*NUMBERS_IN_TEXTS, *ADDRESSES_IN_TEXTS}


@pytest.mark.parametrize("written", PHONES)
def test_a_number_is_read_in_any_writing(written: str) -> None:
    assert Identifier.read(written) == PHONE


@pytest.mark.parametrize("written", EMAILS)
def test_an_address_is_read_in_any_writing(written: str) -> None:
    assert Identifier.read(written) == EMAIL


@pytest.mark.parametrize("written", ["", " ", "Ibu", "12", "@", "a@b", "0" * 300, "a@b@c", "\0"])
def test_what_is_neither_is_refused(written: str) -> None:
    with pytest.raises(UnknownWritingError):
        Identifier.read(written)


@pytest.mark.parametrize("text", NUMBERS_IN_TEXTS)
def test_a_number_is_found_and_blacked_out_in_a_text(text: str) -> None:
    assert PHONE in {found for _span, found in found_in(text)}
    cleaned = redact(text, lambda found: found == PHONE)
    assert REDACTED in cleaned
    assert PHONE not in {found for _span, found in found_in(cleaned)}
    assert "34567890" not in cleaned.replace("-", "").replace(" ", "")
    assert ("98765432" in cleaned) == ("98765432" in text)


@pytest.mark.parametrize("text", ADDRESSES_IN_TEXTS)
def test_an_address_is_found_and_blacked_out_in_a_text(text: str) -> None:
    cleaned = redact(text, lambda found: found == EMAIL)
    assert REDACTED in cleaned
    assert "contoh" not in cleaned.casefold()


@pytest.mark.parametrize(
    "text", ["?m=ibu+salon@example.com", "?m=ibu%2Bsalon%40example.com", "ibu+salon@example.com"]
)
def test_an_address_with_a_tag_is_found_where_a_plus_may_be_a_blank(text: str) -> None:
    tagged = Identifier(Kind.EMAIL, "ibu+salon@example.com")
    assert "ibu" not in redact(text, lambda found: found == tagged)


@pytest.mark.django_db
@pytest.mark.parametrize("identifier", [PHONE, EMAIL], ids=str)
def test_the_database_finds_every_text_in_which_somebody_is_mentioned(
    identifier: Identifier,
) -> None:
    texts = IN_TEXTS | {"Halo", "0812-3456-7899", "ibu@example.com"}
    for text in texts:
        make_lead(message=text)
    found = set(
        Lead.objects.filter(may_mention("message", identifier)).values_list("message", flat=True)
    )
    mentioning = {
        text for text in texts if identifier in {found for _span, found in found_in(text)}
    }
    assert mentioning
    assert mentioning <= found
    assert not found & {"Halo", "0812-3456-7899", "ibu@example.com"}


@pytest.mark.parametrize("text", ["Buka 09.00-21.00", "Rp 1.500.000", "Jl. Melati 12", "2026"])
def test_other_numbers_name_nobody(text: str) -> None:
    assert not names_somebody(text)


@given(st.text(alphabet="0123456789+-(). a@b%_,２", max_size=120))
def test_redacting_never_fails_and_never_leaves_what_was_meant(text: str) -> None:
    cleaned = redact(text, lambda found: True)
    assert not names_somebody(cleaned.replace(REDACTED, "|"))

"""Telephone numbers as people write them."""

import re
import unicodedata

import phonenumbers

REGION = "ID"
#: Digits of country code and national number: shorter ones are service numbers, E.164 ends at 15.
POSSIBLE_LENGTHS = range(10, 16)
MAX_WRITTEN_LENGTH = 40
_WRITTEN = re.compile(r"\+?[\d\s().\-/\u2010-\u2015\u00a0]+")


class ImpossibleNumberError(ValueError):
    """No telephone has a number like this."""


def to_e164(written: str) -> str:
    """The E.164 form (``+6281234567890``) of an Indonesian or international writing.

    Asks whether a number is possible, not whether its block is in use: number plans grow faster
    than any list of them. Raises `ImpossibleNumberError`.
    """
    text = unicodedata.normalize("NFKC", written).strip()
    if len(text) > MAX_WRITTEN_LENGTH or not _WRITTEN.fullmatch(text):
        raise ImpossibleNumberError
    if text.startswith("00"):
        text = f"+{text[2:]}"
    try:
        number = phonenumbers.parse(text, REGION)
    except phonenumbers.NumberParseException:
        raise ImpossibleNumberError from None
    if not phonenumbers.is_possible_number(number):
        raise ImpossibleNumberError
    e164: str = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if len(e164) - 1 not in POSSIBLE_LENGTHS:
        raise ImpossibleNumberError
    return e164


def searchable_digits(written: str) -> str:
    """The digits by which any writing of a number, even part of one, is found in E.164.

    ``0812-3456`` gives ``8123456``, which ``+628123456…`` contains. "" when the text is no
    number or shorter than three digits.
    """
    text = unicodedata.normalize("NFKC", written).strip()
    if not _WRITTEN.fullmatch(text):
        return ""
    digits = re.sub(r"\D", "", text)
    for trunk in ("0062", "62"):
        if digits.startswith(trunk):
            digits = digits.removeprefix(trunk)
            break
    digits = digits.lstrip("0")
    return digits if len(digits) >= 3 else ""


def for_people(e164: str) -> str:
    """The number grouped for reading: ``+62 812-3456-7890``."""
    if not e164:
        return ""
    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return e164
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)

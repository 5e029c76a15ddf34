"""What a person is found by: a telephone number or an e-mail address, in any writing."""

import re
import unicodedata
from dataclasses import dataclass
from email.utils import parseaddr
from enum import Enum

from django.db.models import Q
from django.db.models.functions import Lower
from django.db.models.lookups import Exact

from config.phones import ImpossibleNumberError, for_people, to_e164
from lead.models import Lead

_PREFIX = re.compile(r"^(mailto:|tel:|https?://(wa\.me|api\.whatsapp\.com/send\?phone=)/?)", re.I)
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


class Kind(Enum):
    PHONE = "phone"
    EMAIL = "email"


class UnknownWritingError(ValueError):
    """The text is neither a possible telephone number nor an e-mail address."""


@dataclass(frozen=True)
class Identifier:
    """`value` is E.164 or an address in small letters: one form for every writing."""

    kind: Kind
    value: str

    def __str__(self) -> str:
        return for_people(self.value) if self.kind is Kind.PHONE else self.value

    @classmethod
    def read(cls, written: str) -> "Identifier":
        """Raises `UnknownWritingError`."""
        text = _PREFIX.sub("", unicodedata.normalize("NFKC", written).strip())
        if "@" in text:
            return cls(Kind.EMAIL, _address(text))
        try:
            return cls(Kind.PHONE, to_e164(text))
        except ImpossibleNumberError:
            raise UnknownWritingError from None

    def own_leads(self) -> Q:
        """The leads that the person sent."""
        if self.kind is Kind.PHONE:
            return Q(phone_whatsapp=self.value)
        # As the index has it.
        return Q(Exact(Lower("email"), self.value))


def identifiers_of(lead: Lead) -> list[Identifier]:
    """What a lead's sender is found by."""
    phone = [Identifier(Kind.PHONE, lead.phone_whatsapp)] if lead.phone_whatsapp else []
    email = [Identifier(Kind.EMAIL, lead.email.casefold())] if lead.email else []
    return [*phone, *email]


def _address(text: str) -> str:
    address = parseaddr(text)[1].casefold()
    if not _ADDRESS.fullmatch(address):
        raise UnknownWritingError
    return address

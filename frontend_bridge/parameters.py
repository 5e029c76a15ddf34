"""Query parameters: what an endpoint accepts, checked before anything reaches the database."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext as _
from wagtail.api.v2.utils import BadRequestError

MAX_LENGTH = 2000
#: More digits than fit the database's 64-bit integers.
TOO_LARGE = re.compile(r"-?\d{19,}")


@dataclass(frozen=True)
class Parameter:
    """One query parameter and, for the documentation, what it does and an example value."""

    name: str
    description: str
    example: str = ""


class ParameterError(BadRequestError):
    """A query parameter that cannot be used; answered as a 400 problem that names it."""

    def __init__(self, field: str, code: str, message: str) -> None:
        super().__init__(message)
        self.errors = [{"field": field, "code": code, "message": message}]


class UnknownParametersError(ParameterError):
    """Names that the endpoint does not know."""

    def __init__(self, unknown: Iterable[str], valid: Iterable[str]) -> None:
        names, known = sorted(unknown), ", ".join(sorted(valid))
        message = _("Unknown parameter: %(names)s. Valid ones: %(known)s.") % {
            "names": ", ".join(names),
            "known": known,
        }
        super().__init__(names[0], "unknown_parameter", message)
        self.errors = [
            {"field": name, "code": "unknown_parameter", "message": _("Not a parameter here.")}
            for name in names
        ]


def check_values(query: QueryDict) -> None:
    """Refuse what no parameter can mean: NUL (which PostgreSQL cannot store) and endless text."""
    for name, values in query.lists():
        for value in (name, *values):
            if "\x00" in value:
                raise ParameterError(name.replace("\x00", ""), "invalid", _("NUL is not text."))
            if len(value) > MAX_LENGTH:
                message = _("At most %d characters.") % MAX_LENGTH
                raise ParameterError(name[:80], "too_long", message)
            if TOO_LARGE.fullmatch(value):
                raise ParameterError(name, "too_large", _("The number is too large."))


def check_names(query: QueryDict, valid: Iterable[str]) -> None:
    valid = set(valid)
    unknown = set(query) - valid
    if unknown:
        raise UnknownParametersError(unknown, valid)


def language(query: QueryDict, default: str | None = settings.LANGUAGE_CODE) -> str | None:
    """The language code in `locale`; one that the site does not have is an error."""
    code = query.get("locale")
    if code is None:
        return default
    return choice("locale", code, [known for known, _label in settings.LANGUAGES])


def choice(name: str, value: str, valid: Iterable[str]) -> str:
    valid = list(valid)
    if value not in valid:
        message = _("Not one of: %s.") % ", ".join(valid)
        raise ParameterError(name, "invalid_choice", message)
    return value


def choices(name: str, values: Iterable[str], valid: Iterable[str]) -> list[str]:
    valid = list(valid)
    return [choice(name, value, valid) for value in values]


def number(name: str, value: str) -> int:
    try:
        return int(value)
    except ValueError as error:
        raise ParameterError(name, "invalid", _("Not a number.")) from error


LOCALE = Parameter("locale", "Language of the texts: id (default) or en.", "en")
FIELDS = Parameter(
    "fields", "Fields to add or, with -, to leave out; * is all, _ is none at first.", "*"
)
LIMIT = Parameter("limit", "Items per page, at most 100; 20 when missing.", "20")
OFFSET = Parameter("offset", "Items to skip.", "0")
ORDER = Parameter("order", "Field to sort by; - reverses; several with commas.", "-title")
SEARCH = Parameter("search", "Words to find.", "serum")
SEARCH_OPERATOR = Parameter("search_operator", "and (default) or or, between the words.", "or")
RICH_TEXT_FORMAT = Parameter("rich_text_format", "html, the only one.", "html")
FORMAT = Parameter("format", "json, the only one.", "json")
CACHE_BUSTER = Parameter("_", "Ignored; some libraries add it against caches.")
BASIC = (FIELDS, RICH_TEXT_FORMAT, FORMAT, CACHE_BUSTER)
LISTING = (*BASIC, LIMIT, OFFSET)
TREE = (
    Parameter("child_of", "Id of the parent page, or root.", "root"),
    Parameter("ancestor_of", "Id of a page."),
    Parameter("descendant_of", "Id of a page, or root.", "root"),
    Parameter("translation_of", "Id of a page, or root.", "root"),
    Parameter("site", "Another site of this system, as host or host:port."),
)

"""The parameters that endpoints share."""

from collections.abc import Iterable

from django.conf import settings

from frontend_bridge.parameters.kinds import (
    Choice,
    Integer,
    PageId,
    Parameter,
    Selection,
    Several,
)

LANGUAGES = tuple(code for code, _label in settings.LANGUAGES)
LOCALE = Choice("locale", "Language of the texts.", "en", choices=LANGUAGES)
FIELDS = Selection(
    "fields",
    "Fields to add or, with -, to leave out; * is all, _ is none at first; nested in parentheses.",
    "*",
)
LIMIT = Integer(
    "limit", "Items per page; 20 when missing.", "20", maximum=settings.WAGTAILAPI_LIMIT_MAX
)
OFFSET = Integer("offset", "Items to skip.", "0")
SEARCH = Parameter("search", "Words to find.", "serum")
SEARCH_OPERATOR = Choice(
    "search_operator", "Between the words; and when missing.", "or", choices=("and", "or")
)
RICH_TEXT_FORMAT = Choice("rich_text_format", "Of rich text.", "html", choices=("html",))
FORMAT = Choice("format", "Of the answer.", "json", choices=("json",))
CACHE_BUSTER = Parameter("_", "Ignored; some libraries add it against caches.")
SITE = Parameter(
    "site",
    "Another site of this system, as host or host:port.",
    "www.example.com",
    pattern=r"[\w.-]{1,253}(:[0-9]{1,5})?",
)
#: What every endpoint takes.
COMMON: tuple[Parameter, ...] = (FORMAT, CACHE_BUSTER, SITE)
BASIC: tuple[Parameter, ...] = (FIELDS, RICH_TEXT_FORMAT, *COMMON)
LISTING: tuple[Parameter, ...] = (*BASIC, LIMIT, OFFSET)
TREE: tuple[Parameter, ...] = (
    PageId("child_of", "The parent page's id, or root.", "root"),
    Integer("ancestor_of", "A page's id.", "3"),
    PageId("descendant_of", "A page's id, or root.", "root"),
    PageId("translation_of", "A page's id, or root.", "root"),
)


def slugs(name: str, description: str, example: str) -> Several:
    """A repeatable filter by slugs: any of them matches."""
    slug = Parameter(name, description, example, pattern=r"[-\w]{0,100}")
    return Several(name, description, example, item=slug)


def words(name: str, description: str, example: str, choices: Iterable[str]) -> Several:
    """Several of `choices`, repeated or with commas."""
    choice = Choice(name, description, example, choices=tuple(choices))
    return Several(name, description, example, item=choice, separated=True)

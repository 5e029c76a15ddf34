"""What the two overview pages list: products with filters, events and articles."""

import asyncio
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from storefront.api import Body, MissingError, Params, RefusedError, Visit

PRODUCTS_PER_PAGE = 12
ARTICLES_PER_PAGE = 9
PAST_EVENTS_SHOWN = 6
UPCOMING_EVENTS_SHOWN = 24
MOST_VALUES = 20
LONGEST_SEARCH = 80
LAST_PAGE = 500
FACETS = ("brand", "category", "function", "audience")
VALUE = re.compile(r"[-\w]{1,100}")
NOTHING: Body = {"meta": {"total_count": 0}, "items": []}
Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class Paging:
    number: int
    size: int
    total: int

    @property
    def last(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def is_beyond_end(self) -> bool:
        return self.number > self.last


@dataclass(frozen=True)
class Selection:
    """The filters in a visitor's address. Anything malformed in it is left out, not refused."""

    values: dict[str, list[str]]
    search: str
    page: int

    @classmethod
    def of(cls, query: QueryParams) -> "Selection":
        return cls(
            {facet: _values(query.getlist(facet)) for facet in FACETS},
            search_text(query.get("search", "")),
            page_number(query),
        )

    @property
    def is_empty(self) -> bool:
        return not self.search and not any(self.values.values())

    @property
    def pairs(self) -> Pairs:
        """The selection without its page number, as it stands in an address."""
        chosen = [(facet, value) for facet in FACETS for value in self.values[facet]]
        return [*([("search", self.search)] if self.search else []), *chosen]

    def api_params(self, language: str) -> Params:
        params: Params = {"locale": language, "limit": PRODUCTS_PER_PAGE}
        params["offset"] = (self.page - 1) * PRODUCTS_PER_PAGE
        params["facets"] = ",".join(FACETS)
        params |= {facet: values for facet, values in self.values.items() if values}
        return params | ({"search": self.search} if self.search else {})


@dataclass(frozen=True)
class Chip:
    """One active filter and the address of the list without it."""

    label: str
    address: str


def _values(raw: Iterable[str]) -> list[str]:
    return [value for value in dict.fromkeys(raw) if VALUE.fullmatch(value)][:MOST_VALUES]


def search_text(raw: str) -> str:
    printable = "".join(character if character.isprintable() else " " for character in raw)
    return " ".join(printable.split())[:LONGEST_SEARCH].strip()


def page_number(query: QueryParams) -> int:
    raw = query.get("page", "1")
    return min(max(int(raw), 1), LAST_PAGE) if raw.isascii() and raw.isdigit() else 1


def address(path: str, pairs: Pairs, page: int = 1) -> str:
    query = urlencode([*pairs, *([("page", str(page))] if page > 1 else [])])
    return f"{path}?{query}" if query else path


def chips(selection: Selection, facets: dict[str, Any], path: str) -> list[Chip]:
    names = {
        (facet, option["slug"]): option["name"]
        for facet in FACETS
        for option in facets.get(facet, [])
    }
    return [
        Chip(
            names.get(pair, pair[1]),
            address(path, [other for other in selection.pairs if other != pair]),
        )
        for pair in selection.pairs
    ]


async def list_products(visit: Visit, query: QueryParams, path: str, language: str) -> Body:
    selection = Selection.of(query)
    # Searches are endless: keeping their answers would push out those of filters.
    ask = visit.get_uncopied if selection.search else visit.get
    try:
        found = await ask("products/", selection.api_params(language))
    except (MissingError, RefusedError):
        found = NOTHING
    facets = found["meta"].get("facets", {})
    return {
        "selection": selection,
        "products": found["items"],
        "facets": {facet: facets.get(facet, []) for facet in FACETS},
        "chips": chips(selection, facets, path),
        "paging": Paging(selection.page, PRODUCTS_PER_PAGE, found["meta"]["total_count"]),
        "pairs": selection.pairs,
    }


async def list_education(visit: Visit, query: QueryParams, path: str, language: str) -> Body:
    number = page_number(query)
    upcoming, past, articles = await asyncio.gather(
        _listing(visit, "events/", _event_params("upcoming", language, UPCOMING_EVENTS_SHOWN)),
        _listing(visit, "events/", _event_params("past", language, PAST_EVENTS_SHOWN)),
        _listing(
            visit,
            "articles/",
            {
                "locale": language,
                "limit": ARTICLES_PER_PAGE,
                "offset": (number - 1) * ARTICLES_PER_PAGE,
            },
        ),
    )
    return {
        "upcoming": upcoming["items"],
        "past": past["items"],
        "articles": articles["items"],
        "paging": Paging(number, ARTICLES_PER_PAGE, articles["meta"]["total_count"]),
        "pairs": [],
    }


def _event_params(when: str, language: str, limit: int) -> Params:
    return {"locale": language, "when": when, "limit": limit}


async def _listing(visit: Visit, path: str, params: Params) -> Body:
    try:
        return await visit.get(path, params)
    except (MissingError, RefusedError):
        return NOTHING

"""Pages whose names look like misspelt words, by PostgreSQL's trigrams.

modelsearch has `Fuzzy`, which compares the whole query with a page's whole text and computes that
for every page. Here each word is compared with names alone, so that long texts make no accidental
hits, and with the operator that the trigram indexes of cms 0009 answer.
"""

from dataclasses import dataclass
from functools import reduce
from operator import add, or_
from typing import Any

from django.contrib.postgres.lookups import TrigramWordSimilar
from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import connection, transaction
from django.db.models import F, Func, Model, Q, QuerySet, TextField, Value
from django.db.models.functions import Greatest
from wagtail.models import Page

from cms.models import Brand, EventPage, ProductPage

#: From 0 to 1; what two letters wrong in a word of eight still reach, and made-up words do not.
LIKENESS = 0.4
MOST_WORDS = 6
MOST_PAGES = 200
SET_LIKENESS = "SELECT set_config('pg_trgm.word_similarity_threshold', %s, true)"


class Unaccented(Func):
    function = "f_unaccent"
    output_field = TextField()


@dataclass(frozen=True)
class Name:
    """`field` of `owner`, which a page reaches through `link`."""

    owner: type[Model]
    field: str
    link: str = "pk"

    @property
    def lookup(self) -> str:
        return self.field if self.link == "pk" else f"{self.link}__{self.field}"

    def is_like(self, word: str) -> Q:
        likeness = TrigramWordSimilar(Unaccented(F(self.field)), Unaccented(Value(word)))
        owners = self.owner._default_manager.filter(likeness).order_by()
        return Q(**{f"{self.link}__in": owners.values("pk")})

    def likeness(self, word: str) -> Any:
        # It takes an expression as well, which its stubs do not know.
        text: Any = Unaccented(Value(word))
        return TrigramWordSimilarity(text, Unaccented(F(self.lookup)))


TITLE = Name(Page, "title")
BRAND = Name(Brand, "name", "brand")
NAMES: dict[type[Model], tuple[Name, ...]] = {
    ProductPage: (TITLE, Name(ProductPage, "code"), BRAND),
    EventPage: (TITLE, BRAND),
}


def similar(words: list[str], candidates: QuerySet[Any]) -> QuerySet[Any]:
    """At most `MOST_PAGES` of `candidates`, the likest first.

    A page counts when one of its names is like one of the words and all words together reach
    `LIKENESS` on average, so that one word beyond recognition does not spoil the others.
    """
    words = words[:MOST_WORDS]
    names = NAMES.get(candidates.model, (TITLE,))
    nearness = reduce(add, [_best(names, word) for word in words]) / float(len(words))
    ranked = candidates.annotate(nearness=nearness).order_by("-nearness", "pk")
    alike = reduce(or_, [name.is_like(word) for name in names for word in words])
    with transaction.atomic(), connection.cursor() as cursor:
        # What the operator means by alike; for this transaction only.
        cursor.execute(SET_LIKENESS, [str(LIKENESS)])
        near = ranked.filter(alike, nearness__gte=LIKENESS)
        ids = list(near.values_list("pk", flat=True)[:MOST_PAGES])
    return ranked.filter(pk__in=ids)


def _best(names: tuple[Name, ...], word: str) -> Any:
    likenesses = [name.likeness(word) for name in names]
    return Greatest(*likenesses) if len(likenesses) > 1 else likenesses[0]

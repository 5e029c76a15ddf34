"""Keeps the search index of products true to the names of their terms.

Wagtail indexes a page when that page is saved, and a product is found by the names of its brand,
categories and functions. So terms that are renamed, given to a product or taken from it
index their products again, at once and in the transaction of the change: that is quick enough for
a whole brand, and no job can be lost or late.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models.signals import m2m_changed, post_save, pre_save
from wagtail.search import index
from wagtail.search.backends import get_search_backends

from cms.models import Brand, Category, Function, ProductPage
from cms.models.taxonomy import Term

TERMS: tuple[type[Term], ...] = (Brand, Category, Function)
BATCH = 200


def connect() -> None:
    for model in TERMS:
        pre_save.connect(note_new_name, model, dispatch_uid="cms.search_index")
        post_save.connect(index_if_renamed, model, dispatch_uid="cms.search_index")
    for relation in (ProductPage.categories, ProductPage.functions):
        m2m_changed.connect(index_changed, relation.through, dispatch_uid="cms.search_index")


def names_of(model: type[Term]) -> list[str]:
    """The fields that a term, and so its products, are found by."""
    fields = model.search_fields
    return [field.field_name for field in fields if isinstance(field, index.SearchField)]


def note_new_name(sender: type[Term], instance: Any, raw: bool = False, **_kwargs: Any) -> None:
    names = names_of(sender)
    stored = sender.objects.filter(pk=instance.pk).values(*names).first()
    now = {name: getattr(instance, name) for name in names}
    instance.is_renamed = not raw and stored is not None and stored != now


def index_if_renamed(sender: type[Term], instance: Any, **_kwargs: Any) -> None:
    if instance.is_renamed:
        index_products(instance.products.values_list("pk", flat=True))


def index_changed(
    instance: Any, action: str, reverse: bool, pk_set: set[int] | None, **_kwargs: Any
) -> None:
    """modelcluster stores a page's terms after Wagtail has indexed that page without them."""
    if reverse and action == "pre_clear":
        instance.indexed_products = list(instance.products.values_list("pk", flat=True))
    elif reverse and action == "post_clear":
        index_products(instance.indexed_products)
    elif action.startswith("post_"):
        index_products((pk_set or ()) if reverse else [instance.pk])


def index_products(ids: Iterable[int]) -> None:
    ids = list(ids)
    for start in range(0, len(ids), BATCH):
        products = ProductPage.objects.filter(pk__in=ids[start : start + BATCH])
        loaded = list(products.select_related("brand").prefetch_related("categories", "functions"))
        for backend in get_search_backends(with_auto_update=True):
            backend.add_bulk(ProductPage, loaded)

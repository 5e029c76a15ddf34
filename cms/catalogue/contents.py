"""What products hold at present, drafts included, for a batch of pages at a fixed price in SQL."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

from django.db.models import QuerySet, prefetch_related_objects
from modelcluster.models import get_serializable_data_for_fields
from wagtail.models import Revision
from wagtail.permissions import policy_registry

from cms.catalogue.columns import CHANGED, COLUMNS, DRAFT, LIVE
from cms.catalogue.kinds import Content
from cms.catalogue.names import Names
from cms.models import ProductPage

CHILDREN = ("photos", "product_trainings", "product_relations")
TERMS = ("categories", "functions")


def current_contents(pages: Sequence[ProductPage]) -> dict[int, Content]:
    """By primary key: the latest draft where there is one, else what is live."""
    drafts = Revision.objects.in_bulk(
        [page.latest_revision_id for page in pages if page.has_unpublished_changes]
    )
    live = [page for page in pages if page.latest_revision_id not in drafts]
    prefetch_related_objects(live, *CHILDREN, *TERMS)
    return {
        **{page.pk: _live_content(page) for page in live},
        **{
            page.pk: drafts[page.latest_revision_id].content
            for page in pages
            if page.latest_revision_id in drafts
        },
    }


def _live_content(page: ProductPage) -> Content:
    """As a revision made of it now would store it, without what no column is about."""
    return {
        **get_serializable_data_for_fields(page),
        **{
            name: [get_serializable_data_for_fields(child) for child in getattr(page, name).all()]
            for name in CHILDREN
        },
        **{name: [term.pk for term in getattr(page, name).all()] for name in TERMS},
    }


def load_names(contents: Iterable[Content], names: Names) -> None:
    """What `texts` needs for these contents."""
    names.load_ids(
        chain.from_iterable(column.kind.ids(content) for content in contents for column in COLUMNS)
    )


def texts(content: Content, names: Names) -> dict[str, str]:
    """Column to text of everything that a file can say about a product."""
    return {column.name: column.kind.write(content, names) for column in COLUMNS}


def fingerprint(columns: dict[str, str], state: str) -> str:
    """Differs when anything differs that an import could overwrite; `state` is the `status`."""
    return hashlib.sha256(json.dumps([columns, state], sort_keys=True).encode()).hexdigest()


def status(page: ProductPage) -> str:
    if not page.live:
        return DRAFT
    return CHANGED if page.has_unpublished_changes else LIVE


def products() -> QuerySet[ProductPage]:
    """Pages that a file can be about: an alias has no content of its own."""
    return ProductPage.objects.filter(alias_of=None)


def changeable_products(user: Any) -> QuerySet[ProductPage]:
    policy = policy_registry.get_by_type(ProductPage)
    changeable = policy.instances_user_has_permission_for(user, "change")
    return products().filter(pk__in=changeable.order_by().values("pk"))

"""Keeps `ContentLink` true: renewed when something is published or saved, and by a job in slices.

The job finds what signals cannot know: bulk writes, restored databases, pages of before.
"""

import time
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import transaction
from django.db.models import Model
from django.db.models.signals import post_delete, post_save
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished

from cms.links.extract import Kind, links_of
from cms.models import ContactSettings, NavigationSettings
from cms.models.links import CheckedLink, ContentLink

#: What links beside pages.
OTHER_SOURCES: tuple[type[Model], ...] = (NavigationSettings, ContactSettings, Redirect)
SLICE = 50
#: Where the next slice begins. When it is lost, the round begins anew.
CURSOR = "cms.links.cursor"


def source_key(source: Model) -> dict[str, Any]:
    model = Page if isinstance(source, Page) else type(source)
    content_type = ContentType.objects.get_for_model(model)
    return {"source_type": content_type, "source_id": source.pk}


@transaction.atomic
def index(source: Model) -> None:
    """Replace what is remembered of the links of `source`."""
    forget(source)
    links = links_of(source)
    known = _checked({link.url for link in links if link.kind == Kind.ADDRESS})
    ContentLink.objects.bulk_create(
        ContentLink(
            **source_key(source),
            place=link.place,
            kind=link.kind,
            target_id=link.target_id,
            checked_id=known.get(link.url),
        )
        for link in sorted(links, key=str)
    )


def _checked(addresses: set[str]) -> dict[str, int]:
    """The `CheckedLink` of each address, by its id; locked, so that the job deletes none of them.

    One that the job deleted just before is made again.
    """
    rows = CheckedLink.objects.select_for_update().filter(url__in=addresses).order_by("url")
    known: dict[str, int] = {}
    while len(known) < len(addresses):
        CheckedLink.objects.bulk_create(
            [CheckedLink(url=url) for url in sorted(addresses)], ignore_conflicts=True
        )
        known = dict(rows.values_list("url", "pk"))
    return known


def forget(source: Model) -> None:
    ContentLink.objects.filter(**source_key(source)).delete()


def watch_content() -> None:
    page_published.connect(_index_instance, dispatch_uid="cms.links")
    page_unpublished.connect(_forget_instance, dispatch_uid="cms.links")
    post_delete.connect(_forget_instance, sender=Page, dispatch_uid="cms.links")
    for model in OTHER_SOURCES:
        post_save.connect(_index_instance, sender=model, dispatch_uid="cms.links")
        post_delete.connect(_forget_instance, sender=model, dispatch_uid="cms.links")


def _index_instance(instance: Model, **_signal: Any) -> None:
    index(instance)


def _forget_instance(instance: Model, **_signal: Any) -> None:
    forget(instance)


def index_slices(seconds: float) -> int:
    """Renew published pages, then settings, menus and redirects, for about `seconds`.

    The next call goes on where this one ended. Returns how many sources were renewed.
    """
    deadline = time.monotonic() + seconds
    renewed = 0
    while time.monotonic() < deadline:
        pages = _next_slice()
        for page in pages:
            index(page)
        renewed += len(pages)
        if not pages:
            return renewed + _end_round()
        cache.set(CURSOR, pages[-1].pk, timeout=None)
    return renewed


def _next_slice() -> list[Page]:
    live = Page.objects.live().filter(pk__gt=cache.get(CURSOR, 0), alias_of=None)
    return list(live.order_by("pk").specific()[:SLICE])


@transaction.atomic
def _delete_orphans() -> None:
    """Those that somebody holds are just being linked to; the lock keeps others from doing so."""
    orphans = CheckedLink.objects.filter(content_links=None).order_by("url")
    held = orphans.select_for_update(skip_locked=True, of=("self",))
    # Asked once more: one may have been linked to between the search and the lock.
    orphans.filter(pk__in=list(held.values_list("pk", flat=True))).delete()


def _end_round() -> int:
    others = [source for model in OTHER_SOURCES for source in model._default_manager.all()]
    for source in others:
        index(source)
    _delete_orphans()
    cache.delete(CURSOR)
    return len(others)

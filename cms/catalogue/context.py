"""What one slice of the job knows beside its rows."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from wagtail.models import Collection
from wagtail.permissions import policy_registry

from cms.catalogue.archive import Archive, open_archive
from cms.catalogue.branches import Branch, branches_of
from cms.catalogue.finders import finders_for
from cms.catalogue.names import Finder, Table
from cms.models import CatalogueImport, Picture


@dataclass(frozen=True)
class Context:
    catalogue_import: CatalogueImport
    user: Any
    archive: Archive
    branches: dict[str, Branch]
    finders: dict[Table, Finder]
    #: Where pictures of the ZIP go; None for somebody who may add none.
    collection: Collection | None


@contextmanager
def open_context(catalogue_import: CatalogueImport) -> Iterator[Context]:
    """Raises `ArchiveError` when the ZIP cannot be used."""
    user = catalogue_import.actor
    with open_archive(catalogue_import.images) as archive:
        yield Context(
            catalogue_import=catalogue_import,
            user=user,
            archive=archive,
            branches=branches_of(user),
            finders=finders_for(catalogue_import, archive),
            collection=picture_collection(user),
        )


def picture_collection(user: Any) -> Collection | None:
    policy = policy_registry.get_by_type(Picture)
    allowed = policy.collections_user_has_permission_for(user, "add")
    return allowed.order_by("path").first()

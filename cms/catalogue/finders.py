"""Who is meant by the names in a file, as far as the person who imports may use it."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.db.models.fields.json import KT
from wagtail.documents import get_document_model
from wagtail.permissions import policy_registry

from cms.catalogue.archive import Archive
from cms.catalogue.names import TERMS, Finder, Pending, Table
from cms.models import CatalogueImport, EventPage, ImportRow, Outcome, Picture, ProductPage
from cms.models.taxonomy import Term


def finders_for(catalogue_import: CatalogueImport, archive: Archive) -> dict[Table, Finder]:
    user = catalogue_import.actor
    return {
        **{table: _terms(model) for table, model in TERMS.items()},
        Table.PICTURE: lambda _locale, names: _pictures(user, archive, names),
        Table.DOCUMENT: lambda _locale, names: _documents(user, names),
        Table.PRODUCT: lambda locale, codes: _products(catalogue_import, locale, codes),
        Table.EVENT: _events,
    }


def _terms(model: type[Term]) -> Finder:
    """All of them, whoever is asked for: they are few, and a misspelt one wants a suggestion."""
    return lambda _locale, _names: dict(model._default_manager.values_list("slug", "pk"))


def _pictures(user: Any, archive: Archive, names: set[str]) -> dict[str, Any]:
    """The ZIP goes before the library; its picture may be in the library already."""
    packed = {name: archive.digest(name) for name in names if archive.holds(name)}
    mine = _choosable(Picture, user)
    same = mine.filter(file_hash__in=set(packed.values())).order_by("-pk")
    by_digest = dict(same.values_list("file_hash", "pk"))
    # Without a collection named, each picture would ask the database for the default one.
    paths = _by_path(names - packed.keys(), Picture(collection_id=None).get_upload_to)
    return {
        **_stored(mine, paths),
        **{name: by_digest.get(digest, Pending(name)) for name, digest in packed.items()},
    }


def _documents(user: Any, names: set[str]) -> dict[str, Any]:
    paths = _by_path(names, lambda name: f"documents/{default_storage.get_valid_name(name)}")
    return _stored(_choosable(get_document_model(), user), paths)


def _by_path(names: set[str], path_of: Callable[[str], str]) -> dict[str, set[str]]:
    """Where files of these names are stored; what can be no file's name is nowhere."""
    paths: dict[str, set[str]] = {}
    for name in names:
        with suppress(SuspiciousFileOperation):
            paths.setdefault(path_of(name), set()).add(name)
    return paths


def _stored(files: Any, paths: dict[str, set[str]]) -> dict[str, Any]:
    found = files.filter(file__in=paths).values_list("file", "pk")
    return {name: pk for path, pk in found for name in paths[path]}


def _choosable(model: Any, user: Any) -> Any:
    """What the person could choose in the editor as well."""
    return policy_registry.get_by_type(model).instances_user_has_permission_for(user, "choose")


def _products(catalogue_import: CatalogueImport, locale: str, codes: set[str]) -> dict[str, Any]:
    """Products that are there, else those that the same file is about.

    A row among these that is refused takes only the link with it, not the row that names it.
    """
    rows = catalogue_import.rows.filter(locale=locale, code__in=codes)
    coming = rows.values_list("code", flat=True)
    found = ProductPage.objects.filter(locale__language_code=locale, code__in=codes)
    return {**{code: Pending(code) for code in coming}, **dict(found.values_list("code", "pk"))}


def _events(locale: str, slugs: set[str]) -> dict[str, Any]:
    found = EventPage.objects.filter(locale__language_code=locale, slug__in=slugs)
    return dict(found.values_list("slug", "pk"))


def photos_by_code(
    catalogue_import: CatalogueImport, codes: set[str]
) -> dict[tuple[str, str], str | None]:
    """The cell of photos by (language, code), of the file's rows that are not refused."""
    rows = ImportRow.objects.filter(catalogue_import=catalogue_import, code__in=codes)
    # As text: SQLite reads a cell that looks like a number as one.
    found = rows.exclude(outcome=Outcome.REFUSE).values_list("locale", "code", KT("cells__photos"))
    return {(locale, code): photos for locale, code, photos in found}

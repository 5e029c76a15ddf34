"""Pictures that come along in a ZIP, by file name; whatever else it holds is never touched."""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from io import BytesIO
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext as _
from wagtail.images.fields import WagtailImageField
from wagtail.utils.file import hash_filelike

from cms.catalogue.names import base_name

MAX_ENTRIES = 5_000
#: Of all pictures together, unpacked. Pictures hardly shrink in a ZIP, which is uploaded whole.
MAX_UNPACKED = 4 * settings.MAX_REQUEST_BYTES
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError)
_ENCRYPTED = 0x1
#: Digests kept at a time; pictures themselves are never kept.
_KEPT_DIGESTS = 2_000


class ArchiveError(Exception):
    """The ZIP as a whole cannot be used; the text says why."""


class Archive:
    """Read one picture at a time, so that memory holds one. An entry counts by its last part:
    folders, and paths that would lead elsewhere, make no difference.
    """

    def __init__(self, archive: zipfile.ZipFile | None = None) -> None:
        self._zip = archive
        entries = archive.infolist() if archive else []
        self._entries = {base_name(item.filename): item for item in entries if not item.is_dir()}
        self.digest = lru_cache(_KEPT_DIGESTS)(self._digest)

    def holds(self, name: str) -> bool:
        return name in self._entries

    def read(self, name: str) -> bytes:
        """A whole picture, not longer than it announces itself; `check` bounds that."""
        if self._zip is None:
            raise KeyError(name)
        entry = self._entries[name]
        with self._zip.open(entry) as file:
            return file.read(entry.file_size)

    def _digest(self, name: str) -> str:
        """As Wagtail's library knows pictures; empty for one that cannot be unpacked."""
        try:
            return str(hash_filelike(BytesIO(self.read(name))))
        except BROKEN:
            return ""

    def fault(self, name: str) -> str:
        """Why a picture cannot enter the library, by the library's own rules, or nothing."""
        try:
            data = self.read(name)
            WagtailImageField().clean(SimpleUploadedFile(name, data))
        except BROKEN:
            return _("The ZIP's “%(name)s” cannot be unpacked.") % {"name": name}
        except ValidationError as error:
            return f"{name}: {' '.join(error.messages)}"
        return ""

    def content_file(self, name: str) -> "ContentFile[bytes]":
        return ContentFile(self.read(name), name=name)


@contextmanager
def open_archive(file: Any) -> Iterator[Archive]:
    """The pictures of a stored ZIP; an empty archive where there is none."""
    if not file:
        yield Archive()
        return
    try:
        opened = file.open("rb")
    except OSError:
        raise ArchiveError(_("The stored ZIP is missing. Start a new import.")) from None
    with opened, _checked(opened) as archive:
        yield Archive(archive)


def check_archive(file: IO[bytes]) -> None:
    """Raises `ArchiveError`; leaves an upload open and at its beginning, to be stored."""
    try:
        with _checked(file):
            pass
    finally:
        file.seek(0)


@contextmanager
def _checked(file: IO[bytes]) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(file)
    except BROKEN:
        raise ArchiveError(_("This is no ZIP file, or it is damaged.")) from None
    with archive:
        _check(archive)
        yield archive


def _check(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES:
        raise ArchiveError(
            _("The ZIP holds more than %(most)d files. Split it.") % {"most": MAX_ENTRIES}
        )
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise ArchiveError(_("The ZIP is protected by a password. Remove the password."))
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise ArchiveError(
            _("Unpacked, the ZIP is larger than %(most)d MB. Split it.")
            % {"most": MAX_UNPACKED // 2**20}
        )

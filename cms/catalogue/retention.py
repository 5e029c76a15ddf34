"""Old imports: what they brought stays, what was kept of them goes."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from cms.models import CatalogueImport


def forget_old_imports() -> int:
    """Delete imports that began over `IMPORT_KEEP_DAYS` ago, with rows and files; returns how many.

    One that is at work at this moment waits for the next day.
    """
    oldest = timezone.now() - timedelta(days=settings.IMPORT_KEEP_DAYS)
    forgotten = 0
    for old in CatalogueImport.objects.filter(created_at__lt=oldest).iterator():
        if not old.is_working:
            _forget(old)
            forgotten += 1
    return forgotten


def _forget(old: CatalogueImport) -> None:
    """The row goes last: a file that could not be deleted is tried again tomorrow."""
    for file in (old.file, old.images):
        if file:
            file.delete(save=False)
    old.delete()

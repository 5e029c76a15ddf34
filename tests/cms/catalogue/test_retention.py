from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from cms.models import Brand, CatalogueImport, ImportRow, ProductPage, User
from cms.tasks import forget_imports
from tests.cms.catalogue.files import applied, checked, csv_file, make_import, zip_file
from tests.cms.catalogue.rows import row

pytestmark = pytest.mark.django_db


def grow_old(made: CatalogueImport, days: int) -> None:
    CatalogueImport.objects.filter(pk=made.pk).update(
        created_at=timezone.now() - timedelta(days=days)
    )


def kept_files() -> list[Path]:
    return [path for path in Path(settings.IMPORT_DIR).rglob("*") if path.is_file()]


def test_it_removes_old_imports_with_rows_and_files(brand: Brand, marketing: User) -> None:
    made = applied(marketing, csv_file([row()]), images=zip_file(["a.jpg"]))
    assert len(kept_files()) == 2
    grow_old(made, settings.IMPORT_KEEP_DAYS + 1)
    forget_imports()
    assert kept_files() == []
    assert not CatalogueImport.objects.exists()
    assert not ImportRow.objects.exists()


def test_it_leaves_alone_what_an_import_brought(brand: Brand, marketing: User) -> None:
    made = applied(marketing, csv_file([row()]))
    grow_old(made, settings.IMPORT_KEEP_DAYS + 1)
    forget_imports()
    assert ProductPage.objects.count() == 1


def test_it_leaves_young_and_working_imports_alone(brand: Brand, marketing: User) -> None:
    young = checked(marketing, csv_file([row()]))
    grow_old(young, settings.IMPORT_KEEP_DAYS - 1)
    working = make_import(marketing, csv_file([row()]))
    grow_old(working, settings.IMPORT_KEEP_DAYS + 1)
    forget_imports()
    assert set(CatalogueImport.objects.all()) == {young, working}
    assert len(kept_files()) == 2


def test_files_lie_outside_the_public_media(brand: Brand, marketing: User) -> None:
    made = make_import(marketing, csv_file([row()]))
    assert Path(settings.IMPORT_DIR) in Path(made.file.path).parents
    assert Path(settings.MEDIA_ROOT) not in Path(made.file.path).parents
    with pytest.raises(ValueError, match="not accessible via a URL"):
        made.file.url  # noqa: B018  # reading it is the test

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from pytest_django import DjangoDbBlocker, Settings

from lead.api.patience import reachability
from tests.database import own_database
from tests.site_tree import SiteTree, build_site_tree
from tests.snapshot import Snapshot

STANDARD_PAGES = Snapshot(build_site_tree)


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    """Wagtail caches each site's root path; a rolled-back test would leave its own behind."""
    cache.clear()


@pytest.fixture(autouse=True)
def _reachable_database() -> None:
    """As in a new process: an earlier test may have had it away."""
    reachability.is_there()


@pytest.fixture(autouse=True)
def _own_media(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def site_tree(db: None) -> SiteTree:
    """Home, overviews and standard pages of the default site in Indonesian and English."""
    return STANDARD_PAGES.restore()


@pytest.fixture
def committed(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path: Path
) -> Iterator[str]:
    """A database of the test's own, in which commits are real; yields its ``DATABASE_URL``."""
    with django_db_blocker.unblock(), own_database(tmp_path) as url:
        yield url

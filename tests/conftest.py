from pathlib import Path

import pytest
from django.core.cache import cache
from pytest_django import Settings

from tests.site_tree import SiteTree, build_site_tree


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    """Wagtail caches each site's root path; a rolled-back test would leave its own behind."""
    cache.clear()


@pytest.fixture(autouse=True)
def _own_media(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def site_tree(db: None) -> SiteTree:
    """Home, overviews and standard pages of the default site in Indonesian and English."""
    return build_site_tree()

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from wagtail_headless_preview.models import PagePreview

from cms.previews import delete_expired_previews
from cms.tasks import clean_previews
from tests.site_tree import SiteTree


def preview(tree: SiteTree, *, age: timedelta, monkeypatch: pytest.MonkeyPatch) -> PagePreview:
    signed_at = (timezone.now() - age).timestamp()
    with monkeypatch.context() as patch:
        patch.setattr("django.core.signing.time.time", lambda: signed_at)
        made: PagePreview = tree.id.about.create_page_preview()
    return made


def test_expired_previews_go_and_fresh_ones_stay(
    site_tree: SiteTree, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit = timedelta(seconds=settings.PREVIEW_MAX_AGE)
    preview(site_tree, age=limit + timedelta(seconds=2), monkeypatch=monkeypatch)
    fresh = preview(site_tree, age=limit - timedelta(minutes=1), monkeypatch=monkeypatch)
    assert delete_expired_previews() == 1
    assert list(PagePreview.objects.all()) == [fresh]


def test_preview_of_an_earlier_day_goes(
    site_tree: SiteTree, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = preview(site_tree, age=timedelta(days=9), monkeypatch=monkeypatch)
    PagePreview.objects.filter(pk=old.pk).update(
        created_at=timezone.localdate() - timedelta(days=9)
    )
    assert delete_expired_previews() == 1


def test_preview_with_an_unreadable_token_goes(site_tree: SiteTree) -> None:
    site_tree.id.about.create_page_preview()
    PagePreview.objects.update(token="id=1:broken")
    clean_previews()
    assert not PagePreview.objects.exists()

from datetime import datetime, timedelta

from django.utils import timezone

from cms.models import AboutPage
from cms.tasks import publish_scheduled
from tests.site_tree import SiteTree


def test_page_goes_live_when_its_time_has_come(site_tree: SiteTree) -> None:
    about = site_tree.id.about
    about.unpublish()
    schedule(about, timezone.now() + timedelta(hours=1))
    publish_scheduled()
    assert not AboutPage.objects.get(pk=about.pk).live

    schedule(about, timezone.now() - timedelta(minutes=1))
    publish_scheduled()
    assert AboutPage.objects.get(pk=about.pk).live


def schedule(page: AboutPage, moment: datetime) -> None:
    page.go_live_at = moment
    page.save_revision(approved_go_live_at=moment)

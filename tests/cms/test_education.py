from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from tests.factories import EventPageFactory
from tests.site_tree import SiteTree


def test_event_ends_after_it_starts(site_tree: SiteTree) -> None:
    starts_at = timezone.now()
    with pytest.raises(ValidationError) as error:
        EventPageFactory(
            parent=site_tree.id.education,
            starts_at=starts_at,
            ends_at=starts_at - timedelta(hours=1),
        )
    assert list(error.value.message_dict) == ["ends_at"]


def test_event_on_site_names_its_city(site_tree: SiteTree) -> None:
    with pytest.raises(ValidationError) as error:
        EventPageFactory(parent=site_tree.id.education, city="", is_online=False)
    assert list(error.value.message_dict) == ["city"]


def test_online_event_needs_no_city(site_tree: SiteTree) -> None:
    event = EventPageFactory(parent=site_tree.id.education, city="", is_online=True)
    assert event.pk

from datetime import timedelta

import pytest
from django.utils import timezone

from lead.models import RequestCounter
from lead.tasks import KEPT, forget_counters

pytestmark = pytest.mark.django_db


def test_old_counters_are_forgotten_and_others_left_alone() -> None:
    now = timezone.now()
    for key, ends in (("old", now - KEPT * 2), ("recent", now), ("open", now + timedelta(hours=1))):
        RequestCounter.objects.create(key=key, window_ends_at=ends)
    assert forget_counters() == 1
    assert set(RequestCounter.objects.values_list("key", flat=True)) == {"recent", "open"}

"""When an event counts as over."""

from django.db.models import Q
from django.utils import timezone

from cms.models import EventPage


def not_over() -> Q:
    """Events that have not ended; one without an end is over once it has begun."""
    now = timezone.now()
    return Q(ends_at__gte=now) | Q(ends_at=None, starts_at__gte=now)


def is_over(event: EventPage) -> bool:
    """False for a draft that has no time yet."""
    moment = event.ends_at or event.starts_at
    return moment is not None and moment < timezone.now()
